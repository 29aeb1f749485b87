import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Version } from '@rollcall/protocol'
import { libraryRecordSchema, mutationOutcomeSchema } from '@rollcall/protocol'
import { sampleAssetId, sampleHash } from '../test-kit/sample-asset.ts'
import { forgetLook, forgetValues } from './forget-said.ts'

const VERSION: Version = {
  ...{ kind: 'version', key: `${sampleAssetId(1)}:2`, seq: 7, assetId: sampleAssetId(1), rev: 2 },
  ...{ recipe: { rotate: 90 }, sha256: sampleHash(2), madeAt: 5, madeBy: 'iPad' },
}

test('[S77] forgetLook() keeps the number, the day and the device of a version, and nothing of how it looked', () => {
  const said = { ...VERSION, laterField: 'said in a newer release' }
  const forgotten = forgetLook(said) ?? assert.fail()
  assert.deepEqual(forgotten, { ...VERSION, recipe: null, sha256: null, forgotten: true })
  assert.deepEqual(libraryRecordSchema.parse(forgotten), forgotten)
  assert.equal(forgetLook(forgotten), null)
})

test('[S77] forgetValues() keeps what became of a mutation, and no value', () => {
  const lost = { kind: 'superseded', facts: { field: 'caption', kept: 'Lake', lost: 'Sea' } } as const
  const forgotten = forgetValues(lost)
  assert.deepEqual(forgotten, { kind: 'superseded', facts: { field: 'caption' } })
  assert.deepEqual(mutationOutcomeSchema.parse(forgotten), forgotten)
  assert.deepEqual(forgetValues(forgotten), forgotten)
  const keyword = { kind: 'applied', facts: { field: 'keywords', element: 'sea', overrode: false } } as const
  assert.deepEqual(forgetValues(keyword), { kind: 'applied', facts: { field: 'keywords' } })
  assert.deepEqual(forgetValues({ kind: 'unchanged' }), { kind: 'unchanged' })
})
