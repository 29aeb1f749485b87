/* Stays whole: one table, a line for each way in which the trees can differ. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { sampleAgreed, sampleFile, sampleOriginal, sampleTrees } from '../test-kit/sample-trees.ts'
import type { Survey } from './survey-folder.ts'
import { surveyFolder } from './survey-folder.ts'
import type { FolderTrees } from './trees.ts'

const TRASHED = { state: 'trashed', trashedAt: 7, trashedBy: 'iPad' } as const

function survey(trees: Partial<FolderTrees>): Survey {
  return surveyFolder(sampleTrees(trees))
}

/** Standings by path. */
function standings({ items }: Survey): Record<string, string> {
  return Object.fromEntries(items.map(({ path, standing }) => [path, standing.kind]))
}

const IMG = 'Photos/2026/2026-11/IMG_1.jpg'

const asLive = sampleAsset(1)
const asTrashed = sampleAsset(1, TRASHED)
const asLost = sampleAsset(1, { resources: [sampleResource(1, { state: 'lost' })] })

test('surveyFolder() holds every line of its table', () => {
  const here = [sampleOriginal('a.jpg', 1)]
  const agreed = [sampleAgreed('a.jpg', 1)]
  const gone = new Set(['a.jpg'])
  const lines: readonly (readonly [
    string,
    Partial<FolderTrees>,
    Record<string, string>,
    readonly string[],
  ])[] = [
    ['new here', { local: here }, { 'a.jpg': 'to_upload' }, []],
    ['new here, agreed before', { local: here, agreed }, { 'a.jpg': 'to_upload' }, []],
    ['met again', { local: here, assets: [asLive] }, { 'a.jpg': 'verified' }, ['agree a.jpg']],
    ['safe', { local: here, agreed, assets: [asLive] }, { 'a.jpg': 'verified' }, []],
    [
      'deleted elsewhere',
      { local: here, agreed, assets: [asTrashed] },
      { 'a.jpg': 'trashed' },
      ['set_aside a.jpg'],
    ],
    ['an old copy turned up', { local: here, assets: [asTrashed] }, { 'a.jpg': 'trashed' }, []],
    [
      'moved',
      { local: [sampleOriginal('b/c.jpg', 1)], agreed, assets: [asLive] },
      { 'b/c.jpg': 'verified' },
      ['forget a.jpg', 'agree b/c.jpg'],
    ],
    ['missed once', { agreed, assets: [asLive] }, { 'a.jpg': 'changing' }, []],
    [
      'deleted here',
      { agreed, assets: [asLive], confirmedMissing: gone },
      { 'a.jpg': 'changing' },
      ['trash a.jpg'],
    ],
    [
      'edited by a program',
      { local: [sampleOriginal('a.jpg', 2)], agreed, assets: [asLive] },
      { 'a.jpg': 'to_upload', [IMG]: 'to_download' },
      [],
    ],
    [
      'edited by a program, and recorded as a version',
      {
        local: [sampleOriginal('a.jpg', 2)],
        agreed,
        assets: [sampleAsset(1, { resources: [sampleResource(1), sampleResource(2, { role: 'edit' })] })],
      },
      { 'a.jpg': 'verified', [IMG]: 'to_download' },
      ['forget a.jpg', 'agree a.jpg'],
    ],
    [
      'replaced by a smaller version of itself',
      { local: [sampleOriginal('a.jpg', 2, sampleHash(1))], agreed, assets: [asLive] },
      { 'a.jpg': 'preview', [IMG]: 'to_download' },
      ['forget a.jpg'],
    ],
    ['download', { assets: [asLive] }, { [IMG]: 'to_download' }, []],
    [
      'deleted, and wanted back by a person',
      { local: here, assets: [asTrashed], wantedBack: new Set([sampleHash(1)]) },
      { 'a.jpg': 'to_upload' },
      [],
    ],
    ['deleted, and not here', { assets: [asTrashed] }, { [IMG]: 'trashed' }, []],
    [
      'deleted here and elsewhere',
      { agreed, assets: [asTrashed], confirmedMissing: gone },
      { [IMG]: 'trashed' },
      ['forget a.jpg'],
    ],
    ['gone from the library and from here', { agreed, confirmedMissing: gone }, {}, ['forget a.jpg']],
    ['lost on the server, and not here', { assets: [asLost] }, { [IMG]: 'lost_on_server' }, []],
    ['lost on the server, and here', { local: here, agreed, assets: [asLost] }, { 'a.jpg': 'to_upload' }, []],
  ]
  for (const [words, trees, expected, steps] of lines) {
    const found = survey(trees)
    assert.deepEqual(standings(found), expected, words)
    const told = found.steps.map((step) => `${step.kind} ${'file' in step ? step.file.path : step.path}`)
    assert.deepEqual(told, steps, words)
  }
})

test('surveyFolder() lets nothing follow from a file that cannot be read now', () => {
  const agreed = [sampleAgreed('a.jpg', 1)]
  const confirmedMissing = new Set(['a.jpg'])
  for (const content of [{ kind: 'changing' }, { kind: 'unreadable', failure: 'io' }] as const) {
    const found = survey({
      local: [sampleFile('a.jpg', content)],
      agreed,
      assets: [asLive],
      confirmedMissing,
    })
    assert.deepEqual(standings(found), { 'a.jpg': content.kind })
    assert.deepEqual(found.steps, [])
  }
})

test('[R1] surveyFolder() fetches an original whose place is taken by what is no original', () => {
  for (const content of [
    { kind: 'ignored', because: 'symbolic link' },
    { kind: 'unsupported', mime: null },
  ] as const) {
    const found = survey({
      local: [sampleFile('a.jpg', content)],
      agreed: [sampleAgreed('a.jpg', 1)],
      assets: [asLive],
    })
    assert.deepEqual(standings(found), { 'a.jpg': content.kind, [IMG]: 'to_download' })
    assert.deepEqual(found.steps, [{ kind: 'forget', path: 'a.jpg' }])
  }
})

test('surveyFolder() calls an original uploaded but not yet listed recorded, not new', () => {
  const local = [sampleOriginal('a.jpg', 1)]
  const uploaded = survey({ local, uploaded: new Set([sampleHash(1)]) })
  assert.deepEqual(standings(uploaded), { 'a.jpg': 'to_record' })
  const queued = survey({ local, assets: [asLive], unconfirmed: new Set([sampleAssetId(1)]) })
  assert.deepEqual(standings(queued), { 'a.jpg': 'to_record' })
  assert.deepEqual(queued.steps, [])
})

test('[R4] surveyFolder() calls only what the server has verified safe', () => {
  const local = [sampleOriginal('a.jpg', 1)]
  for (const trees of [
    {},
    { assets: [asLost] },
    { assets: [asTrashed] },
    { uploaded: new Set([sampleHash(1)]) },
  ]) {
    assert.notEqual(standings(survey({ local, ...trees }))['a.jpg'], 'verified')
  }
})

test('surveyFolder() tells duplicates by the first path that holds the same bytes', () => {
  const local = [sampleOriginal('z.jpg', 1), sampleOriginal('m.jpg', 1), sampleOriginal('b.jpg', 1)]
  const { items, steps } = survey({ local, assets: [asLive] })
  const twins = Object.fromEntries(
    items.map(({ path, standing }) => [path, standing.kind === 'verified' ? standing.duplicateOf : 'other']),
  )
  assert.deepEqual(twins, { 'b.jpg': null, 'm.jpg': 'b.jpg', 'z.jpg': 'b.jpg' })
  assert.equal(steps.length, 3)
})

test('surveyFolder() deletes nothing when one of two copies goes', () => {
  const found = survey({
    local: [sampleOriginal('b.jpg', 1)],
    agreed: [sampleAgreed('a.jpg', 1), sampleAgreed('b.jpg', 1)],
    assets: [asLive],
    confirmedMissing: new Set(['a.jpg']),
  })
  assert.deepEqual(found.steps, [{ kind: 'forget', path: 'a.jpg' }])
})

test('surveyFolder() follows two files that swapped their names', () => {
  const found = survey({
    local: [sampleOriginal('a.jpg', 2), sampleOriginal('b.jpg', 1)],
    agreed: [sampleAgreed('a.jpg', 1), sampleAgreed('b.jpg', 2)],
    assets: [sampleAsset(1), sampleAsset(2)],
  })
  assert.deepEqual(standings(found), { 'a.jpg': 'verified', 'b.jpg': 'verified' })
  assert.deepEqual(found.steps, [
    { kind: 'forget', path: 'a.jpg' },
    { kind: 'forget', path: 'b.jpg' },
    { kind: 'agree', file: sampleAgreed('a.jpg', 2) },
    { kind: 'agree', file: sampleAgreed('b.jpg', 1) },
  ])
})

test('surveyFolder() sets a file aside that was moved here and deleted elsewhere', () => {
  const found = survey({
    local: [sampleOriginal('b.jpg', 1)],
    agreed: [sampleAgreed('a.jpg', 1)],
    assets: [asTrashed],
  })
  assert.deepEqual(found.steps, [
    { kind: 'forget', path: 'a.jpg' },
    { kind: 'set_aside', path: 'b.jpg', sha256: sampleHash(1) },
  ])
})

test('[R17] surveyFolder() waits with a deletion while the disk does not answer for a place', () => {
  const trees = { agreed: [sampleAgreed('a.jpg', 1)], assets: [asLive], confirmedMissing: new Set(['a.jpg']) }
  const unreadable = (failure: string, bytes: number) => {
    return [{ ...sampleFile('there', { kind: 'unreadable', failure }), bytes }]
  }
  const { bytes } = sampleResource(1)
  assert.deepEqual(survey({ ...trees, local: unreadable('io', 0) }).steps, [])
  assert.deepEqual(survey({ ...trees, local: unreadable('io', bytes) }).steps, [])
  assert.equal(survey({ ...trees, local: unreadable('io', bytes + 1) }).steps.length, 1)
  assert.equal(survey({ ...trees, local: unreadable('permission denied', 0) }).steps.length, 1)
})

test('surveyFolder() waits with a deletion while a file of that size is still being written', () => {
  const trees = { agreed: [sampleAgreed('a.jpg', 1)], assets: [asLive], confirmedMissing: new Set(['a.jpg']) }
  const found = survey({ ...trees, local: [sampleFile('moved/a.jpg', { kind: 'changing' })] })
  assert.deepEqual(found.steps, [])
  const another = survey({ ...trees, local: [{ ...sampleFile('new.jpg', { kind: 'changing' }), bytes: 5 }] })
  assert.deepEqual(
    another.steps.map(({ kind }) => kind),
    ['trash'],
  )
})

test('surveyFolder() fetches nothing that may be here already, in a file that has not been read yet', () => {
  const unread = [sampleFile('DCIM/IMG_1.jpg', { kind: 'changing' })]
  assert.deepEqual(standings(survey({ local: unread, assets: [asLive] })), {
    'DCIM/IMG_1.jpg': 'changing',
    [IMG]: 'changing',
  })
  const smaller = [{ ...sampleFile('DCIM/IMG_1.jpg', { kind: 'changing' }), bytes: 999 }]
  assert.equal(standings(survey({ local: smaller, assets: [asLive] }))[IMG], 'to_download')
})

test('[R9] surveyFolder() never takes a smaller version for an original', () => {
  const preview = [sampleOriginal('small.jpg', 9, sampleHash(1))]
  const held = survey({ local: preview, assets: [asLive] }).items[0]
  assert.deepEqual(held?.standing, { kind: 'preview', originalSha256: sampleHash(1), isOriginalHeld: true })
  const alone = survey({ local: preview }).items[0]
  assert.deepEqual(alone?.standing, { kind: 'preview', originalSha256: sampleHash(1), isOriginalHeld: false })
  const lost = survey({ local: preview, assets: [asLost] }).items[0]
  assert.deepEqual(lost?.standing, { kind: 'preview', originalSha256: sampleHash(1), isOriginalHeld: false })
})

test('surveyFolder() lets a live asset speak for bytes that a trashed one names too', () => {
  const copy = sampleAsset(8, { ...TRASHED, resources: [sampleResource(1)] })
  for (const assets of [
    [copy, asLive],
    [asLive, copy],
  ]) {
    const found = survey({ local: [sampleOriginal('a.jpg', 1)], agreed: [sampleAgreed('a.jpg', 1)], assets })
    assert.deepEqual(standings(found), { 'a.jpg': 'verified' })
    assert.deepEqual(found.steps, [])
  }
})

test('surveyFolder() brings a restored photo back to where it lay', () => {
  const found = survey({
    assets: [asLive],
    lastPlaceOf: (sha256) => (sha256 === sampleHash(1) ? 'trip/a.jpg' : null),
  })
  assert.deepEqual(standings(found), { 'trip/a.jpg': 'to_download' })
})

test('surveyFolder() lists each file of an asset that is not here', () => {
  const pair = sampleAsset(1, {
    resources: [sampleResource(1), sampleResource(2, { role: 'motion', name: 'IMG_1.mov' })],
  })
  const found = survey({
    local: [sampleOriginal('a.jpg', 1)],
    agreed: [sampleAgreed('a.jpg', 1)],
    assets: [pair],
  })
  assert.deepEqual(standings(found), { 'a.jpg': 'verified', 'Photos/2026/2026-11/IMG_1.mov': 'to_download' })
})

/** A folder of `count` agreed photos of which `missing` are confirmed gone. */
function departing(count: number, missing: number, changes: Partial<FolderTrees> = {}): Survey {
  const marks = Array.from({ length: count }, (_, index) => index + 1)
  const gone = marks.slice(0, missing)
  return survey({
    assets: marks.map((mark): Asset => sampleAsset(mark)),
    agreed: marks.map((mark) => sampleAgreed(`${mark}.jpg`, mark)),
    local: marks.slice(missing).map((mark) => sampleOriginal(`${mark}.jpg`, mark)),
    confirmedMissing: new Set(gone.map((mark) => `${mark}.jpg`)),
    ...changes,
  })
}

test('[R17] surveyFolder() lets ordinary deletions pass and holds an unusual batch whole', () => {
  assert.equal(departing(1_000, 20).steps.length, 20)
  assert.equal(departing(1_000, 100).steps.length, 100)
  const held = departing(100, 21)
  assert.deepEqual(held.steps, [])
  const standing = held.items.find(({ path }) => path === '1.jpg')?.standing
  assert.deepEqual(standing, { kind: 'held', by: 'device', missing: 21, of: 100 })
  assert.equal(held.items.filter((item) => item.standing.kind === 'held').length, 21)
})

test('[R17] surveyFolder() holds everything when everything is gone, and lets the only photo go', () => {
  assert.deepEqual(departing(2, 2).steps, [])
  assert.equal(departing(1, 1).steps.length, 1)
})

test('[R17] surveyFolder() counts what has just been deleted into the batch', () => {
  assert.equal(departing(100, 15).steps.length, 15)
  assert.deepEqual(departing(85, 15, { recentDepartures: 15 }).steps, [])
})

test('[R17] surveyFolder() deletes what a person confirmed, and only that', () => {
  const approved = new Set(Array.from({ length: 30 }, (_, index) => `${index + 1}.jpg`))
  assert.equal(departing(100, 30, { approvedDepartures: approved }).steps.length, 30)
  const partly = departing(100, 60, { approvedDepartures: approved })
  assert.equal(partly.steps.length, 30)
  assert.equal(partly.items.filter(({ standing }) => standing.kind === 'held').length, 30)
})

const motionFile = sampleResource(2, { role: 'motion', name: 'IMG_1.MOV' })
const rawFile = sampleResource(3, { role: 'raw', name: 'IMG_1.CR3' })
const sidecarFile = sampleResource(4, { role: 'sidecar', name: 'IMG_1.xmp' })

/** What a folder concludes from files of one photo that are missing. Marks: 1 still, 2 motion, 3 raw, 4 sidecar. */
function stepsAfterLosing(asset: Asset, here: readonly number[], lost: readonly number[]): readonly string[] {
  const agreed = [...here, ...lost].map((mark) => ({ ...sampleAgreed(`${mark}`, mark), assetId: asset.id }))
  const { steps } = survey({
    local: [...here, 9].map((mark) => sampleOriginal(`${mark}`, mark)),
    agreed: [...agreed, sampleAgreed('9', 9)],
    assets: [asset, sampleAsset(9)],
    confirmedMissing: new Set(lost.map(String)),
  })
  return steps.map((step) => ('file' in step ? step.kind : `${step.kind} ${step.path}`))
}

test('surveyFolder() takes a photo for deleted when none of its pictures is left', () => {
  const live = sampleAsset(1, { resources: [sampleResource(1), motionFile] })
  const withRaw = sampleAsset(1, { resources: [sampleResource(1), rawFile, sidecarFile] })
  const video = sampleAsset(2, { kind: 'video', resources: [motionFile, sidecarFile] })
  assert.deepEqual(stepsAfterLosing(live, [2], [1]), ['trash 1'])
  assert.deepEqual(stepsAfterLosing(live, [], [1, 2]), ['trash 1', 'trash 2'])
  assert.deepEqual(stepsAfterLosing(live, [1], [2]), ['forget 2'])
  assert.deepEqual(stepsAfterLosing(withRaw, [3, 4], [1]), ['forget 1'])
  assert.deepEqual(stepsAfterLosing(withRaw, [4], [1, 3]), ['trash 1', 'trash 3'])
  assert.deepEqual(stepsAfterLosing(withRaw, [1, 3], [4]), ['forget 4'])
  assert.deepEqual(stepsAfterLosing(video, [4], [2]), ['trash 2'])
  assert.deepEqual(stepsAfterLosing(video, [2], [4]), ['forget 4'])
})

test('surveyFolder() does not take a photo for deleted while one of its pictures has never been here', () => {
  const withRaw = sampleAsset(1, { resources: [sampleResource(1), rawFile] })
  assert.deepEqual(stepsAfterLosing(withRaw, [], [1]), ['forget 1'])
})

test('surveyFolder() knows the files of a merged asset as those of the whole', () => {
  const whole = sampleAsset(1, { resources: [sampleResource(1), motionFile] })
  const part = sampleAsset(2, {
    kind: 'video',
    state: 'merged',
    mergedInto: whole.id,
    resources: [motionFile],
  })
  const { items, steps } = survey({
    local: [sampleOriginal('a.jpg', 1), sampleOriginal('a.mov', 2)],
    agreed: [sampleAgreed('a.jpg', 1), sampleAgreed('a.mov', 2)],
    assets: [part, whole],
  })
  assert.deepEqual(
    items.map(({ standing }) => standing.kind),
    ['verified', 'verified'],
  )
  assert.deepEqual(steps, [{ kind: 'agree', file: { ...sampleAgreed('a.mov', 2), assetId: whole.id } }])
})

test('surveyFolder() does not take a photo for deleted of which a picture was edited and another file deleted', () => {
  const asset = sampleAsset(1, { resources: [sampleResource(1), motionFile] })
  const agreed = [1, 2].map((mark) => ({ ...sampleAgreed(`${mark}`, mark), assetId: asset.id }))
  const { steps } = surveyFolder(
    sampleTrees({
      local: [sampleOriginal('1', 9)],
      agreed,
      assets: [asset],
      confirmedMissing: new Set(['2']),
    }),
  )
  assert.deepEqual(steps, [{ kind: 'forget', path: '2' }])
})
