import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import { sha256Schema } from '@rollcall/protocol'
import { hashList } from '@rollcall/sync'
import { createHashList } from './hash-list.ts'

/** Even numbers only, so that odd ones are not in it. */
const hashAt = (index: number) => sha256Schema.parse((2 * index + 2).toString(16).padStart(64, '0'))
const hashesFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => hashAt(from + at))

test('createHashList() holds what was added in pages of any size, over as many blocks as it takes', () => {
  const list = createHashList()
  let count = 0
  for (const size of [1, 4_000, 95, 1, 9_000, 3_280]) {
    assert.equal(list.goesOnWith(hashesFrom(count, size)), true)
    assert.equal(list.add(hashesFrom(count, size)), true)
    count += size
    assert.equal(list.count(), count)
    assert.equal(list.endsIn(hashesFrom(Math.max(0, count - 5_000), Math.min(count, 5_000))), true)
    assert.equal(list.endsIn(hashesFrom(count - 1, 2)), false)
  }
  for (let at = 0; at < count; at++) assert.equal(list.has(hashAt(at)), true)
  for (const odd of ['1', '2001', '9ffff']) assert.equal(list.has(odd.padStart(64, '0') as Sha256), false)
  const whole = createHash('sha256')
    .update(hashList(hashesFrom(0, count)))
    .digest('hex')
  assert.equal(list.digest(), whole)
})

test('createHashList() takes nothing of a page that does not ascend from its end', () => {
  const list = createHashList()
  list.add(hashesFrom(5, 2))
  for (const wrong of [hashesFrom(6, 1), hashesFrom(2, 9), [hashAt(8), hashAt(8)], [hashAt(9), hashAt(8)]]) {
    assert.equal(list.goesOnWith(wrong), false)
    assert.equal(list.add(wrong), false)
    assert.equal(list.count(), 2)
  }
})
