import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSystemClock, createSystemRandom } from '@rollcall/platform-node'
import { accountIdSchema, libraryIdSchema } from '@rollcall/protocol'
import type { LibraryId } from '@rollcall/protocol'
import type { FoundDuplicates, LibraryReader, Store } from '@rollcall/server'
import { beginSearch, createSqliteStore, findInLibrary } from '@rollcall/server'
import { OFFER_ITEMS_MAX } from '@rollcall/sync'
import { formatMs, median } from './median.ts'
import { syntheticAssets } from './synthetic-library.ts'

/** Assets of one turn while the library is filled. */
const ASSETS_A_TURN = 5_000

/** One in so many assets is a screenshot, a large video, or in the trash: more than a family has. */
const SHOT_EVERY = 10
const LARGE_EVERY = 40
const TRASHED_EVERY = 50

/** One in so many looks like the one before it. */
const COPIED_EVERY = 100

/** How often each question is asked. */
const ROUNDS = 15

const QUESTIONS: Readonly<Record<string, (reader: LibraryReader) => unknown>> = {
  usage: (reader) => [
    reader.library(),
    reader.bytesByKind(),
    reader.storageChoice(),
    reader.usageSamples(100),
  ],
  trash: (reader) => reader.trashOffer(OFFER_ITEMS_MAX),
  'large videos': (reader) => reader.spaceOffer('large_videos', OFFER_ITEMS_MAX),
  screenshots: (reader) => reader.spaceOffer('screenshots', OFFER_ITEMS_MAX),
  'earlier edits': (reader) => reader.earlierEditsOffer(OFFER_ITEMS_MAX),
}

/** Changes of one page of the feed: the reference, which every device asks for all the time. */
const PAGE = 1_000

/**
 * Times what `GET storage` asks of the database after every change, over libraries of several sizes; asked again, it is remembered. The
 * reference is a page of the feed in the same run. Then duplicates are found, as they are beside everything else: all of it at first, after
 * a change what is new, and how long the longest step held up others.
 */
export async function benchStorage({ sizes }: { readonly sizes: readonly number[] }): Promise<void> {
  for (const assets of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-bench-storage-'))
    const store = createSqliteStore(join(folder, 'rollcall.db'))
    try {
      const libraryId = await fillOriginals(store, assets)
      const pageMs = await medianOf(store, libraryId, (reader) => reader.assetsBySeq(0, assets, PAGE))
      const sums: number[] = []
      for (const [name, question] of Object.entries(QUESTIONS)) {
        const cpuMs = await medianOf(store, libraryId, question)
        sums.push(cpuMs)
        console.log(`storage: ${name} over ${assets} assets: ${formatMs(cpuMs)} of the processor`)
      }
      const cpuMs = sums.reduce((sum, each) => sum + each, 0)
      console.log(
        `storage: all of it, worked out anew: ${formatMs(cpuMs)} of the processor, ${(cpuMs / pageMs).toFixed(2)} of a page of ${PAGE} changes (${formatMs(pageMs)})`,
      )
      await benchDuplicates(store, libraryId)
    } finally {
      await store.close()
      rmSync(folder, { recursive: true })
    }
  }
}

/** The processor's time for a question, in milliseconds. */
async function medianOf(
  store: Store,
  libraryId: LibraryId,
  question: (reader: LibraryReader) => unknown,
): Promise<number> {
  const asked: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    await store.read(libraryId, question)
    const { user, system } = process.cpuUsage(before)
    asked.push((user + system) / 1_000)
  }
  return median(asked)
}

async function benchDuplicates(store: Store, libraryId: LibraryId): Promise<void> {
  const search = beginSearch()
  const steps: number[] = []
  let before = process.cpuUsage()
  const breathe = async () => {
    const { user, system } = process.cpuUsage(before)
    steps.push((user + system) / 1_000)
    before = process.cpuUsage()
  }
  const find = async (last: FoundDuplicates | null) => {
    steps.length = 0
    before = process.cpuUsage()
    const found = await findInLibrary({ store, now: () => 0, breathe }, libraryId, search, last)
    await breathe()
    const all = steps.reduce((sum, each) => sum + each, 0)
    const sorted = steps.toSorted((one, other) => other - one)
    return { found, all, longest: sorted[0] ?? 0, often: sorted[Math.floor(sorted.length / 100)] ?? 0 }
  }
  const first = await find(null)
  const told = `${formatMs(first.all)} of the processor in ${steps.length} steps, the longest ${formatMs(first.longest)}, 99 of 100 within ${formatMs(first.often)}`
  console.log(`storage: duplicates found at first (${first.found.others.length} offered): ${told}`)
  const offerMs = await medianOf(store, libraryId, (reader) => reader.duplicatesOffer(first.found))
  console.log(`storage: duplicates offered, with their gain: ${formatMs(offerMs)} of the processor`)
  await store.write(libraryId, (writer) => {
    const [asset] = writer.assetsBySeq(0, writer.library().headSeq, 1)
    if (asset !== undefined) writer.putAsset({ ...asset, caption: 'another', seq: writer.nextSeq() })
  })
  const again = await find(first.found)
  console.log(`storage: duplicates after a change: ${formatMs(again.all)} of the processor`)
}

/** Fills an empty store with a library of so many assets, whose originals were read back just now; without their bytes. */
export async function fillOriginals(store: Store, assets: number): Promise<LibraryId> {
  const random = createSystemRandom()
  const libraryId = libraryIdSchema.parse(random.hex(16))
  await store.accounts.create({
    ...{ accountId: accountIdSchema.parse(random.hex(16)), name: 'bench', passwordHash: '', isOwner: true },
    ...{ libraryId, idKey: random.hex(32), quotaBytes: null, now: 0 },
  })
  const made = syntheticAssets({ assets })
  const verifiedAt = createSystemClock().now()
  let lastLook: string | null = null
  for (let from = 0; from < assets; from += ASSETS_A_TURN)
    await store.write(libraryId, (writer) => {
      for (let index = from; index < Math.min(assets, from + ASSETS_A_TURN); index++) {
        const next = made.next()
        if (next.done === true) return
        const asset = next.value
        const look = lastLook
        lastLook = asset.media?.lookHash ?? lastLook
        const isLarge = index % LARGE_EVERY === 0
        const resources = asset.resources.map((file) =>
          isLarge ? { ...file, bytes: file.bytes + 100_000_000 } : file,
        )
        for (const { sha256, bytes } of resources)
          writer.putBlob({ sha256, bytes, state: 'durable', verifiedAt })
        const isShot = index % SHOT_EVERY === 1
        const isTrashed = index % TRASHED_EVERY === 2
        writer.putAsset({
          ...asset,
          ...{ no: writer.nextNo(), seq: writer.nextSeq(), resources },
          ...(isLarge ? { kind: 'video', favourite: false } : {}),
          ...(isShot && asset.media !== undefined
            ? { media: { ...asset.media, subtypes: ['screenshot'] }, favourite: false }
            : {}),
          // As the copy of a photo from a messenger, say.
          ...(index % COPIED_EVERY === 5 ? { takenFrom: 'file_time' } : {}),
          ...(index % COPIED_EVERY === 5 && look !== null && asset.media !== undefined
            ? { media: { ...asset.media, lookHash: look } }
            : {}),
          ...(isTrashed ? { state: 'trashed', purgeAt: index } : {}),
        })
      }
    })
  return libraryId
}
