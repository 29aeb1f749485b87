import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSystemRandom } from '@rollcall/platform-node'
import { accountIdSchema, libraryIdSchema } from '@rollcall/protocol'
import type { LibraryId } from '@rollcall/protocol'
import type { Store } from '@rollcall/server'
import { createSqliteStore } from '@rollcall/server'
import { OFFER_ITEMS_MAX } from '@rollcall/sync'
import { formatMs, median } from './median.ts'
import { syntheticAssets } from './synthetic-library.ts'

/** Assets of one turn while the library is filled. */
const ASSETS_A_TURN = 5_000

/** One in so many assets is a screenshot, a large video, or in the trash: more than a family has. */
const SHOT_EVERY = 10
const LARGE_EVERY = 40
const TRASHED_EVERY = 50

/** How often each question is asked. */
const QUESTIONS = 15

/** Times what `GET storage` asks of the database after every change, over libraries of several sizes; asked again, it is remembered. */
export async function benchStorage({ sizes }: { readonly sizes: readonly number[] }): Promise<void> {
  for (const assets of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-bench-storage-'))
    const store = createSqliteStore(join(folder, 'rollcall.db'))
    try {
      const libraryId = await fill(store, assets)
      const asked: { readonly wallMs: number; readonly cpuMs: number }[] = []
      for (let question = 0; question < QUESTIONS; question++) asked.push(await ask(store, libraryId))
      const wallMs = median(asked.map((each) => each.wallMs))
      const cpuMs = median(asked.map((each) => each.cpuMs))
      console.log(
        `storage: offers over ${assets} assets, worked out anew: ${formatMs(cpuMs)} of the processor, ${formatMs(wallMs)} by the clock`,
      )
    } finally {
      await store.close()
      rmSync(folder, { recursive: true })
    }
  }
}

async function ask(store: Store, libraryId: LibraryId): Promise<{ wallMs: number; cpuMs: number }> {
  const began = performance.now()
  const before = process.cpuUsage()
  await store.read(libraryId, (reader) => [
    reader.library(),
    reader.bytesByKind(),
    reader.storageChoice(),
    reader.usageSamples(100),
    reader.trashOffer(OFFER_ITEMS_MAX),
    reader.spaceOffer('large_videos', OFFER_ITEMS_MAX),
    reader.spaceOffer('screenshots', OFFER_ITEMS_MAX),
  ])
  const { user, system } = process.cpuUsage(before)
  return { wallMs: performance.now() - began, cpuMs: (user + system) / 1_000 }
}

async function fill(store: Store, assets: number): Promise<LibraryId> {
  const random = createSystemRandom()
  const libraryId = libraryIdSchema.parse(random.hex(16))
  await store.accounts.create({
    ...{ accountId: accountIdSchema.parse(random.hex(16)), name: 'bench', passwordHash: '', isOwner: true },
    ...{ libraryId, idKey: random.hex(32), quotaBytes: null, now: 0 },
  })
  const made = syntheticAssets({ assets })
  for (let from = 0; from < assets; from += ASSETS_A_TURN)
    await store.write(libraryId, (writer) => {
      for (let index = from; index < Math.min(assets, from + ASSETS_A_TURN); index++) {
        const next = made.next()
        if (next.done === true) return
        const asset = next.value
        const isLarge = index % LARGE_EVERY === 0
        const resources = asset.resources.map((file) =>
          isLarge ? { ...file, bytes: file.bytes + 100_000_000 } : file,
        )
        for (const { sha256, bytes } of resources)
          writer.putBlob({ sha256, bytes, state: 'durable', verifiedAt: 1 })
        const isShot = index % SHOT_EVERY === 1
        const isTrashed = index % TRASHED_EVERY === 2
        writer.putAsset({
          ...asset,
          ...{ no: writer.nextNo(), seq: writer.nextSeq(), resources },
          ...(isLarge ? { kind: 'video', favourite: false } : {}),
          ...(isShot && asset.media !== undefined
            ? { media: { ...asset.media, subtypes: ['screenshot'] }, favourite: false }
            : {}),
          ...(isTrashed ? { state: 'trashed', purgeAt: index } : {}),
        })
      }
    })
  return libraryId
}
