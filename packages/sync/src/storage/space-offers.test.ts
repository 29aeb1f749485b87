import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Media } from '@rollcall/protocol'
import fc from 'fast-check'
import { sampleAsset, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { daysUntilFree, findOffers, OFFER_ITEMS_MAX, spaceKindOf } from './space-offers.ts'

const SCREENSHOT = { subtypes: ['screenshot'], lookHash: null } as unknown as Media

function asset(mark: number, files: readonly (readonly [number, number])[], changes: Partial<Asset> = {}) {
  const resources = files.map(([hash, bytes]) => sampleResource(mark, { sha256: sampleHash(hash), bytes }))
  return sampleAsset(mark, { resources, ...changes })
}

const video = (mark: number, bytes: number, changes: Partial<Asset> = {}) =>
  asset(mark, [[mark, bytes]], { kind: 'video', ...changes })

test('spaceKindOf() offers large videos and screenshots, and nothing that a person marked or hid', () => {
  assert.equal(spaceKindOf(video(1, 100_000_000)), 'large_videos')
  assert.equal(spaceKindOf(video(1, 99_999_999)), null)
  assert.equal(spaceKindOf(asset(1, [[1, 900_000_000]])), null)
  assert.equal(spaceKindOf(asset(1, [[1, 5]], { media: SCREENSHOT })), 'screenshots')
  for (const changes of [{ favourite: true }, { hidden: true }, { state: 'trashed' as const }]) {
    assert.equal(spaceKindOf(video(1, 200_000_000, changes)), null)
    assert.equal(spaceKindOf(asset(1, [[1, 5]], { media: SCREENSHOT, ...changes })), null)
  }
})

test('findOffers() puts first what somebody wanted gone, then what gains most, and leaves out what gains nothing', () => {
  const offers = findOffers([
    asset(1, [[1, 10]], { state: 'trashed' }),
    asset(2, [[2, 70]], { media: SCREENSHOT }),
    video(3, 300_000_000),
    video(4, 400_000_000),
  ])
  assert.deepEqual(
    offers.map(({ offer, assets }) => [offer.kind, offer.bytes, assets.map(({ no }) => no)]),
    [
      ['trash', 10, [1]],
      ['large_videos', 700_000_000, [4, 3]],
      ['screenshots', 70, [2]],
    ],
  )
  assert.deepEqual(findOffers([asset(1, [[1, 10]])]), [])
})

test('findOffers() offers so many at most, the largest; and all of the trash', () => {
  const marks = Array.from({ length: OFFER_ITEMS_MAX + 5 }, (_, index) => index + 1)
  const [shots] = findOffers(marks.map((mark) => asset(mark, [[mark, mark]], { media: SCREENSHOT })))
  assert.deepEqual([shots?.offer.items, shots?.assets.at(-1)?.no], [OFFER_ITEMS_MAX, 6])
  const [trash] = findOffers(marks.map((mark) => asset(mark, [[mark, mark]], { state: 'trashed' })))
  assert.equal(trash?.offer.items, OFFER_ITEMS_MAX + 5)
  assert.deepEqual([trash?.intents.length, trash?.offer.assetIds.length], [marks.length, OFFER_ITEMS_MAX])
})

test('findOffers() gains exactly the files that no live photo but the offered ones needs', () => {
  const state = fc.constantFrom<Asset['state']>('live', 'trashed', 'deleted')
  const made = fc.record({
    files: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 3 }),
    state,
    shot: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(made, { maxLength: 12 }), (list) => {
      const assets = list.map(({ files, shot, ...rest }, index) =>
        asset(
          index + 1,
          files.map((hash) => [hash + 1, 2 ** hash]),
          { ...rest, ...(shot ? { media: SCREENSHOT } : {}) },
        ),
      )
      for (const { offer, assets: chosen } of findOffers(assets)) {
        const isKept = (each: Asset) => each.state === 'live' && !chosen.some(({ id }) => id === each.id)
        const kept = new Set(assets.filter(isKept).flatMap(hashesOf))
        const gone = new Set(chosen.flatMap(hashesOf).filter((hash) => !kept.has(hash)))
        const bytes = new Map(
          assets.flatMap(({ resources }) => resources.map((each) => [each.sha256, each.bytes])),
        )
        assert.equal(
          offer.bytes,
          [...gone].reduce((sum, hash) => sum + (bytes.get(hash) ?? 0), 0),
        )
      }
    }),
  )
})

const hashesOf = ({ resources }: Asset) => resources.map(({ sha256 }) => sha256)

/** A photo of 10 bytes that was edited by programs; it looks like the last of them. */
function edited(mark: number, edits: readonly (readonly [number, number])[], changes: Partial<Asset> = {}) {
  const files = edits.map(([hash, bytes]) =>
    sampleResource(mark, { role: 'edit', sha256: sampleHash(hash), bytes }),
  )
  const sha256 = files.at(-1)?.sha256 ?? null
  const original = sampleResource(mark, { bytes: 10 })
  const version = { rev: edits.length, recipe: null, sha256 }
  return sampleAsset(mark, { resources: [original, ...files], version, ...changes })
}

test('[S58] findOffers() offers earlier edits, the largest first, by what no other photo needs', () => {
  const twice = edited(1, [
    [11, 5],
    [12, 900],
    [13, 7],
  ])
  const shared = edited(2, [
    [11, 5],
    [22, 3],
  ])
  const shown = edited(3, [
    [31, 40],
    [32, 50],
  ])
  const borrows = asset(4, [[31, 40]])
  const untouched = [
    edited(
      5,
      [
        [51, 8_000],
        [52, 1],
      ],
      { favourite: true },
    ),
    edited(6, [[61, 9_000]]),
  ]
  const found = findOffers([twice, shared, shown, borrows, ...untouched]).find(
    ({ offer }) => offer.kind === 'old_versions',
  )
  assert.deepEqual(found?.offer, {
    ...{ kind: 'old_versions', items: 4, bytes: 905, laterBytes: 905 },
    assetIds: [twice.id, shown.id, shared.id],
  })
  assert.deepEqual(
    found?.intents.map(({ op, args }) => op === 'setEditKept' && [args.sha256, args.isKept]),
    [12, 31, 11, 11].map((hash) => [sampleHash(hash), false]),
  )
  assert.equal(daysUntilFree('old_versions'), 30)
})
