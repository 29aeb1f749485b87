import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import { deviceIdSchema, STATEMENT_PAGE_MAX } from '@rollcall/protocol'
import { createNodeDisk, createSystemClock, createSystemRandom } from '@rollcall/platform-node'
import type { Store } from '@rollcall/server'
import {
  createFileBlobs,
  createInProcessNotifier,
  createSqliteStore,
  createStatementLists,
  makeStatement,
  openSigningKey,
} from '@rollcall/server'
import { fillOriginals } from './bench-storage.ts'
import { formatMs } from './median.ts'

/**
 * Signs a statement over every original of a library, whose list is sent in pages as a device does, and tells how long the longest turn
 * held up everybody else: of the pages, and from the wish to the signature. The reference is the time that all of it takes. No file is
 * there, only its row: the blobs say of each what its row says.
 */
export async function benchStatement({ sizes }: { readonly sizes: readonly number[] }): Promise<void> {
  for (const assets of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-bench-statement-'))
    const store = createSqliteStore(join(folder, 'rollcall.db'))
    try {
      await signAll(store, folder, await fillOriginals(store, assets))
    } finally {
      await store.close()
      rmSync(folder, { recursive: true })
    }
  }
}

async function signAll(store: Store, folder: string, libraryId: LibraryId): Promise<void> {
  const clock = createSystemClock()
  const random = createSystemRandom()
  const hashes = await hashesOf(store, libraryId)
  const bytesByHash = new Map(hashes)
  const blobs = {
    ...createFileBlobs({ disk: createNodeDisk(), random, root: folder }),
    // As with a real file, the answer comes in another turn.
    sizeOf: async (sha256: Sha256) => {
      await new Promise((resolve) => setImmediate(resolve))
      return bytesByHash.get(sha256) ?? null
    },
  }
  const notifier = createInProcessNotifier(clock)
  const ports = { store, blobs, clock, notifier, signingKey: openSigningKey(store) }
  const device = { deviceId: deviceIdSchema.parse(random.hex(16)), name: 'bench' }
  const owner = { libraryId, deviceId: device.deviceId }
  const lists = createStatementLists(clock)
  const listId = random.hex(16)
  const sent = await watchTurns(async () => {
    for (let from = 0; from < hashes.length; from += STATEMENT_PAGE_MAX) {
      const page = hashes.slice(from, from + STATEMENT_PAGE_MAX).map(([sha256]) => sha256)
      const taken = await lists.take(ports, owner, { listId, from, hashes: page })
      if (!taken.ok) throw new Error(`Cannot send hashes: ${taken.refusal.code}`)
    }
  })
  const check = await lists.find(owner, { listId, hashes: hashes.length })
  if (check === null) throw new Error('Cannot sign: the list is gone')
  const signed = await watchTurns(async () => {
    const told = await makeStatement(ports, { libraryId, device, server: '', hashes: check, ignored: 0 })
    if (!told.ok) throw new Error(`Cannot sign: ${told.refusal.code}`)
  })
  console.log(
    `statement: ${hashes.length} originals in pages of ${STATEMENT_PAGE_MAX}: longest turn ${formatMs(sent.longest)} of the processor, of ${formatMs(sent.all)}`,
  )
  console.log(
    `statement: signed over ${hashes.length}: longest turn ${formatMs(signed.longest)} of the processor, of ${formatMs(signed.all)}`,
  )
}

async function hashesOf(store: Store, libraryId: LibraryId): Promise<readonly (readonly [Sha256, number])[]> {
  const hashes: (readonly [Sha256, number])[] = []
  const end: { after: Sha256 | null } = { after: null }
  for (;;) {
    const rows = await store.read(libraryId, (reader) => reader.blobsAfter(end.after, STATEMENT_PAGE_MAX))
    end.after = rows.at(-1)?.sha256 ?? null
    if (end.after === null) return hashes
    // Of those that are not in the trash: nothing else can be signed over.
    const live = await store.read(libraryId, (reader) => reader.holdings(rows.map(({ sha256 }) => sha256)))
    for (const { sha256, bytes, isLive } of live) if (isLive) hashes.push([sha256, bytes])
  }
}

/** The processor's time for some work, in milliseconds: all of it, and the most between two moments at which others could have gone on. */
async function watchTurns(work: () => Promise<void>): Promise<{ longest: number; all: number }> {
  let isOver = false
  let longest = 0
  const began = process.cpuUsage()
  let before = began
  const turn = () => {
    const { user, system } = process.cpuUsage(before)
    longest = Math.max(longest, (user + system) / 1_000)
    before = process.cpuUsage()
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  isOver = true
  turn()
  const { user, system } = process.cpuUsage(began)
  return { longest, all: (user + system) / 1_000 }
}
