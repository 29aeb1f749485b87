import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mutation } from '@rollcall/protocol'
import fc from 'fast-check'
import { sampleAssetId } from '../test-kit/sample-asset.ts'
import type { ClientLine } from './admit-push.ts'
import { admitPush } from './admit-push.ts'

function mutations(...numbers: readonly number[]): Mutation[] {
  return numbers.map((n) => ({ n, baseSeq: 0, ageMs: 0, op: 'trash', args: { assetId: sampleAssetId(n) } }))
}

function token(mark: number): string {
  return mark.toString(16).padStart(32, '0')
}

/** The numbers admitted, or the code of the refusal. */
function admit(
  line: ClientLine | null,
  nonce: string | null,
  next: string,
  ...numbers: readonly number[]
): unknown {
  const answer = admitPush(line, { nonce, next, mutations: mutations(...numbers) })
  return answer.ok ? answer.value.map(({ n }) => n) : answer.refusal.code
}

const LINE: ClientLine = { lastMutation: 5, nonce: token(7) }

test('[R12] [S30] [S32] admitPush() takes the first push of a client, and the next of one it knows', () => {
  assert.deepEqual(admit(null, null, token(1), 1, 2, 3), [1, 2, 3])
  assert.deepEqual(admit(LINE, token(7), token(8), 6, 7), [6, 7])
  assert.deepEqual(admit(LINE, token(7), token(8)), [])
})

test('[R12] [S32] admitPush() knows the retry of a push whose answer was lost, and does nothing again', () => {
  assert.deepEqual(admit(LINE, token(6), token(7), 4, 5), [])
  assert.deepEqual(admit(LINE, null, token(7), 1, 2, 3, 4, 5), [])
})

test('[R12] [S30] admitPush() skips what it has decided before and takes the rest', () => {
  assert.deepEqual(admit(LINE, token(7), token(8), 4, 5, 6, 7), [6, 7])
  assert.deepEqual(admit(LINE, token(7), token(8), 6, 6, 7), [6, 7])
})

test('[R12] [S30] admitPush() refuses a hole, before the first and in the middle', () => {
  assert.equal(admit(LINE, token(7), token(8), 7), 'mutation_gap')
  assert.equal(admit(LINE, token(7), token(8), 6, 8), 'mutation_gap')
  assert.equal(admit(null, null, token(1), 2), 'mutation_gap')
  assert.equal(admit(null, null, token(1), 2, 1), 'mutation_gap')
})

test('[R12] [S32] admitPush() refuses a clone, which shows a token of the past or of another line', () => {
  assert.equal(admit(LINE, token(6), token(99), 6), 'client_forked')
  assert.equal(admit(LINE, null, token(99), 1), 'client_forked')
  assert.equal(admit(null, token(3), token(4), 1), 'client_forked')
})

test('[S33] admitPush() tells whom it refuses how far it knows the line', () => {
  const factsOf = (line: ClientLine | null, nonce: string | null, ...numbers: readonly number[]) => {
    const answer = admitPush(line, { nonce, next: token(99), mutations: mutations(...numbers) })
    return answer.ok ? null : answer.refusal.facts['lastMutation']
  }
  assert.deepEqual(
    [factsOf(LINE, null, 1), factsOf(null, token(3), 2), factsOf(LINE, token(7), 6, 8)],
    [5, 0, 5],
  )
})

test('[R12] [S30] [S32] admitPush() lets each mutation through exactly once, in order, whatever is lost, doubled or cloned', () => {
  const step = fc.constantFrom('push', 'lost answer', 'doubled', 'clone')
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 4 }))), (steps) => {
      let line: ClientLine | null = null
      let nonce: string | null = null
      let oldNonce: string | null = null
      let sent = 0
      let tokens = 0
      const done: number[] = []
      const serve = (shown: string | null, next: string, numbers: readonly number[]) => {
        const answer = admitPush(line, { nonce: shown, next, mutations: mutations(...numbers) })
        if (!answer.ok) return answer.refusal.code
        for (const { n } of answer.value) done.push(n)
        line = { lastMutation: done.at(-1) ?? 0, nonce: next }
        return 'taken'
      }
      for (const [kind, count] of steps) {
        const numbers = Array.from({ length: count }, (_, index) => sent + 1 + index)
        const next = token(++tokens)
        if (kind === 'clone') {
          // A copy of the client from before the last push, going its own way.
          const isForked = line !== null && oldNonce !== nonce
          if (isForked) assert.equal(serve(oldNonce, token(++tokens), [sent + 1]), 'client_forked')
          continue
        }
        if (kind === 'lost answer' || kind === 'doubled') assert.equal(serve(nonce, next, numbers), 'taken')
        assert.equal(serve(nonce, next, numbers), 'taken')
        oldNonce = nonce
        nonce = next
        sent += count
      }
      assert.deepEqual(
        done,
        Array.from({ length: sent }, (_, index) => index + 1),
      )
    }),
  )
})
