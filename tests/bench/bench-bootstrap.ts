import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { devicePaths } from '@rollcall/agent'
import { createCaller, createLibraryApi } from '@rollcall/platform-client'
import { unpackSegment } from '@rollcall/platform-node'
import type {
  BootstrapManifest,
  Change,
  Cursor,
  FeedPage,
  Outcome,
  Problem,
  SegmentFile,
} from '@rollcall/protocol'
import { parseCursor } from '@rollcall/protocol'
import { decodeAssets, decodeSkeleton } from '@rollcall/sync'
import { openStage } from '../stage/stage.ts'
import { fillLibrary } from './fill-library.ts'

/*
 * How a new device gets a library of some size: in segments, and beside it row by row as the feed tells it, both read from one running
 * server over loopback and made into checked assets in this process. Times are of this process and the server together; on a machine
 * whose cores are busy only the ratio says something.
 */

/** How often the server's memory is looked at while it builds. */
const LOOK_EVERY_MS = 100

/** Prints what there is to know for libraries of these sizes. */
export async function benchBootstrap({ sizes }: { readonly sizes: readonly number[] }): Promise<void> {
  for (const size of sizes) await benchLibrary(size)
}

async function benchLibrary(size: number): Promise<void> {
  const stage = await openStage()
  try {
    const folder = await stage.link('new')
    const config = JSON.parse(readFileSync(devicePaths(folder).config, 'utf8'))
    await fillLibrary(join(stage.root, 'server', 'rollcall.db'), size)
    const api = createLibraryApi(
      createCaller({ url: config.server, token: config.token, fetch }),
      config.libraryId,
      unpackSegment,
    )
    // While rows were written here, nobody saw the server close the connection of the first requests.
    await sleep(500)
    console.log(`bootstrap: a library of ${size} assets`)
    const server = stage.serverPid
    const cold = await measure(server, async () => taken(await api.bootstrap()))
    const { value: manifest } = await measure(server, async () => taken(await api.bootstrap()))
    const first = await measure(server, () => readFirstTier(api, manifest))
    const all = await measure(server, () => readAll(api, manifest))
    const feed = await measure(server, () => readFeed(api))
    const rows = sizeOf(feed.value.samples, size)
    const lookHashes = all.value.lookHashes * 8
    console.log(`  built when first asked   ${told(cold)}`)
    console.log(`  first tier               ${told(first)}   ${perAsset(first.value.bytes, size)}`)
    console.log(
      `  all of it                ${told(all)}   ${perAsset(all.value.bytes, size)}, of which hashes of looks ${perAsset(lookHashes, size)}`,
    )
    console.log(
      `  row by row               ${told(feed)}   ${perAsset(rows.bytes, size)}, compressed page by page ${perAsset(rows.compressed, size)}`,
    )
    console.log(
      `  ratio all / row by row   time ${(all.seconds / feed.seconds).toFixed(2)}   bytes ${(all.value.bytes / rows.bytes).toFixed(3)}   bytes compressed ${(all.value.bytes / rows.compressed).toFixed(2)}`,
    )
    if (all.value.assets !== size || feed.value.assets !== size)
      throw new Error('Cannot measure: assets are missing')
  } finally {
    await stage.close()
  }
}

type Api = ReturnType<typeof createLibraryApi>

async function readFirstTier(api: Api, { assets }: BootstrapManifest) {
  let [bytes, rows] = [0, 0]
  for (const { skeleton } of assets) {
    rows += decodeSkeleton(await fetchSegment(api, skeleton)).no.length
    bytes += skeleton.bytes
  }
  return { bytes, rows }
}

async function readAll(api: Api, { assets }: BootstrapManifest) {
  const total = { bytes: 0, assets: 0, lookHashes: 0 }
  for (const part of assets) {
    const [skeleton, looks, details] = await Promise.all([
      fetchSegment(api, part.skeleton),
      fetchSegment(api, part.looks),
      fetchSegment(api, part.details),
    ])
    const decoded = decodeAssets({ skeleton, looks, details })
    total.assets += decoded.length
    total.lookHashes += decoded.filter(({ media }) => typeof media?.lookHash === 'string').length
    total.bytes += part.skeleton.bytes + part.looks.bytes + part.details.bytes
  }
  return total
}

async function fetchSegment(api: Api, file: SegmentFile): Promise<Uint8Array> {
  const bytes = await api.segment(file)
  if (bytes === null) throw new Error('Cannot measure: a segment is gone')
  return bytes
}

/** Reads the feed as a device does; one page in {@link SAMPLED_PAGES} is kept to see how large they are. */
async function readFeed(api: Api) {
  const samples: (readonly Change[])[] = []
  let [assets, pages] = [0, 0]
  let cursor: Cursor | null = null
  for (let isComplete = false; !isComplete; pages++) {
    const page: FeedPage = taken(await api.changes(cursor, null))
    if (pages % SAMPLED_PAGES === 0) samples.push(page.changes)
    // The library has rows of other kinds too, such as its devices.
    assets += page.changes.filter(({ kind }) => kind === 'asset').length
    cursor = parseCursor(page.to)
    isComplete = page.complete
  }
  return { assets, samples }
}

const SAMPLED_PAGES = 25

/** How many bytes all of a library's changes take, told from some of them. */
function sizeOf(samples: readonly (readonly Change[])[], assets: number) {
  const lines = samples.map((changes) => changes.map((change) => JSON.stringify(change)).join('\n'))
  const share = assets / samples.reduce((sum, changes) => sum + changes.length, 0)
  return {
    bytes: lines.reduce((sum, text) => sum + text.length, 0) * share,
    compressed: lines.reduce((sum, text) => sum + gzipSync(text).length, 0) * share,
  }
}

interface Measured<Value> {
  readonly value: Value
  readonly seconds: number
  /** Processor seconds of this process, and of the server. */
  readonly here: number
  readonly there: number
  /** The most that the server held, bytes. */
  readonly resident: number
}

async function measure<Value>(serverPid: number, work: () => Promise<Value>): Promise<Measured<Value>> {
  const before = { at: performance.now(), here: process.cpuUsage(), there: lookAt(serverPid).cpuSeconds }
  let resident = 0
  const timer = setInterval(() => {
    resident = Math.max(resident, lookAt(serverPid).residentBytes)
  }, LOOK_EVERY_MS)
  try {
    const value = await work()
    const { user, system } = process.cpuUsage(before.here)
    const now = lookAt(serverPid)
    return {
      value,
      seconds: (performance.now() - before.at) / 1000,
      here: (user + system) / 1e6,
      there: now.cpuSeconds - before.there,
      resident: Math.max(resident, now.residentBytes),
    }
  } finally {
    clearInterval(timer)
  }
}

/** Ticks of the kernel's clock in a second, as `/proc` counts them. */
const TICKS = 100
const PAGE_BYTES = 4096

/** What a process and its children use, as Linux tells it; nothing elsewhere. */
function lookAt(pid: number): { readonly cpuSeconds: number; readonly residentBytes: number } {
  const total = { cpuSeconds: 0, residentBytes: 0 }
  if (!existsSync('/proc/self/stat')) return total
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  for (const each of [pid, ...children]) {
    const stat = readFileSync(`/proc/${each}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    total.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / TICKS
    // The front door waits in a process of its own: what counts is the server.
    total.residentBytes = Math.max(total.residentBytes, Number(fields[21]) * PAGE_BYTES)
  }
  return total
}

function taken<Value>(answer: Outcome<Value, Problem>): Value {
  if (!answer.ok) throw new Error(`Cannot measure: ${answer.refusal.title}`)
  return answer.value
}

function told({ seconds, here, there, resident }: Measured<unknown>): string {
  const megabytes = `${Math.round(resident / 1e6)} MB`
  return `${seconds.toFixed(2).padStart(7)} s   cpu ${here.toFixed(2)} s here, ${there.toFixed(2)} s server at ${megabytes}`
}

function perAsset(bytes: number, assets: number): string {
  return `${(bytes / assets).toFixed(bytes / assets < 10 ? 2 : 1)} B an asset`
}
