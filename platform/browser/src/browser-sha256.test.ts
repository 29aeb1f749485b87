import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createBrowserHmac, createBrowserSha256, sha256Of } from './browser-sha256.ts'

const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('createBrowserSha256() sums pieces as the whole, several sums at a time', async () => {
  const bytes = new Uint8Array(200_000).map((_, at) => at)
  const [one, other] = await Promise.all([createBrowserSha256(), createBrowserSha256()])
  for (let at = 0; at < bytes.length; at += 70_001) {
    one.update(bytes.subarray(at, at + 70_001))
    other.update(bytes.subarray(0, 3))
  }
  assert.equal(one.digestHex(), sumOf(bytes))
  assert.equal(other.digestHex(), sumOf(new Uint8Array([0, 1, 2, 0, 1, 2, 0, 1, 2])))
  assert.equal((await createBrowserSha256()).digestHex(), sumOf(new Uint8Array(0)))
})

test('sha256Of() sums without the browser’s own hash too, and memory that threads share', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(1_000)).fill(7)
  for (const bytes of [new Uint8Array(0), new Uint8Array([1, 2, 3]), new Uint8Array(1_000).fill(7), shared])
    assert.equal(await sha256Of(bytes), sumOf(bytes))
})

test('createBrowserHmac() answers what Node does, for keys and texts of any length', async () => {
  const hmac = await createBrowserHmac()
  for (const key of ['', '0b'.repeat(20), 'aa'.repeat(64), 'aa'.repeat(131)])
    for (const text of ['', 'Hi There', 'Grüße 👍'.repeat(40)])
      assert.equal(hmac(key, text), createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex'))
})
