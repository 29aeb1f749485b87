import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { assetSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import { sampleAsset } from '../test-kit/sample-asset.ts'
import { decodeAssets, encodeAssets } from './assets.ts'
import { SegmentFailure } from './byte-reader.ts'
import { decodeSkeleton, readMarks, unpackSize } from './skeleton.ts'

const hex = (bytes: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: bytes * 2, maxLength: bytes * 2 })
const count = fc.oneof(fc.nat({ max: 9 }), fc.nat(), fc.maxSafeNat())
const time = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_099_999 }),
  fc.integer({ min: -8.64e15, max: 8.64e15 }),
)
const word = (maxLength: number, minLength = 0) =>
  fc.oneof(
    fc.constantFrom('Apple', 'IMG_0001.HEIC', 'Zoë 🏖️'),
    fc.string({ unit: 'binary', maxLength, minLength }),
  )
const fileName = word(40, 1).filter((name) => !/[/\0]/.test(name) && name !== '.' && name !== '..')
const optional = { requiredKeys: [] as never[] }
const nullable = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: null })
/** Fields of a newer release. */
const unknownFields = fc.oneof(
  { weight: 9, arbitrary: fc.constant({}) },
  fc.dictionary(
    fc.oneof(fc.constantFrom('place', 'toString', '__proto__'), fc.string()),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 2 },
  ),
)

/** With fields of a newer release beneath those that are given. */
const loose = <Value extends object>(of: fc.Arbitrary<Value>) =>
  fc.tuple(unknownFields, of).map(([more, known]) => ({ ...more, ...known }))

const edit = loose(fc.record({ seq: count, editedAt: time, clientId: hex(16) }))
const measure = nullable(
  fc.oneof(fc.constantFrom(0, 1.8, 100, 1 / 120), fc.double({ noNaN: true, noDefaultInfinity: true })),
)
const degrees = (max: number) =>
  fc.oneof(
    fc.double({ noNaN: true, min: -max, max }),
    fc.integer({ min: -max * 1e6, max: max * 1e6 }).map((micro) => micro / 1e6),
    fc
      .tuple(fc.integer({ min: -max, max }), fc.nat({ max: 900 }))
      .map(([above, below]) => above / (below + 1)),
    fc
      .tuple(fc.nat({ max: max - 1 }), fc.nat({ max: 59 }), fc.nat({ max: 5_999 }), fc.boolean())
      .map(([whole, minutes, hundredths, isNegative]) => {
        const size = whole + minutes / 60 + hundredths / 100 / 3600
        return isNegative ? -size : size
      }),
  )

const base64 = fc.oneof(
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.string({ maxLength: 40 }),
)

const media = loose(
  fc.record(
    {
      width: nullable(count),
      height: nullable(count),
      durationMs: nullable(count),
      offsetMinutes: nullable(fc.integer({ min: -1440, max: 1440 })),
      make: nullable(word(30)),
      model: nullable(word(30)),
      lens: nullable(word(30)),
      exposure: loose(
        fc.record({ iso: measure, fNumber: measure, seconds: measure, focalLengthMm: measure }),
      ),
      place: nullable(
        loose(fc.record({ latitude: degrees(90), longitude: degrees(180), altitudeM: measure })),
      ),
      subtypes: fc.array(fc.constantFrom('live', 'panorama', 'screenshot'), { maxLength: 3 }),
      contentId: nullable(
        fc.oneof(
          fc.uuid(),
          fc.uuid().map((id) => id.toUpperCase()),
          word(40),
        ),
      ),
      burstId: nullable(fc.uuid().map((id) => id.toUpperCase())),
      thumbhash: nullable(base64),
      colour: nullable(hex(3).map((digits) => `#${digits}`)),
      lookHash: nullable(hex(8)),
      warnings: fc.array(word(20), { maxLength: 2 }),
    },
    {
      requiredKeys: [
        ...(['width', 'height', 'durationMs', 'offsetMinutes', 'make', 'model', 'lens', 'exposure'] as const),
        ...(['place', 'subtypes', 'contentId', 'burstId', 'thumbhash', 'colour', 'warnings'] as const),
      ],
    },
  ),
)

const resource = loose(
  fc.record(
    {
      role: fc.constantFrom('still', 'motion', 'raw', 'sidecar', 'edit'),
      sha256: hex(32),
      bytes: fc.nat(),
      name: fileName,
      mime: word(20, 1),
      modifiedAt: time,
      state: fc.constantFrom('present', 'lost'),
      derivatives: loose(
        fc.record({
          version: fc.integer({ min: 1, max: 3 }),
          kinds: fc.array(word(10), { maxLength: 4 }),
          failure: nullable(word(10)),
        }),
      ),
    },
    { requiredKeys: ['role', 'sha256', 'bytes', 'name', 'mime', 'modifiedAt', 'state'] },
  ),
)

const asset = fc
  .tuple(
    loose(
      fc.record(
        {
          id: hex(16),
          no: count,
          seq: count,
          kind: fc.constantFrom('photo', 'video', 'sidecar'),
          takenAt: time,
          takenFrom: fc.constantFrom('file_time', 'exif'),
          favourite: fc.boolean(),
          caption: word(30),
          hidden: fc.boolean(),
          rating: fc.nat({ max: 5 }),
          title: word(30),
          keywords: fc.array(fc.constantFrom('Rome', 'sea', 'Zoë'), { maxLength: 3 }),
          dated: nullable(loose(fc.record({ at: time, offsetMinutes: nullable(fc.constant(60)) }))),
          located: nullable(loose(fc.record({ latitude: degrees(90), longitude: degrees(180) }))),
          version: loose(
            fc.record({
              rev: fc.nat({ max: 3 }),
              recipe: nullable(fc.constant({ rotate: 90 })),
              sha256: nullable(hex(32)),
            }),
          ),
          state: fc.constantFrom('live', 'trashed', 'deleted', 'merged'),
          mergedInto: hex(16),
          mergedSeq: count,
          trashedAt: nullable(time),
          trashedBy: nullable(word(20)),
          purgeAt: time,
          deletedAt: time,
          deletedBy: word(20),
          purgedAt: time,
          resources: fc.array(resource, { minLength: 1, maxLength: 4 }),
          media,
          edits: loose(
            fc.record(
              {
                favourite: edit,
                caption: edit,
                state: edit,
                keywords: fc.dictionary(word(10), edit, { maxKeys: 2 }),
              },
              optional,
            ),
          ),
        },
        {
          requiredKeys: [
            ...([
              'id',
              'no',
              'seq',
              'kind',
              'takenAt',
              'takenFrom',
              'favourite',
              'caption',
              'state',
            ] as const),
            ...(['trashedAt', 'trashedBy', 'resources', 'edits'] as const),
          ],
        },
      ),
    ),
    hex(32),
    fc.boolean(),
  )
  .map(([fields, other, isFirst]) => ({
    primarySha256: isFirst ? (fields.resources[0]?.sha256 ?? other) : other,
    ...fields,
  }))
  .map((value) => assetSchema.safeParse(JSON.parse(JSON.stringify(value))))
  .filter(({ success }) => success)
  .map(({ data }) => data as Asset)

test('[S111] decodeAssets() gives back every asset that encodeAssets() was given, whatever is in it', () => {
  fc.assert(
    fc.property(fc.array(asset, { maxLength: 12 }), (assets) => {
      assert.deepEqual(decodeAssets(encodeAssets(assets)), assets)
    }),
    { numRuns: 150 },
  )
})

test('decodeAssets() refuses what the schema of assets refuses, in columns and in the rest', () => {
  const [good] = sampleAsset(1).resources
  const odd: readonly object[] = [
    { id: 'ABCDEF' },
    { no: -1 },
    { takenFrom: '' },
    { takenAt: 8.64e15 + 2 },
    { caption: 'x'.repeat(10_001) },
    { keywords: [' Rome'] },
    { rating: 6 },
    { primarySha256: 'FF' },
    { resources: [] },
    { resources: [{ ...good, name: '../up' }] },
    { resources: [{ ...good, role: 'thumb' }] },
    { resources: [{ ...good, sha256: 'AB' }] },
    { edits: { favourite: { seq: 1, editedAt: 1, clientId: 'me' } } },
  ]
  for (const changes of odd) {
    const asset = { ...sampleAsset(2), ...changes } as Asset
    assert.throws(
      () => decodeAssets(encodeAssets([sampleAsset(1), asset])),
      SegmentFailure,
      JSON.stringify(changes),
    )
  }
})

test('decodeSkeleton() tells what a timeline shows of each asset', () => {
  const assets = [
    sampleAsset(1, { favourite: true, dated: { at: -1, offsetMinutes: null } }),
    sampleAsset(2, {
      kind: 'video',
      state: 'trashed',
      hidden: true,
      version: { rev: 1, recipe: null, sha256: null },
    }),
  ]
  const skeleton = decodeSkeleton(encodeAssets(assets).skeleton)
  assert.deepEqual(skeleton.no, [1, 2])
  assert.deepEqual(skeleton.takenAtS, [-1, Date.UTC(2026, 10, 3) / 1000])
  assert.deepEqual(skeleton.size.map(unpackSize), [
    { width: null, height: null },
    { width: null, height: null },
  ])
  assert.deepEqual(skeleton.marks.map(readMarks), [
    { kind: 'photo', state: 'live', favourite: true, hidden: false, hasMotion: false, isEdited: false },
    { kind: 'video', state: 'trashed', favourite: false, hidden: true, hasMotion: false, isEdited: true },
  ])
})

test('decodeAssets() refuses tiers of different rows', () => {
  const one = encodeAssets([sampleAsset(1)])
  const two = encodeAssets([sampleAsset(1), sampleAsset(2)])
  assert.throws(() => decodeAssets({ ...one, looks: two.looks }), SegmentFailure)
  assert.throws(() => decodeAssets({ ...one, details: two.details }), SegmentFailure)
  assert.throws(() => decodeAssets({ ...one, details: one.looks }), /its tier is not details/)
})

test('[S111] decodeAssets() refuses hostile bytes, or reads them, and makes no room for what is not there', () => {
  const tiers = encodeAssets(Array.from({ length: 20 }, (_, index) => sampleAsset(index + 1)))
  const names = ['skeleton', 'looks', 'details'] as const
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
      fc.option(fc.nat()),
      (name, changes, cut) => {
        const bytes = tiers[name].slice(0, cut === null ? undefined : cut % tiers[name].length)
        for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value
        try {
          decodeAssets({ ...tiers, [name]: bytes })
        } catch (error) {
          assert.ok(error instanceof SegmentFailure, String(error))
        }
      },
    ),
    { numRuns: 3_000 },
  )
})

test('decodeAssets() refuses a huge count before it makes room', () => {
  const { skeleton } = encodeAssets([])
  // The number of rows stands after the form and the tier.
  const claiming = new Uint8Array([...skeleton.subarray(0, 5), 255, 255, 3, ...skeleton.subarray(6)])
  assert.throws(() => decodeSkeleton(claiming), /ends too early/)
  const beyond = new Uint8Array([...skeleton.subarray(0, 5), 255, 255, 255, 255, 3])
  assert.throws(() => decodeSkeleton(beyond), /too many rows/)
})
