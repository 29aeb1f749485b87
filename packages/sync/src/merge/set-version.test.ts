import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recipe } from '@rollcall/protocol'
import { versionsOf } from '../library/record-scope.ts'
import { act, assetOf, createOf, edit, NOW } from '../test-kit/act.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'

const assetId = sampleAssetId(1)
const look = (recipe: Recipe | null, sha256 = null as ReturnType<typeof sampleHash> | null) =>
  edit('setVersion', { assetId, recipe, sha256 })
const turned: Recipe = { rotate: 90 }
const flipped: Recipe = { flip: true }

const kept = (draft: MemoryDraft) =>
  draft
    .recordsIn(versionsOf(assetId))
    .map((row) => row.kind === 'version' && [row.rev, row.recipe, row.sha256])

test('[S55] applyMutation() keeps every version, tells who made it, and shows the last', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  assert.deepEqual(act(draft, look(turned), { client: 2, ageMs: 5 }), { kind: 'applied' })
  assert.deepEqual(act(draft, look(flipped)), { kind: 'applied' })
  assert.deepEqual(act(draft, look(null)), { kind: 'applied' })
  const { version, versions } = assetOf(draft, 1)
  assert.deepEqual([version, versions], [{ rev: 3, recipe: null, sha256: null }, 3])
  assert.deepEqual(kept(draft), [
    [1, turned, null],
    [2, flipped, null],
    [3, null, null],
  ])
  const first = draft.record('version', `${assetId}:1`)
  assert.deepEqual([first?.madeAt, first?.madeBy], [NOW - 5, 'device 2'])
  assert.deepEqual(assetOf(draft, 1).resources, sampleAsset(1).resources)
})

test('[S55] applyMutation() shows the later of two concurrent versions and keeps both, whoever arrives first', () => {
  const earlier = { client: 1, baseSeq: 1, ageMs: 9 }
  const later = { client: 2, baseSeq: 1, ageMs: 1 }
  const winsLast = createMemoryDraft([sampleAsset(1)])
  act(winsLast, look(turned), earlier)
  const overrode = act(winsLast, look(flipped), later)
  assert.deepEqual(overrode, { kind: 'applied', facts: { field: 'version', overrode: 1 } })
  const losesLast = createMemoryDraft([sampleAsset(1)])
  act(losesLast, look(flipped), later)
  const lost = act(losesLast, look(turned), earlier)
  assert.deepEqual(lost, { kind: 'superseded', facts: { field: 'version', kept: 1, lost: 2 } })
  for (const draft of [winsLast, losesLast]) {
    assert.deepEqual(assetOf(draft, 1).version?.recipe, flipped)
    assert.equal(assetOf(draft, 1).versions, 2)
    assert.equal(kept(draft).length, 2)
  }
  assert.equal(act(losesLast, look(turned)).kind, 'applied')
  assert.deepEqual(assetOf(losesLast, 1).version, { rev: 3, recipe: turned, sha256: null })
})

test('[S56] applyMutation() takes only an edited file of the asset for a version, and an empty recipe for none', () => {
  const edited = sampleResource(2, { role: 'edit' })
  const draft = createMemoryDraft([sampleAsset(1, { resources: [sampleResource(1), edited] })])
  for (const mark of [1, 3]) {
    const refused = act(draft, look(null, sampleHash(mark)))
    assert.deepEqual(refused, {
      kind: 'refused',
      code: 'no_such_file',
      facts: { assetId, sha256: sampleHash(mark) },
    })
  }
  act(draft, look({}, sampleHash(2)))
  assert.deepEqual(assetOf(draft, 1).version, { rev: 1, recipe: null, sha256: sampleHash(2) })
})

test('[S57] applyMutation() shows the edited file that a declaration brings, once', () => {
  const resources = [sampleResource(1), sampleResource(2, { role: 'edit' })]
  const draft = createMemoryDraft([sampleAsset(1)], { [sampleHash(2)]: 1_000 })
  assert.equal(act(draft, createOf(1, { resources })).kind, 'applied')
  assert.deepEqual(assetOf(draft, 1).version, { rev: 1, recipe: null, sha256: sampleHash(2) })
  act(draft, look(null))
  assert.deepEqual(act(draft, createOf(1, { resources })), { kind: 'unchanged' })
  assert.equal(assetOf(draft, 1).version?.sha256, null)
})

test('[S57] applyMutation() shows the edited file again of what was purged and is brought back', () => {
  const resources = [sampleResource(1), sampleResource(2, { role: 'edit' })]
  const purged = sampleAsset(1, { state: 'deleted', deletedAt: 1, purgedAt: 2, resources })
  const draft = createMemoryDraft([purged], { [sampleHash(1)]: 1_000, [sampleHash(2)]: 1_000 })
  act(draft, createOf(1, { resources, source: 'explicit' }))
  assert.equal(assetOf(draft, 1).version?.sha256, sampleHash(2))
})
