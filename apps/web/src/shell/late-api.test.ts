import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lateApi } from './late-api.ts'

interface Sums {
  readonly add: (left: number, right: number) => Promise<number>
}

test('lateApi() asks for the API with the first call, and answers what it answers', async () => {
  let loads = 0
  const sums = lateApi<Sums>(() => {
    loads += 1
    return Promise.resolve({ add: (left, right) => Promise.resolve(left + right) })
  })
  assert.equal(loads, 0)
  assert.equal(await sums.add(1, 2), 3)
  assert.equal(loads, 1)
})

test('lateApi() rejects a call when the API does not come', async () => {
  const sums = lateApi<Sums>(() => Promise.reject(new Error('no network')))
  await assert.rejects(sums.add(1, 2), /no network/)
})
