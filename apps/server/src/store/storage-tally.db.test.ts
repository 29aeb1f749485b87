import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, AssetId, LibraryId, Sha256 } from '@rollcall/protocol'
import fc from 'fast-check'
import { createSqliteStore } from './sqlite-store.ts'
import type { BlobRow } from './blob-row.ts'
import type { LibraryReader, LibraryWriter } from './store.ts'
import type { ByteKind } from './trash-store.ts'
import { BYTE_KINDS } from './trash-store.ts'

const ACCOUNT = 'a'.repeat(32)
const LIBRARY = 'b'.repeat(32) as LibraryId

const hashOf = (mark: number) => String(mark).repeat(64) as Sha256
const idOf = (mark: number) => String(mark).repeat(32) as AssetId

const RANKS: Readonly<Record<Asset['state'], ByteKind>> = {
  live: 'originals',
  trashed: 'trash',
  deleted: 'quarantine',
  merged: 'unnamed',
}

/** One thing that happens to a library: bytes come or are lost, an asset gets files and a state, or a blob that nobody needs goes. */
const operation = fc.oneof(
  fc.record({ op: fc.constant('blob' as const), mark: fc.nat(4), isLost: fc.boolean() }),
  fc.record({
    op: fc.constant('asset' as const),
    mark: fc.nat(3),
    files: fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 3 }),
    role: fc.constantFrom<'still' | 'edit'>('still', 'edit'),
    state: fc.constantFrom<Asset['state']>('live', 'trashed', 'deleted', 'merged'),
    isPurged: fc.boolean(),
    letGo: fc.uniqueArray(fc.record({ file: fc.nat(4), isEnded: fc.boolean() }), {
      maxLength: 2,
      selector: ({ file }) => file,
    }),
  }),
  fc.record({ op: fc.constant('drop' as const), mark: fc.nat(4) }),
)
type Operation = typeof operation extends fc.Arbitrary<infer Made> ? Made : never

function doOne(writer: LibraryWriter, made: Operation): void {
  const sha256 = hashOf(made.mark)
  if (made.op === 'blob') {
    const state = made.isLost ? 'lost' : 'durable'
    return writer.putBlob({ sha256, bytes: 10 ** made.mark, state, verifiedAt: 1 })
  }
  if (made.op === 'drop') {
    if (writer.blob(sha256) !== null && !writer.isBlobNeeded(sha256)) writer.dropBlob(sha256)
    return
  }
  const { mark, files, role, state, isPurged } = made
  const fileOf = (file: number) => ({
    role,
    sha256: hashOf(file),
    bytes: 10 ** file,
    name: 'IMG_1.JPG',
    mime: 'image/jpeg',
    modifiedAt: 0,
    state: 'present' as const,
  })
  const dropped = made.letGo.filter(({ file }) => !files.includes(file))
  writer.putAsset({
    id: idOf(mark),
    no: writer.asset(idOf(mark))?.no ?? writer.nextNo(),
    seq: writer.nextSeq(),
    kind: 'photo',
    primarySha256: hashOf(files[0] ?? 0),
    takenAt: 0,
    takenFrom: 'file_time',
    favourite: false,
    caption: '',
    state,
    trashedAt: null,
    trashedBy: null,
    resources: files.map(fileOf),
    droppedFiles: dropped.map(({ file, isEnded }) => ({
      ...{ ...fileOf(file), role: 'edit' as const, droppedAt: 1, droppedBy: 'iPad' },
      ...(isEnded ? { purgedAt: 2 } : {}),
    })),
    edits: {},
    ...(state === 'deleted' && isPurged ? { purgedAt: 1 } : {}),
  })
}

/** What a blob serves, told from all assets at once. */
function kindOf(assets: readonly Asset[], { sha256 }: BlobRow): ByteKind {
  const kinds = assets.flatMap(({ state, resources, droppedFiles = [], purgedAt }): ByteKind[] => {
    if (state === 'merged') return []
    const isKept = droppedFiles.some((file) => file.sha256 === sha256 && file.purgedAt === undefined)
    const dropped: ByteKind[] = isKept && purgedAt === undefined ? ['quarantine'] : []
    const held = resources
      .filter((file) => file.sha256 === sha256)
      .map(({ role }) => {
        if (state === 'live' && role === 'edit') return 'edits'
        return purgedAt === undefined ? RANKS[state] : 'unnamed'
      })
    return [...held, ...dropped]
  })
  return BYTE_KINDS.find((kind) => kinds.includes(kind)) ?? 'unnamed'
}

function recount(reader: LibraryReader): Record<ByteKind, number> {
  const assets = reader.assetsBySeq(0, reader.library().headSeq, 100)
  const sums: Record<ByteKind, number> = { originals: 0, edits: 0, trash: 0, quarantine: 0, unnamed: 0 }
  for (const blob of reader.blobsAfter(null, 100))
    if (blob.state === 'durable') sums[kindOf(assets, blob)] += blob.bytes
  return sums
}

test('usage by kind is what a recount finds, after every turn, whatever happens', async () => {
  const turns = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(turns, async (all) => {
      const store = createSqliteStore(':memory:')
      try {
        await store.accounts.create({
          accountId: ACCOUNT as never,
          name: 'ana',
          passwordHash: '',
          isOwner: true,
          libraryId: LIBRARY,
          idKey: '00',
          quotaBytes: null,
          now: 0,
        })
        for (const turn of all) {
          const within = await store.write(LIBRARY, (writer) => {
            for (const made of turn) doOne(writer, made)
            return writer.bytesByKind()
          })
          await store.read(LIBRARY, (reader) => {
            const counted = recount(reader)
            assert.deepEqual(reader.bytesByKind(), counted)
            assert.deepEqual(within, counted)
            const sum = Object.values(counted).reduce((whole, bytes) => whole + bytes, 0)
            assert.equal(reader.library().usedBytes, sum)
          })
        }
      } finally {
        await store.close()
      }
    }),
    { numRuns: 60 },
  )
})
