import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Media } from '@rollcall/protocol'
import { sampleAsset, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { chooseKeeper } from './choose-keeper.ts'
import type { DuplicateGroup } from './find-duplicates.ts'
import { findDuplicates } from './find-duplicates.ts'

const LOOK = '5a3c96f01e2d4b87'
const NEAR = '5a3c96f01e2d4b86'

function photo(mark: number, media: Partial<Media> = {}, changes: Partial<Asset> = {}): Asset {
  const whole = {
    width: 4_000,
    height: 3_000,
    durationMs: null,
    subtypes: [],
    lookHash: LOOK,
    ...media,
  } as unknown as Media
  return sampleAsset(mark, { takenFrom: 'exif_original', media: whole, ...changes })
}

function marksOf(groups: readonly DuplicateGroup[]): readonly unknown[] {
  return groups.map(({ kind, keeper, others, bits }) => [kind, keeper.no, others.map(({ no }) => no), bits])
}

test('chooseKeeper() prefers the best original, then the one of which most is said', () => {
  const file = (mark: number, changes: object) => ({ resources: [sampleResource(mark, changes)] })
  const ladder = [
    photo(1, { width: 1_000, make: 'Canon' }, file(1, { bytes: 9_000 })),
    photo(2, {}, file(2, { bytes: 5_000 })),
    photo(3, { make: 'Canon' }, file(3, { mime: 'image/webp', bytes: 8_000 })),
    photo(4, { make: 'Canon' }, file(4, { bytes: 900 })),
    photo(5, { make: 'Canon' }, file(5, { bytes: 1_000 })),
    photo(6, { make: 'Canon' }, { takenAt: Date.UTC(2026, 10, 2) }),
    photo(7, { make: 'Canon' }, { takenAt: Date.UTC(2026, 10, 2), keywords: ['a'] }),
    photo(8, { make: 'Canon' }, file(8, { mime: 'image/heic', bytes: 700 })),
    photo(9, { make: 'Canon' }, { resources: [sampleResource(9), sampleResource(90, { role: 'motion' })] }),
  ]
  for (const [index, better] of ladder.entries()) {
    const worse = ladder.slice(0, index)
    assert.equal(chooseKeeper([...worse, better]).no, better.no)
    assert.equal(chooseKeeper([better, ...worse]).no, better.no)
  }
})

test('findDuplicates() tells the same bytes, copies and series apart', () => {
  const taken = Date.UTC(2024, 5, 2, 12, 0, 0)
  const same = { resources: [sampleResource(1), sampleResource(20, { sha256: sampleHash(1) })] }
  const groups = findDuplicates([
    photo(1),
    photo(2, { lookHash: '0123456789abcdef' }, same),
    photo(3, {}, { takenAt: taken + 120 }),
    photo(4, { width: 800, height: 600, lookHash: NEAR }, { takenAt: taken }),
    photo(5, { width: 900, height: 600 }, { takenAt: taken + 7_200_000 }),
    photo(6, { width: 900, height: 600 }, { takenFrom: 'file_time', takenAt: 5 }),
    photo(7, { width: 700 }, { takenAt: taken + 90_000 }),
    photo(8, { width: 700 }, { takenAt: taken + 95_000 }),
    photo(9, {}, { state: 'trashed' }),
    photo(10, {}, { kind: 'video' }),
    photo(11, { lookHash: null }),
  ])
  assert.deepEqual(marksOf(groups), [
    ['same_bytes', 2, [1], 0],
    ['copies', 3, [4, 5, 6], 1],
    ['series', 7, [8], 0],
  ])
})

test('findDuplicates() takes shots of one second for a series, and videos of other lengths for others', () => {
  const taken = Date.UTC(2024, 5, 2, 12, 0, 0)
  const shots = [photo(1, {}, { takenAt: taken + 100 }), photo(2, {}, { takenAt: taken + 400 })]
  assert.deepEqual(marksOf(findDuplicates(shots)), [['series', 1, [2], 0]])
  const video = (mark: number, durationMs: number) => photo(mark, { durationMs }, { kind: 'video' })
  assert.deepEqual(marksOf(findDuplicates([video(1, 5_000), video(2, 9_000)])), [])
  assert.deepEqual(marksOf(findDuplicates([video(1, 5_000), video(2, 5_300)])), [['copies', 1, [2], 0]])
})

test('findDuplicates() leaves out what is hidden: uniting with it would put a photo out of sight', () => {
  assert.deepEqual(findDuplicates([photo(1), photo(2, { width: 9_000 }, { hidden: true })]), [])
})

test('findDuplicates() finds the same in whatever order the assets come', () => {
  const holding = (mark: number, ...files: readonly number[]) =>
    photo(mark, { lookHash: null }, { resources: files.map((file) => sampleResource(file)) })
  const assets = [holding(1, 7, 2), holding(2, 1, 7), holding(3, 1), photo(4), photo(5, { lookHash: NEAR })]
  const found = marksOf(findDuplicates(assets))
  assert.ok(found.length > 1)
  assert.deepEqual(marksOf(findDuplicates(assets.toReversed())), found)
  assert.deepEqual(marksOf(findDuplicates([...assets.slice(1), ...assets.slice(0, 1)])), found)
})
