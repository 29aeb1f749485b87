import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Mutation, Sha256 } from '@rollcall/protocol'
import { mutationSchema, TRASH_KEPT_MS } from '@rollcall/protocol'
import { versionsOf } from '../library/record-scope.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import {
  sampleAsset,
  sampleAssetId,
  sampleClientId,
  sampleHash,
  sampleResource,
} from '../test-kit/sample-asset.ts'
import { applyMutation } from './apply-mutation.ts'
import { mergeAssets } from './merge-assets.ts'
import { purgeAsset, purgeDroppedFile } from './purge-asset.ts'
import { earlierEditsOf } from './set-edit-kept.ts'

const [ORIGINAL, FIRST, SECOND] = [1, 11, 12].map((mark) => sampleHash(mark)) as [Sha256, Sha256, Sha256]
const NOW = 5_000
const ID = sampleAssetId(1)

/** A photo that was edited twice by another program; it looks like the second time. */
function edited(changes: Partial<Asset> = {}): Asset {
  const resources = [
    sampleResource(1),
    sampleResource(11, { role: 'edit' }),
    sampleResource(12, { role: 'edit' }),
  ]
  return sampleAsset(1, {
    ...{ resources, versions: 2, version: { rev: 2, recipe: null, sha256: SECOND } },
    ...changes,
  })
}

function openLibrary(asset = edited(), blobs: Readonly<Record<string, number>> = {}) {
  const draft = createMemoryDraft([asset], blobs)
  const does = (
    intent: { readonly op: Mutation['op']; readonly args: object },
    { client = 1, baseSeq = draft.headSeq() }: { readonly client?: number; readonly baseSeq?: number } = {},
  ) => {
    const mutation = mutationSchema.parse({ ...intent, n: 1, baseSeq, ageMs: 0 })
    const context = { clientId: sampleClientId(client), deviceName: `device ${client}`, now: NOW }
    return applyMutation(draft, mutation, context)
  }
  const photo = () => draft.assets.get(ID) ?? assert.fail()
  const files = () => photo().resources.map(({ sha256 }) => sha256)
  const dropped = () => photo().droppedFiles?.map(({ sha256 }) => sha256) ?? []
  return { draft, does, photo, files, dropped }
}

const letGo = (sha256: Sha256) => ({
  op: 'setEditKept' as const,
  args: { assetId: ID, sha256, isKept: false },
})
const keep = (sha256: Sha256) => ({ op: 'setEditKept' as const, args: { assetId: ID, sha256, isKept: true } })
const show = (sha256: Sha256 | null) => ({
  op: 'setVersion' as const,
  args: { assetId: ID, recipe: null, sha256 },
})

function declare(sha256: Sha256, source: 'automatic' | 'explicit') {
  const { state: _, ...original } = sampleResource(1)
  const args = { assetId: ID, copyNo: 0, kind: 'photo', takenAt: 0, takenFrom: 'file_time', source }
  return {
    op: 'create' as const,
    args: { ...args, resources: [original, { ...original, role: 'edit', sha256 }] },
  }
}

test('[S58] an earlier edit that is let go of is no file of the photo, and says since when and by whom', () => {
  const { does, files, photo } = openLibrary()
  assert.deepEqual(earlierEditsOf(photo()), [sampleResource(11, { role: 'edit' })])
  assert.equal(does(letGo(FIRST)).kind, 'applied')
  assert.deepEqual(files(), [ORIGINAL, SECOND])
  const file = { ...sampleResource(11, { role: 'edit' }), droppedAt: NOW, droppedBy: 'device 1' }
  assert.deepEqual(photo().droppedFiles, [file])
  assert.deepEqual(earlierEditsOf(photo()), [])
  assert.equal(does(letGo(FIRST)).kind, 'unchanged')
})

test('[S58] neither the original nor the file of the look is let go of', () => {
  const { does, files } = openLibrary()
  assert.deepEqual(does(letGo(SECOND)), {
    kind: 'superseded',
    facts: { field: 'dropped', element: SECOND, kept: false, lost: true },
  })
  assert.partialDeepStrictEqual(does(letGo(ORIGINAL)), { kind: 'refused', code: 'no_such_file' })
  assert.equal(files().length, 3)
  const asOriginal = edited({ primarySha256: FIRST })
  assert.partialDeepStrictEqual(openLibrary(asOriginal).does(letGo(FIRST)), { code: 'no_such_file' })
})

test('[S58] taking back beats a concurrent letting go, in both orders', () => {
  for (const first of ['keeps', 'lets go'] as const) {
    const { draft, does, files, dropped } = openLibrary()
    const baseSeq = draft.headSeq()
    const keeps = () => does(keep(FIRST), { client: 2, baseSeq })
    const lets = () => does(letGo(FIRST), { client: 1, baseSeq })
    if (first === 'keeps') {
      assert.equal(keeps().kind, 'applied')
      assert.equal(lets().kind, 'superseded')
    } else {
      assert.equal(lets().kind, 'applied')
      assert.deepEqual(keeps(), {
        kind: 'applied',
        facts: { field: 'dropped', element: FIRST, overrode: true },
      })
    }
    assert.equal(files().includes(FIRST), true)
    assert.deepEqual(dropped(), [])
  }
})

test('[S58] a version that names a file which was let go of takes it back', () => {
  const { draft, does, files, dropped, photo } = openLibrary()
  const baseSeq = draft.headSeq()
  does(letGo(FIRST), { client: 1 })
  assert.equal(does(show(FIRST), { client: 2, baseSeq }).kind, 'applied')
  assert.deepEqual([photo().version?.sha256, files().includes(FIRST), dropped()], [FIRST, true, []])
  assert.equal(draft.recordsIn(versionsOf(ID)).length, 1)
})

test('[S59] what was let go of comes back by an explicit import, and not by an automatic one', () => {
  const { does, files, dropped, photo } = openLibrary(edited(), { [FIRST]: 1_000 })
  does(letGo(FIRST))
  assert.equal(does(declare(FIRST, 'automatic')).kind, 'unchanged')
  assert.deepEqual(dropped(), [FIRST])
  assert.equal(does(declare(FIRST, 'explicit')).kind, 'applied')
  assert.deepEqual([files().includes(FIRST), dropped(), photo().version?.sha256], [true, [], FIRST])
})

test('[S59] the bytes of what was let go of end after their time, and name and hash stay', () => {
  const { draft, does, photo, files } = openLibrary(edited(), { [FIRST]: 1_000 })
  does(letGo(FIRST))
  const end = (now: number) =>
    purgeDroppedFile(draft, { assetId: ID, sha256: FIRST }, { now, keptMs: TRASH_KEPT_MS })
  assert.equal(end(NOW + TRASH_KEPT_MS - 1), false)
  assert.equal(end(NOW + TRASH_KEPT_MS), true)
  assert.equal(end(NOW + TRASH_KEPT_MS), false)
  assert.partialDeepStrictEqual(photo().droppedFiles?.[0], {
    ...{ sha256: FIRST, name: 'IMG_11.jpg', droppedBy: 'device 1', purgedAt: NOW + TRASH_KEPT_MS },
  })
  for (const late of [keep(FIRST), show(FIRST), letGo(FIRST)])
    assert.partialDeepStrictEqual(does(late), { kind: 'refused', code: 'no_such_file' })
  assert.equal(does(declare(FIRST, 'explicit')).kind, 'applied')
  assert.deepEqual([files().includes(FIRST), photo().droppedFiles], [true, undefined])
})

test('[S76] the bytes of what was let go of go with the photo, and its name stays with the mark', () => {
  const { draft, does, photo } = openLibrary()
  does(letGo(FIRST))
  draft.putAsset({ ...photo(), seq: draft.nextSeq(), state: 'deleted', deletedAt: 0 })
  const hashes = purgeAsset(draft, ID, { now: NOW, keptMs: 1 })
  assert.deepEqual(hashes, [ORIGINAL, SECOND, FIRST])
  assert.equal(photo().droppedFiles?.[0]?.sha256, FIRST)
  assert.notEqual(photo().droppedFiles?.[0]?.purgedAt, undefined)
})

test('[S58] mergeAssets() keeps what either of them has, and takes over what the part had let go of', () => {
  const part = sampleAsset(2, { resources: [sampleResource(2), sampleResource(11)] })
  const dropped = { ...sampleResource(13, { role: 'edit' }), droppedAt: 1, droppedBy: 'phone' }
  const draft = createMemoryDraft([edited(), { ...part, droppedFiles: [dropped] }])
  const mutation = mutationSchema.parse({ ...letGo(FIRST), n: 1, baseSeq: 9, ageMs: 0 })
  applyMutation(draft, mutation, { clientId: sampleClientId(1), deviceName: 'a', now: NOW })
  assert.equal(mergeAssets(draft, ID, sampleAssetId(2), null), true)
  const whole = draft.assets.get(ID)
  assert.deepEqual(
    whole?.resources.map(({ sha256 }) => sha256),
    [ORIGINAL, SECOND, sampleHash(2), FIRST],
  )
  assert.deepEqual(whole?.droppedFiles, [dropped])
})
