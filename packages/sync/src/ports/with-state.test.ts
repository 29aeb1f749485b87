import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import fc from 'fast-check'
import type { PlainFiles } from './private-files.ts'
import { withState } from './with-state.ts'

const sha256Of = async (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') as Sha256

/** How a write is cut off: these many bytes arrive, and what was behind them stays or is gone. */
interface Cut {
  readonly bytes: number
  readonly leavesRest: boolean
}

/** Files in memory, of which a write is cut off once when `cutNext` says how. */
function tearingFiles() {
  const held = new Map<string, Uint8Array<ArrayBuffer>>()
  let cut: Cut | null = null
  const unused = () => Promise.reject(new Error('not asked for'))
  const files: PlainFiles = {
    read: async (name) => held.get(name) ?? null,
    writeWhole: async (name, bytes) => {
      if (cut === null) {
        held.set(name, new Uint8Array(bytes))
        return
      }
      const count = Math.min(cut.bytes, bytes.length)
      const rest = cut.leavesRest ? (held.get(name)?.subarray(count) ?? []) : []
      held.set(name, new Uint8Array([...bytes.subarray(0, count), ...rest]))
      cut = null
      throw new Error('power cut')
    },
    remove: async (name) => {
      held.delete(name)
    },
    list: async () => [...held.keys()],
    readPart: unused,
    append: unused,
    sizeOf: unused,
  }
  const cutNext = (how: Cut) => {
    cut = how
  }
  return { files, cutNext }
}

const open = (slots: PlainFiles) => withState(slots, { slots, sha256Of })

test('withState() reads what was written last, by whoever opens the files next', async () => {
  const { files } = tearingFiles()
  assert.equal(await open(files).readState(), null)
  for (const text of ['one', 'two', '', 'four']) {
    await open(files).writeState(new TextEncoder().encode(text))
    assert.equal(new TextDecoder().decode((await open(files).readState()) ?? undefined), text)
  }
  await open(files).removeState()
  assert.equal(await open(files).readState(), null)
})

test('withState() shows the state before, or the new one, wherever writes are cut off', async () => {
  const deeds = fc.array(
    fc.record({
      state: fc.uint8Array({ maxLength: 40 }),
      cut: fc.option(fc.record({ bytes: fc.nat({ max: 130 }), leavesRest: fc.boolean() })),
      reopens: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(deeds, async (list) => {
      const { files, cutNext } = tearingFiles()
      let opened = open(files)
      let before: readonly number[] | null = null
      for (const { state, cut, reopens } of list) {
        if (cut !== null) cutNext(cut)
        const isWritten = await opened.writeState(state).then(
          () => true,
          () => false,
        )
        if (reopens || !isWritten) opened = open(files)
        const read = await opened.readState()
        const now: readonly number[] | null = read === null ? null : [...read]
        const possible = isWritten ? [[...state]] : [before, [...state]]
        assert.ok(possible.some((each) => JSON.stringify(each) === JSON.stringify(now)))
        before = now
      }
    }),
  )
})

test('withState() writes again after a write that was cut off, without being opened anew', async () => {
  const { files, cutNext } = tearingFiles()
  const opened = open(files)
  await opened.writeState(new Uint8Array([1]))
  for (const bytes of [0, 5, 30]) {
    cutNext({ bytes, leavesRest: true })
    await assert.rejects(opened.writeState(new Uint8Array([2])))
    assert.deepEqual(new Uint8Array((await open(files).readState()) ?? []), new Uint8Array([1]))
  }
  await opened.writeState(new Uint8Array([3]))
  assert.deepEqual(new Uint8Array((await open(files).readState()) ?? []), new Uint8Array([3]))
})

test('withState() does calls made at once one after the other', async () => {
  const { files } = tearingFiles()
  const opened = open(files)
  await Promise.all([1, 2, 3, 4, 5].map((byte) => opened.writeState(new Uint8Array([byte]))))
  assert.deepEqual(new Uint8Array((await open(files).readState()) ?? []), new Uint8Array([5]))
})
