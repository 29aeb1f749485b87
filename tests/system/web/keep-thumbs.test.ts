import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createCaller, createDerivativesApi } from '@rollcall/platform-client'
import { createNodeDisk, createPrivateFiles } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { NOTHING_MEASURED } from '@rollcall/sync'
import { createThumbKeeper, decodePlaces, indexName } from '@rollcall/web'
import { assetsOf, startDeriving, until } from '../server/deriving-harness.ts'
import { madeOf } from '../server/scripted-deriver.ts'
import { shaOf, startServer } from '../server/server-harness.ts'
import { openBrowser, ports } from './web-harness.ts'

/** Two packs and a little; all smaller versions are of one size, being named alike. */
const PHOTOS = 130
const PICTURE_BYTES = 'small of IMG_100.JPG'.length
const ROOM = 66

test('createThumbKeeper() keeps the newest that the budget has room for, and lets others make way for a new photo', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-thumbs-'))
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => {
    const at = Number(/\d+/.exec(job.name)?.[0]) * 86_400_000
    const local = new Date(at).toISOString().slice(0, 19)
    return madeOf(job, { taken: { local, offsetMinutes: 0, offsetFrom: 'tag', at, source: 'exif_original' } })
  })
  const { ana, add } = deriving
  const hashes: Sha256[] = []
  const addPhoto = async () => {
    const number = 100 + hashes.length
    hashes.unshift((await add(`IMG_${number}.JPG`, number)).sha256)
  }
  for (let count = 0; count < PHOTOS; count++) await addPhoto()
  const areDerived = async () =>
    [...(await assetsOf(ana)).values()].every(({ resources }) => resources[0]?.derivatives !== undefined)
  await until(areDerived)
  const library = await openBrowser(server, ana, join(folder, 'library'))
  await library.converge()

  const files = await createPrivateFiles(createNodeDisk(), join(folder, 'thumbs'))
  const fetch = (request: Request) => server.app(request)
  const caller = createCaller({ url: 'http://server.test', token: ana.session.token, fetch })
  const hasty: Clock = {
    ...ports.clock,
    sleep: (ms, signal) => ports.clock.sleep(Math.min(ms, 20), signal),
  }
  let budget: number | null = null
  /** Runs a keeper of its own, as a browser that was closed has, until what it keeps is so. */
  const keepUntil = async (isSo: (kept: ReadonlySet<Sha256>) => boolean) => {
    const stop = new AbortController()
    const keeper = createThumbKeeper({
      ...{ files, clock: hasty },
      conditions: async () => ({ ...NOTHING_MEASURED, network: 'wifi' }),
      quotaBytes: async () => 10_000_000_000,
      derivatives: (libraryId) => createDerivativesApi(caller, libraryId),
      sha256OfText: async (text) => shaOf(new TextEncoder().encode(text)),
    })
    const running = keeper.run(
      { store: library.store, budgetBytes: () => budget },
      ana.libraryId,
      stop.signal,
    )
    await until(async () => {
      const bytes = await files.read(indexName(ana.libraryId))
      return bytes !== null && isSo(new Set(decodePlaces(bytes).keys()))
    })
    stop.abort()
    await running
  }
  const bytesKept = async () => {
    const packs = (await files.list()).filter((name) => name.startsWith('pack-'))
    const sizes = await Promise.all(packs.map((name) => files.sizeOf(name)))
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
  }

  await keepUntil((kept) => kept.size === PHOTOS)
  budget = ROOM * PICTURE_BYTES
  await keepUntil((kept) => kept.size <= ROOM)
  assert.ok((await bytesKept()) <= budget)
  await keepUntil((kept) => hashes.slice(0, 64).every((each) => kept.has(each)))

  await addPhoto()
  await until(areDerived)
  await library.converge()
  await keepUntil((kept) => kept.size === ROOM && hashes.slice(0, ROOM).every((each) => kept.has(each)))
  assert.ok((await bytesKept()) <= budget)
  await rm(folder, { recursive: true, force: true })
})
