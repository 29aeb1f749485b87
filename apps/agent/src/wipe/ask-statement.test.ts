import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256, Statement } from '@rollcall/protocol'
import { accepted, problem, refused, STATEMENT_PAGE_MAX } from '@rollcall/protocol'
import { sha256Text } from '@rollcall/platform-node'
import { askStatement } from './ask-statement.ts'

type Api = Parameters<typeof askStatement>[0]

const hashes = Array.from({ length: STATEMENT_PAGE_MAX * 2 + 5 }, (_, index) => sha256Text(`${index}`))

/** A server that keeps one list, and forgets it `forgets` times when it has its first page. */
function serverThat({ forgets = 0 } = {}) {
  let list: { listId: string; hashes: readonly Sha256[] } | null = null
  let left = forgets
  const signed: (readonly Sha256[])[] = []
  const api: Api = {
    statementPage: async ({ listId, from, hashes: page }) => {
      assert.ok(page.length <= STATEMENT_PAGE_MAX)
      const before = from === 0 ? [] : list?.listId === listId ? list.hashes : null
      if (before?.length !== from) return refused(problem('not_found', { listId }))
      list = { listId, hashes: [...before, ...page] }
      if (left-- > 0) list = null
      return accepted({ taken: from + page.length })
    },
    statement: async (some, _, wanted) => {
      const whole = wanted === undefined ? some : list?.listId === wanted.listId ? list.hashes : null
      if (whole === null || (wanted !== undefined && whole.length !== wanted.hashes))
        return refused(problem('not_found'))
      signed.push(whole)
      return accepted({ publicKey: 'key' } as Statement)
    },
  }
  return { api, signed }
}

test('[R6] askStatement() has a long list signed whole, each hash once and in order', async () => {
  const { api, signed } = serverThat()
  const answer = await askStatement(api, [...hashes, ...hashes.slice(0, 9)], 0)
  assert.ok(answer.ok)
  assert.deepEqual(signed, [hashes.toSorted()])
})

test('askStatement() asks for a short list in one request', async () => {
  const { api, signed } = serverThat()
  assert.ok((await askStatement(api, hashes.slice(0, 3), 0)).ok)
  assert.deepEqual(signed, [hashes.slice(0, 3).toSorted()])
})

test('askStatement() begins anew when the server has forgotten the list, but not for ever', async () => {
  const once = serverThat({ forgets: 2 })
  assert.ok((await askStatement(once.api, hashes, 0)).ok)
  assert.deepEqual(once.signed, [hashes.toSorted()])
  const always = await askStatement(serverThat({ forgets: 100 }).api, hashes, 0)
  assert.equal(always.ok ? '' : always.refusal.code, 'not_found')
})
