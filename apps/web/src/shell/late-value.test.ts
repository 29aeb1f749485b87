import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lateValue } from './late-value.ts'

test('lateValue() loads once, when it is first wanted, and knows it from then on', async () => {
  let loads = 0
  const late = lateValue(() => Promise.resolve(`load ${++loads}`))
  assert.equal(loads, 0)
  assert.equal(late.known(), null)
  assert.deepEqual(await Promise.all([late.load(), late.load()]), ['load 1', 'load 1'])
  assert.equal(late.known(), 'load 1')
})

test('lateValue() loads again after it could not', async () => {
  let loads = 0
  const late = lateValue(() =>
    ++loads === 1 ? Promise.reject(new Error('no network')) : Promise.resolve(loads),
  )
  await assert.rejects(late.load(), /no network/)
  assert.equal(late.known(), null)
  assert.equal(await late.load(), 2)
})
