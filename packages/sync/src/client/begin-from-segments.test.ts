import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, BootstrapManifest, Change, SegmentFile } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { decodeAssets, encodeAssets } from '../bootstrap/assets.ts'
import { createMemoryFeedServer } from '../test-kit/memory-feed-server.ts'
import { createMemoryReplica } from '../test-kit/memory-replica.ts'
import { sampleAsset, sampleHash } from '../test-kit/sample-asset.ts'
import type { FirstTier } from './begin-from-segments.ts'
import { beginFromSegments } from './begin-from-segments.ts'
import { converge } from './converge.ts'
import type { Replica, SegmentSource } from './replica.ts'

interface Part {
  readonly assets: readonly Asset[]
  readonly builtSeq: number
}

/** Offers parts, newest first; `asked` are the segments that were fetched, by what they are. */
function sourceOf(parts: readonly Part[]) {
  const bytesBySha256 = new Map<string, Uint8Array>()
  const nameBySha256 = new Map<string, string>()
  const asked: string[] = []
  const keep = (name: string, bytes: Uint8Array): SegmentFile => {
    const sha256 = sampleHash(bytesBySha256.size + 1)
    bytesBySha256.set(sha256, bytes)
    nameBySha256.set(sha256, name)
    return { sha256, bytes: bytes.length, rawBytes: bytes.length }
  }
  const manifest: BootstrapManifest = {
    epoch: 1,
    headSeq: 99,
    months: [],
    records: [],
    assets: parts.map(({ assets, builtSeq }, index) => {
      const tiers = encodeAssets(assets)
      return {
        ...{ builtSeq, rows: assets.length, from: 0, to: 0 },
        skeleton: keep(`skeleton ${index}`, tiers.skeleton),
        looks: keep(`looks ${index}`, tiers.looks),
        details: keep(`details ${index}`, tiers.details),
      }
    }),
  }
  const source: SegmentSource = {
    manifest: async () => accepted(manifest),
    segment: async ({ sha256 }) => {
      asked.push(nameBySha256.get(sha256) ?? '')
      return bytesBySha256.get(sha256) ?? null
    },
  }
  return { source, manifest, asked, bytesBySha256 }
}

function stager() {
  const staged: { readonly changes: readonly Change[]; readonly first: boolean; readonly fresh: boolean }[] =
    []
  const stage = async ({ changes }: { changes: Change[] }, pile: { first: boolean; fresh: boolean }) => {
    staged.push({ changes, ...pile })
  }
  return { stage, staged }
}

const parts: readonly Part[] = [
  { assets: [sampleAsset(3), sampleAsset(4, { hidden: true })], builtSeq: 9 },
  { assets: [sampleAsset(1, { takenAt: 0 }), sampleAsset(2, { takenAt: 5, state: 'trashed' })], builtSeq: 6 },
]

test('[S112] beginFromSegments() fetches the first tier of everything before anything else, and tells of it', async () => {
  const { source, asked } = sourceOf(parts)
  const { stage, staged } = stager()
  const tiers: FirstTier[] = []
  assert.deepEqual(await beginFromSegments({ stage }, source, (tier) => tiers.push({ ...tier })), {
    epoch: 1,
    seq: 6,
  })
  assert.deepEqual(
    tiers.map(({ parts: told, ...tier }) => [tier, told.map(({ no }) => no)]),
    [[{ assets: 2, newestAt: Date.UTC(2026, 10, 3) }, parts.map(({ assets }) => assets.map(({ no }) => no))]],
  )
  assert.deepEqual(asked, ['skeleton 0', 'skeleton 1', 'looks 0', 'details 0', 'looks 1', 'details 1'])
  assert.deepEqual(
    staged.map(({ changes, first, fresh }) => [changes.length, first, fresh]),
    [
      [2, true, true],
      [2, false, true],
    ],
  )
})

test('beginFromSegments() gives each part whole, as it came, to a replica that keeps such', async () => {
  const { source } = sourceOf(parts)
  const { stage } = stager()
  const kept: (readonly [readonly Asset[], boolean])[] = []
  const stagePart: NonNullable<Replica['stagePart']> = async ({ assets, tiers }, { first, fresh }) => {
    assert.deepEqual(decodeAssets(tiers), assets)
    assert.ok(fresh)
    kept.push([assets, first])
  }
  await beginFromSegments({ stage, stagePart }, source, () => undefined)
  assert.deepEqual(
    kept,
    parts.map(({ assets }, index) => [assets, index === 0]),
  )
})

test('beginFromSegments() answers null when there are none, or one cannot be had or read', async () => {
  const spoil: Readonly<Record<string, (offer: ReturnType<typeof sourceOf>) => void>> = {
    'one is gone': ({ bytesBySha256 }) => bytesBySha256.delete(sampleHash(5)),
    'one is cut short': ({ bytesBySha256 }) => bytesBySha256.set(sampleHash(3), new Uint8Array(9)),
    'one is another': ({ bytesBySha256 }) =>
      bytesBySha256.set(sampleHash(1), encodeAssets([sampleAsset(7)]).skeleton),
  }
  for (const [what, doSpoil] of Object.entries(spoil)) {
    const offer = sourceOf(parts)
    doSpoil(offer)
    assert.equal(await beginFromSegments(stager(), offer.source, () => undefined), null, what)
  }
  const { manifest, source } = sourceOf(parts)
  const short = { ...manifest, assets: manifest.assets.map((part) => ({ ...part, rows: part.rows + 1 })) }
  for (const offered of [
    accepted({ ...manifest, assets: [] }),
    accepted(short),
    refused(problem('not_found')),
  ]) {
    const odd = { ...source, manifest: async () => offered }
    assert.equal(await beginFromSegments(stager(), odd, () => undefined), null)
  }
})

test('beginFromSegments() rejects when the server goes away', async () => {
  const { source } = sourceOf(parts)
  const cut = { ...source, segment: () => Promise.reject(new Error('line cut')) }
  await assert.rejects(
    beginFromSegments(stager(), cut, () => undefined),
    /line cut/,
  )
})

test('[S110] converge() takes of a row that lies in two segments and in the feed the one with the greatest seq', async () => {
  const replica = createMemoryReplica()
  const now = [sampleAsset(1, { seq: 8, caption: 'newest' }), sampleAsset(2, { seq: 7, caption: 'newer' })]
  const server = createMemoryFeedServer(now, { clientId: replica.clientId })
  const { source } = sourceOf([
    { assets: [sampleAsset(2, { seq: 7, caption: 'newer' })], builtSeq: 7 },
    { assets: [sampleAsset(1, { caption: 'old' }), sampleAsset(2, { caption: 'old' })], builtSeq: 6 },
  ])
  assert.ok((await converge(replica, { ...server, segments: source })).ok)
  assert.deepEqual([...replica.base().values()].map(({ caption }) => caption).toSorted(), ['newer', 'newest'])
})

test('[S113] converge() reads the whole feed where segments are no good, and holds nothing out of them', async () => {
  const replica = createMemoryReplica()
  const server = createMemoryFeedServer([sampleAsset(9)], { clientId: replica.clientId })
  const { source, bytesBySha256 } = sourceOf(parts)
  bytesBySha256.delete(sampleHash(6))
  assert.ok((await converge(replica, { ...server, segments: source })).ok)
  assert.deepEqual([...replica.base().values()], [sampleAsset(9)])
})
