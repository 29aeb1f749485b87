import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetSchema, mutationSchema } from '@rollcall/protocol'
import { act, assetOf, createOf } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleResource } from '../test-kit/sample-asset.ts'

test('createAsset() takes from nobody what only the server can know of a file', () => {
  const { state: _, ...resource } = sampleResource(1)
  const draft = createMemoryDraft([], { [resource.sha256]: resource.bytes })
  const edit = createOf(1, { resources: [{ ...resource, derivatives: 'nonsense', exif: { iso: 100 } }] })
  assert.equal(mutationSchema.safeParse({ n: 1, baseSeq: 0, ageMs: 0, ...edit }).success, true)
  assert.deepEqual(act(draft, edit), { kind: 'applied' })
  assert.equal(assetSchema.safeParse(assetOf(draft, 1)).error, undefined)
  // Fields that this release does not know survive.
  assert.deepEqual(assetOf(draft, 1).resources[0]?.['exif'], { iso: 100 })
})
