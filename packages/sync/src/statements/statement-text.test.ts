import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256, StatementBody } from '@rollcall/protocol'
import { hashList, statementText } from './statement-text.ts'

const BODY: StatementBody = {
  kind: 'safe_to_wipe',
  device: 'Ana’s iPad',
  deviceId: '1'.repeat(32),
  library: '2'.repeat(32),
  server: 'http://photos.example',
  epoch: 3,
  seq: 8123,
  originals: 1,
  bytes: 5,
  oldestVerifiedAt: null,
  ignored: 0,
  listDigest: 'a'.repeat(64) as Sha256,
  madeAt: 7,
}

test('[R6] statementText() are the same whatever way a statement was stored', () => {
  const reversed = Object.fromEntries(Object.entries(BODY).toReversed()) as StatementBody
  assert.deepEqual(statementText(reversed), statementText(BODY))
  assert.ok(statementText(BODY).startsWith('{"bytes":5,"device":"Ana’s iPad","deviceId":'))
  assert.notDeepEqual(statementText({ ...BODY, seq: 8124 }), statementText(BODY))
})

test('hashList() tells each hash once, in order', () => {
  const [first, second] = ['a', 'b'].map((digit) => digit.repeat(64) as Sha256)
  assert.ok(first !== undefined && second !== undefined)
  assert.equal(hashList([second, first, second]), `${first}\n${second}\n`)
  assert.equal(hashList([]), '')
})
