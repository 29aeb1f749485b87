import type { Asset, AssetId } from '@rollcall/protocol'
import { assetSchema } from '@rollcall/protocol'
import { takenAtOf } from '../library/said-of.ts'
import { hexes, isHex } from './byte-columns.ts'
import type { ByteReader } from './byte-reader.ts'
import { SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { counts, countTrue, deltasFrom, flags, shapeOf, signeds, textsOf, writeColumn } from './column.ts'
import { documents, parseDocument, words } from './dictionary-columns.ts'
import { editsFit, readEdits, writeEdits } from './edit-columns.ts'
import { isNear, TIME_MAX } from './fits.ts'
import type { Looks } from './looks.ts'
import { decodeLooks, encodeLooks } from './looks.ts'
import { mediaFits, readMedia, writeMedia } from './media-columns.ts'
import { readResources, resourcesFit, writeResources } from './resource-columns.ts'
import { readSegment, writeSegment } from './segment-frame.ts'
import type { Skeleton } from './skeleton.ts'
import { decodeSkeleton, encodeSkeleton, readMarks, unpackSize } from './skeleton.ts'

/*
 * Assets as columns, in three tiers that hold the same rows in the same order. Each field of an asset goes into a column if the column
 * gives it back exactly. Whatever does not, such as a field of a newer release, goes as it is into the `rest`, a column of JSON objects
 * that is laid over the others:
 *
 *   skeleton: no, time, size, marks ┐
 *   looks: thumbhash, duration      ├─▶ asset  ◀─ rest
 *   details: everything else        ┘
 */

/** Three segments that tell the same assets. */
export interface AssetTiers {
  readonly skeleton: Uint8Array
  readonly looks: Uint8Array
  readonly details: Uint8Array
}

/** Fields that have a column of their own, or follow from one. All others are the rest. */
const KNOWN = new Set<string>([
  ...[
    'id',
    'no',
    'seq',
    'kind',
    'primarySha256',
    'takenAt',
    'takenFrom',
    'favourite',
    'caption',
    'hidden',
    'keywords',
  ],
  ...['state', 'trashedAt', 'trashedBy', 'resources', 'media', 'edits'],
])

const { shape } = assetSchema
const IDS = hexes<AssetId>(16)
const NO_ID = '0'.repeat(32) as AssetId
const SEQS = deltasFrom(0)
const SOURCES = words(shape.takenFrom)
const CAPTIONS = textsOf(shape.caption)
const KEYWORDS = documents(shape.keywords.unwrap())
const RESTS = textsOf<string | null>({
  safeParse: (text) => ({ success: true, data: typeof text === 'string' ? text : null }),
})

/** Writes assets, which are as JSON tells them and stand in order of time. Throws when there are too many for a segment. */
export function encodeAssets(assets: readonly Asset[]): AssetTiers {
  return {
    skeleton: encodeSkeleton(assets),
    looks: encodeLooks(assets),
    details: writeSegment('details', assets.length, (out) => writeDetails(out, assets)),
  }
}

/** Fields that the columns cannot give back exactly. */
function misfitsOf(asset: Asset): ReadonlySet<string> {
  const takenAt = takenAtOf(asset)
  const misfits = new Set<string>()
  if (!isHex(asset.id, 16)) misfits.add('id')
  if (primaryIn(asset) < 0) misfits.add('primarySha256')
  if (!isNear(asset.takenAt) || !isNear(takenAt)) misfits.add('takenAt')
  if (asset.hidden === false) misfits.add('hidden')
  if (asset.trashedAt !== null) misfits.add('trashedAt')
  if (asset.trashedBy !== null) misfits.add('trashedBy')
  if (!resourcesFit(asset.resources, takenAt)) misfits.add('resources').add('primarySha256')
  if (asset.media !== undefined && !mediaFits(asset.media)) misfits.add('media')
  if (!editsFit(asset.edits)) misfits.add('edits')
  return misfits
}

function writeDetails(out: ByteWriter, assets: readonly Asset[]): void {
  const rows = assets.map((asset) => ({ asset, takenAt: takenAtOf(asset), misfits: misfitsOf(asset) }))
  const media = rows.map(({ asset, misfits }) => (misfits.has('media') ? undefined : asset.media))
  const edits = rows.map(({ asset: { seq, edits }, misfits }) => ({
    seq,
    edits: misfits.has('edits') ? {} : edits,
  }))
  const resources = rows.map(({ asset, takenAt, misfits }) => ({
    takenAt,
    resources: misfits.has('resources') ? [] : asset.resources,
  }))
  writeColumn(out, IDS, rows, ({ asset, misfits }) => (misfits.has('id') ? NO_ID : asset.id))
  writeColumn(out, SEQS, rows, ({ asset }) => asset.seq)
  writeColumn(out, counts, rows, ({ takenAt }) => takenAt - Math.floor(takenAt / 1000) * 1000)
  writeColumn(out, signeds, rows, ({ asset, takenAt, misfits }) =>
    misfits.has('takenAt') ? 0 : asset.takenAt - takenAt,
  )
  writeColumn(out, SOURCES, rows, ({ asset }) => asset.takenFrom)
  writeColumn(out, CAPTIONS, rows, ({ asset }) => asset.caption)
  writeColumn(out, KEYWORDS, rows, ({ asset }) => asset.keywords)
  writeResources(out, resources)
  writeColumn(out, counts, rows, ({ asset }) => Math.max(0, primaryIn(asset)))
  writeEdits(out, edits)
  writeColumn(out, flags, media, (each) => each !== undefined)
  writeMedia(
    out,
    media.filter((each) => each !== undefined),
  )
  writeColumn(out, RESTS, rows, restOf)
}

function primaryIn({ resources, primarySha256 }: Asset): number {
  return resources.findIndex(({ sha256 }) => sha256 === primarySha256)
}

/** What has no column, as JSON; null where there is nothing. */
function restOf({ asset, misfits }: { asset: Asset; misfits: ReadonlySet<string> }): string | null {
  const names = Object.keys(asset).filter((name) => !KNOWN.has(name) || misfits.has(name))
  return names.length === 0
    ? null
    : JSON.stringify(Object.fromEntries(names.map((name) => [name, asset[name]])))
}

/**
 * Reads assets, whoever wrote them. Throws a `SegmentFailure` when the bytes are no segments, or not of the same rows, or hold
 * anything that `assetSchema` refuses.
 */
export function decodeAssets(tiers: AssetTiers): Asset[] {
  const skeleton = decodeSkeleton(tiers.skeleton)
  const looks = decodeLooks(tiers.looks)
  if (skeleton.no.length !== looks.thumbhash.length) throw new SegmentFailure('its tiers differ in length')
  return readSegment('details', tiers.details, (input, rows) => {
    if (rows !== skeleton.no.length) throw new SegmentFailure('its tiers differ in length')
    return readDetails(input, skeleton, looks)
  })
}

function readDetails(input: ByteReader, skeleton: Skeleton, looks: Looks): Asset[] {
  const rows = skeleton.no.length
  const ids = IDS.read(input, rows)
  const seqs = SEQS.read(input, rows)
  const times = counts.read(input, rows).map((millis, row) => (skeleton.takenAtS[row] ?? 0) * 1000 + millis)
  const takenAtAfter = signeds.read(input, rows)
  const sources = SOURCES.read(input, rows)
  const captions = CAPTIONS.read(input, rows)
  const keywords = KEYWORDS.read(input, rows)
  const resources = readResources(input, times)
  const primaries = counts.read(input, rows)
  const edits = readEdits(input, seqs)
  const hasMedia = flags.read(input, rows)
  const nextMedia = readMedia(input, countTrue(hasMedia))
  const rests = RESTS.read(input, rows)

  return skeleton.no.map((no, row) => {
    const { kind, state, favourite, hidden } = readMarks(skeleton.marks[row] ?? 0)
    const takenAt = (times[row] ?? 0) + (takenAtAfter[row] ?? 0)
    // What a misfit lacks here the rest supplies; `lay` sees to it that nothing is missing then.
    const asset = {
      id: ids[row],
      no,
      seq: seqs[row],
      kind,
      primarySha256: resources[row]?.[primaries[row] ?? 0]?.sha256,
      takenAt,
      takenFrom: sources[row],
      favourite,
      caption: captions[row],
      state,
      trashedAt: null,
      trashedBy: null,
      resources: resources[row],
      edits: edits[row],
    } as Asset
    if (hidden) asset.hidden = true
    if (keywords[row] !== undefined) asset.keywords = keywords[row]
    if (hasMedia[row] === true) {
      const { width, height } = unpackSize(skeleton.size[row] ?? null)
      const durationMs = looks.durationMs[row] ?? null
      asset.media = nextMedia({ width, height, durationMs }, looks.thumbhash[row] ?? null)
    }
    return lay(asset, rests[row] ?? null)
  })
}

/** Lays the rest over what the columns say. They hold only what the schema takes, so a row without a rest needs only be whole. */
function lay(asset: Asset, rest: string | null): Asset {
  if (rest === null) {
    if (asset.primarySha256 === undefined || Math.abs(asset.takenAt) > TIME_MAX)
      throw new SegmentFailure('a row is not whole')
    return asset
  }
  const over = parseDocument(rest)
  if (typeof over !== 'object' || over === null) throw new SegmentFailure('the rest of a row is no object')
  return shapeOf(assetSchema, { ...asset, ...over })
}
