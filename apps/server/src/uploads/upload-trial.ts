import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNodeDisk, createSha256, createSystemRandom } from '@rollcall/platform-node'
import type { AccountId, AssetId, LibraryId, Outcome, Poke, Problem, Sha256 } from '@rollcall/protocol'
import { PART_BYTES } from '@rollcall/protocol'
import type { Blobs } from '../blobs/blobs.ts'
import { createFileBlobs } from '../blobs/file-blobs.ts'
import type { Tampering } from '../blobs/tampered-disk.ts'
import { tamperedDisk } from '../blobs/tampered-disk.ts'
import { createSqliteStore } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { createReservations } from './reservations.ts'
import type { UploadPorts } from './upload-ports.ts'

/** A server's store and blobs in a folder of their own, with time under the tester's hand. */
export interface UploadTrial {
  readonly ports: UploadPorts
  readonly store: Store
  readonly blobs: Blobs
  /** Where blobs lie. */
  readonly root: string
  /** A library with a quota of 10,000,000 bytes. */
  readonly libraryId: LibraryId
  readonly pokes: Poke[]
  readonly setNow: (now: number) => void
  readonly addLibrary: (quotaBytes: number | null) => Promise<LibraryId>
  readonly usage: (libraryId?: LibraryId) => Promise<readonly [used: number, reserved: number]>
  readonly setQuota: (quotaBytes: number | null) => Promise<void>
}

/** Runs a test over real files and a real database. */
export async function withTrial(
  work: (trial: UploadTrial) => Promise<void>,
  tampering: Tampering = {},
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-uploads-'))
  const store = createSqliteStore(':memory:')
  try {
    await work(await createTrial(root, store, tampering))
  } finally {
    await store.close()
    await rm(root, { recursive: true })
  }
}

async function createTrial(root: string, store: Store, tampering: Tampering): Promise<UploadTrial> {
  let now = 1_700_000_000_000
  const random = createSystemRandom()
  const blobs = createFileBlobs({ disk: tamperedDisk(createNodeDisk(), tampering), random, root })
  const pokes: Poke[] = []
  const addLibrary = async (quotaBytes: number | null) => {
    const libraryId = random.hex(16) as LibraryId
    const accountId = random.hex(16) as AccountId
    const account = { accountId, name: accountId, passwordHash: '', isOwner: false, libraryId }
    await store.accounts.create({ ...account, idKey: random.hex(32), quotaBytes, now })
    return libraryId
  }
  const libraryId = await addLibrary(10_000_000)
  const clock = { now: () => now, monotonic: () => now, bootId: 'trial', sleep: async () => {} }
  const notifier = { publish: (_: LibraryId, poke: Poke) => void pokes.push(poke) }
  return {
    ports: { store, blobs, notifier, clock, random, reservations: createReservations() },
    store,
    blobs,
    root,
    libraryId,
    pokes,
    setNow: (time) => {
      now = time
    },
    addLibrary,
    usage: (of = libraryId) =>
      store.read(of, (reader) => [reader.library().usedBytes, reader.library().reservedBytes] as const),
    setQuota: (quotaBytes) => store.write(libraryId, (writer) => writer.setQuota(quotaBytes)),
  }
}

/** Puts an asset that names these bytes into a library, as a push would. */
export async function addAsset(
  store: Store,
  libraryId: LibraryId,
  bytes: Uint8Array,
  name: string,
): Promise<AssetId> {
  const sha256 = hash(bytes)
  const id = sha256.slice(0, 32) as AssetId
  const resource = {
    role: 'still',
    sha256,
    bytes: bytes.length,
    name,
    mime: 'image/jpeg',
    modifiedAt: 0,
  } as const
  await store.write(libraryId, (writer) =>
    writer.putAsset({
      id,
      no: writer.nextNo(),
      seq: writer.nextSeq(),
      kind: 'photo',
      primarySha256: sha256,
      takenAt: 0,
      takenFrom: 'file_time',
      favourite: false,
      caption: '',
      state: 'live',
      trashedAt: null,
      trashedBy: null,
      resources: [{ ...resource, state: 'present' }],
      edits: {},
    }),
  )
  return id
}

/** Bytes that differ from those of any other seed. */
export function photo(bytes: number, seed: number): Uint8Array {
  return new Uint8Array(bytes).map((_, index) => (index * 31 + seed * 7 + (index >> 8)) & 0xff)
}

/** SHA-256 of bytes in memory. */
export function hash(bytes: Uint8Array): Sha256 {
  const sum = createSha256()
  sum.update(bytes)
  return sum.digestHex()
}

/** Bytes as a connection brings them. */
export async function* bodyOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

/** A file as a client declares it for an upload in parts. */
export function declare(bytes: Uint8Array): { sha256: Sha256; bytes: number; parts: Sha256[] } {
  const parts: Sha256[] = []
  for (let at = 0; at < bytes.length; at += PART_BYTES) parts.push(hash(bytes.subarray(at, at + PART_BYTES)))
  return { sha256: hash(bytes), bytes: bytes.length, parts }
}

/** The code of a refusal, or `accepted`. */
export function codeOf(outcome: Outcome<unknown, Problem>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code
}

/** The value of an outcome that must not be a refusal. */
export function valueOf<Value>(outcome: Outcome<Value, Problem>): Value {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusal.code)
  return outcome.value
}
