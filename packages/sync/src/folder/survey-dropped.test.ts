import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { sampleAgreed, sampleOriginal, sampleTrees } from '../test-kit/sample-trees.ts'
import type { Survey } from './survey-folder.ts'
import { surveyFolder } from './survey-folder.ts'
import type { FolderTrees } from './trees.ts'

/** Photo 1, which looks like file 12, and of which somebody has let go of file 11. */
function edited(purgedAt?: number): Asset {
  const edit = sampleResource(11, { role: 'edit' })
  const when = { droppedAt: 7, droppedBy: 'iPad', ...(purgedAt === undefined ? {} : { purgedAt }) }
  return sampleAsset(1, {
    resources: [sampleResource(1), sampleResource(12, { role: 'edit' })],
    droppedFiles: [{ ...edit, ...when }],
  })
}

function survey(trees: Partial<FolderTrees>): Survey {
  return surveyFolder(sampleTrees(trees))
}

/** The standing of the file that lies at `path`. */
function standingAt({ items }: Survey, path: string) {
  return items.find((each) => each.path === path)?.standing
}

test('[S58][S59] surveyFolder() uploads no earlier edit again that somebody let go of, and says by whom', () => {
  for (const purgedAt of [undefined, 9]) {
    const found = survey({ local: [sampleOriginal('old.jpg', 11)], assets: [edited(purgedAt)] })
    assert.deepEqual(standingAt(found, 'old.jpg'), {
      ...{ kind: 'trashed', assetId: sampleAssetId(1), trashedAt: 7, trashedBy: 'iPad' },
      isForGood: purgedAt !== undefined,
      isEarlierEdit: true,
    })
    assert.deepEqual(found.steps, [])
  }
})

test('[S58] surveyFolder() sets an earlier edit aside where it was agreed, and downloads none', () => {
  const local = [sampleOriginal('old.jpg', 11)]
  const found = survey({ local, agreed: [sampleAgreed('old.jpg', 11)], assets: [edited()] })
  assert.deepEqual(found.steps, [{ kind: 'set_aside', path: 'old.jpg', sha256: sampleHash(11) }])
  const away = survey({ assets: [edited()] })
  assert.equal(
    away.items.some(({ sha256 }) => sha256 === sampleHash(11)),
    false,
  )
})

test('[S59] surveyFolder() uploads an earlier edit that a person wants back', () => {
  const local = [sampleOriginal('old.jpg', 11)]
  const found = survey({ local, assets: [edited()], wantedBack: new Set([sampleHash(11)]) })
  assert.partialDeepStrictEqual(standingAt(found, 'old.jpg'), { kind: 'to_upload', isAsked: true })
})

test('[S58] surveyFolder() knows a photo that took an earlier edit over as a photo of its own', () => {
  const own = sampleAsset(2, { resources: [sampleResource(11)], primarySha256: sampleHash(11) })
  const found = survey({ local: [sampleOriginal('old.jpg', 11)], assets: [edited(), own] })
  assert.equal(standingAt(found, 'old.jpg')?.kind, 'verified')
})

test('surveyFolder() takes a photo for deleted whose pictures are gone, whatever was let go of', () => {
  const agreed = [sampleAgreed('a.jpg', 1), sampleAgreed('b.jpg', 12), sampleAgreed('c.jpg', 4)]
  const local = [sampleOriginal('c.jpg', 4)]
  const confirmedMissing = new Set(['a.jpg', 'b.jpg'])
  const found = survey({ local, agreed, confirmedMissing, assets: [edited(), sampleAsset(4)] })
  assert.deepEqual([...new Set(found.steps.map(({ kind }) => kind))], ['trash'])
})

test('surveyFolder() forgets the file in whose place an earlier edit lies that was let go of', () => {
  const found = survey({
    local: [sampleOriginal('a.jpg', 11)],
    agreed: [sampleAgreed('a.jpg', 12)],
    assets: [edited()],
  })
  assert.deepEqual(found.steps, [{ kind: 'forget', path: 'a.jpg' }])
})
