import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash, createHmac } from 'node:crypto'
import type { Asset } from '@rollcall/protocol'
import { sha256Schema } from '@rollcall/protocol'
import { createCaller } from '@rollcall/platform-client'
import {
  createNodeDisk,
  createPrivateFiles,
  createSystemClock,
  createSystemRandom,
} from '@rollcall/platform-node'
import { NOTHING_MEASURED } from '@rollcall/sync'
import { createWebReplica, createWithoutUploads, openLibraryEngine, openLibraryStore } from '@rollcall/web'
import { syntheticAssets } from './synthetic-library.ts'

/*
 * The library of a browser at size: how long it takes to take it in, to open it again, to adopt one change, and to answer for a timeline.
 * On Node, over the same files as in tests; run with `node --expose-gc`, or memory is not told. Usage: bench-web-library.ts [photos]
 */

const PHOTOS = Number(process.argv[2] ?? 1_000_000)
const PAGE = 4_000
const TRIES = 7

const folder = await mkdtemp(join(tmpdir(), 'rollcall-bench-web-'))
const clock = createSystemClock()
const random = createSystemRandom()
const openFiles = () => createPrivateFiles(createNodeDisk(), folder)

try {
  await takeIn()
  await adoptOne()
  await openAgain()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function takeIn(): Promise<void> {
  const store = await openLibraryStore(await openFiles(), random)
  const replica = createWebReplica(store, { clock, random })
  let page: Asset[] = []
  let first = true
  const began = clock.monotonic()
  const stage = async () => {
    const changes = page.map((asset) => ({ kind: 'asset' as const, asset }))
    await replica.stage({ changes }, { first, fresh: true })
    first = false
    page = []
  }
  for (const asset of syntheticAssets({ assets: PHOTOS })) {
    page.push(asset)
    if (page.length === PAGE) await stage()
  }
  await stage()
  const staged = clock.monotonic()
  await replica.adopt({ epoch: 1, seq: PHOTOS }, 0)
  const adopted = clock.monotonic()
  await store.rest()
  tell('take in, s', (staged - began) / 1_000)
  tell('adopt all, ms', adopted - staged)
  tell('write snapshot, ms', clock.monotonic() - adopted)
}

async function adoptOne(): Promise<void> {
  const store = await openLibraryStore(await openFiles(), random)
  const replica = createWebReplica(store, { clock, random })
  const [asset] = syntheticAssets({ assets: 1 })
  const times: Timing[] = []
  for (let turn = 1; asset !== undefined && turn <= TRIES; turn++) {
    const change = { ...asset, seq: PHOTOS + turn, caption: `turn ${turn}` }
    const time = startTiming()
    await replica.stage({ changes: [{ kind: 'asset', asset: change }] }, { first: true, fresh: false })
    await replica.adopt({ epoch: 1, seq: PHOTOS + turn }, 0)
    times.push(time())
  }
  tellTiming('adopt one change', times)
}

async function openAgain(): Promise<void> {
  const opening: Timing[] = []
  for (let turn = 0; turn < TRIES; turn++) {
    const files = await openFiles()
    const time = startTiming()
    await openLibraryStore(files, random)
    opening.push(time())
  }
  tellTiming('open store', opening)
  const time = startTiming()
  const engine = await openLibraryEngine({
    ...{ files: await openFiles(), clock, random, createUploads: createWithoutUploads },
    hmacSha256: (key, text) => createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex'),
    sha256OfText: async (text) => sha256Schema.parse(createHash('sha256').update(text).digest('hex')),
    caller: createCaller({
      url: 'http://nobody.test',
      token: null,
      fetch: () => new Promise(() => undefined),
    }),
    unpackSegment: async () => null,
    conditions: async () => NOTHING_MEASURED,
    storeFacts: async () => ({ bytes: 0, isProtected: null }),
    offsetMinutes: () => 0,
    version: '0',
    platform: 'bench',
    onBug: (failure) => {
      throw failure
    },
  })
  await engine.timeline({ kind: 'library' })
  tellTiming('open engine and first timeline', [time()])
  const kinds = ['favourites', 'library', 'videos', 'trash'] as const
  const times: Timing[] = []
  for (const kind of kinds) {
    const asked = startTiming()
    await engine.timeline({ kind })
    times.push(asked())
  }
  tellTiming('timeline', times)
  await tellCells(engine)
  tellMemory()
}

async function tellCells(engine: Awaited<ReturnType<typeof openLibraryEngine>>): Promise<void> {
  const { handles } = await engine.timeline({ kind: 'library' })
  const times: Timing[] = []
  for (let turn = 1; turn <= TRIES; turn++) {
    const from = Math.floor((handles.length * turn) / (TRIES + 1))
    const asked = startTiming()
    await engine.cells(handles.slice(from, from + 100))
    times.push(asked())
  }
  tellTiming('100 cells anywhere', times)
}

function tellMemory(): void {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  tell('heap, MB', heapUsed / 1e6)
  tell('typed arrays, MB', arrayBuffers / 1e6)
}

interface Timing {
  readonly wallMs: number
  /** Of all threads: survives a busy machine. */
  readonly cpuMs: number
}

function startTiming(): () => Timing {
  const [wall, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1_000 }
  }
}

function tellTiming(what: string, timings: readonly Timing[]): void {
  tell(`${what}, ms`, median(timings.map(({ wallMs }) => wallMs)))
  tell(`${what}, CPU ms`, median(timings.map(({ cpuMs }) => cpuMs)))
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0
}

function tell(what: string, figure: number): void {
  console.log(`${what}: ${figure < 10 ? figure.toFixed(1) : Math.round(figure)}`)
}
