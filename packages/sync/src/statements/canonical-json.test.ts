import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'

test('canonicalJson() writes a value the same way, in whatever order its keys came', () => {
  const written = canonicalJson({ b: [1, { d: null, c: 'é"\n' }], a: true })
  assert.equal(written, '{"a":true,"b":[1,{"c":"é\\"\\n","d":null}]}')
  assert.equal(canonicalJson({ a: true, b: [1, { c: 'é"\n', d: null }] }), written)
})

test('canonicalJson() is JSON of the same value', () => {
  const value = fc.jsonValue().map((made) => JSON.parse(JSON.stringify(made, wholeOnly)) as unknown)
  fc.assert(fc.property(value, (made) => assert.deepEqual(JSON.parse(canonicalJson(made)), made)))
})

test('canonicalJson() refuses what two machines could spell differently', () => {
  for (const value of [0.1, Number.NaN, { a: undefined }, 1n, 2 ** 53])
    assert.throws(() => canonicalJson(value), /Cannot write canonical JSON/)
})

function wholeOnly(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.trunc(value % 1_000_000) + 0 : value
}
