import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { devicePaths, MIGRATIONS, openDeviceState } from '@rollcall/agent'
import { createCaller, createLibraryApi, listenForPokes } from '@rollcall/platform-client'
import { createSystemClock, createSystemRandom, openDatabase, unpackSegment } from '@rollcall/platform-node'
import type { AssetId } from '@rollcall/protocol'
import { converge } from '@rollcall/sync'
import { hashFolder } from '../stage/hash-folder.ts'
import { openStage, rollcallOrThrow } from '../stage/stage.ts'
import { formatMs, quantile } from './median.ts'
import { writePhotos } from './photo-set.ts'

const PHOTOS = 60
const PHOTO_BYTES = 50_000

/** How long a change may take before the benchmark gives up. */
const LOST_AFTER_MS = 30_000

/**
 * How long until a change made on one device shows on another, over loopback: a favourite from the push of one replica to the
 * adopted page of another; a deleted file from the unlink in one folder to the file set aside in the other, with both agents
 * running.
 */
export async function benchPropagation({ changes }: { readonly changes: number }): Promise<void> {
  const stage = await openStage()
  try {
    const one = await stage.link('one')
    const other = await stage.link('other')
    writePhotos(join(one, 'DCIM'), PHOTOS, PHOTO_BYTES)
    await rollcallOrThrow(['sync', '--once', '--json', '--folder', one])
    await rollcallOrThrow(['sync', '--once', '--json', '--folder', other])
    report(
      `a favourite, from push to adopted (${changes} changes)`,
      await measureFavourites(one, other, changes),
    )
    stage.keepSyncing(one)
    stage.keepSyncing(other)
    await sleep(2_000)
    report('a deleted file, from unlink to set aside', await measureDeletions(one, other))
  } finally {
    await stage.close()
  }
}

function report(what: string, times: readonly number[]): void {
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)]
  console.log(`propagation: ${what}`)
  console.log(`  p50 ${formatMs(p50)}   p99 ${formatMs(p99)}   of ${times.length}`)
}

/** A replica of the library in this process, over the token of a linked folder. */
function openReplica(folder: string) {
  const config = JSON.parse(readFileSync(devicePaths(folder).config, 'utf8'))
  const clock = createSystemClock()
  const random = createSystemRandom()
  const state = openDeviceState(openDatabase(':memory:', MIGRATIONS), {
    clock,
    random,
    deviceId: config.deviceId,
    deviceName: config.deviceName,
  })
  const api = createLibraryApi(
    createCaller({ url: config.server, token: config.token, fetch }),
    config.libraryId,
    unpackSegment,
  )
  const server = {
    push: api.push,
    changes: (cursor: Parameters<typeof api.changes>[0]) => api.changes(cursor, null),
  }
  return { state, api, clock, random, converge: () => converge(state.replica, server) }
}

async function measureFavourites(one: string, other: string, changes: number): Promise<number[]> {
  const writer = openReplica(one)
  const reader = openReplica(other)
  await writer.converge()
  await reader.converge()
  const assetIds: AssetId[] = [...writer.state.replica.base().keys()]
  const stop = new AbortController()
  let adopted: () => void = () => undefined
  let running = Promise.resolve()
  const pokes = listenForPokes(
    reader,
    () => {
      running = running.then(() => reader.converge()).then(() => adopted())
    },
    stop.signal,
  )
  await sleep(500)
  const times: number[] = []
  for (let index = 0; index < changes; index++) {
    const assetId = assetIds[index % assetIds.length]
    if (assetId === undefined) throw new Error('Cannot measure: the library is empty')
    const value = Math.floor(index / assetIds.length) % 2 === 0
    const seen = new Promise<void>((resolve) => {
      adopted = () => {
        if (reader.state.replica.asset(assetId)?.favourite === value) resolve()
      }
    })
    const startedAt = performance.now()
    writer.state.transaction(() =>
      writer.state.replica.queue({ op: 'setFavourite', args: { assetId, value } }, null),
    )
    await writer.converge()
    await withinTime(seen)
    times.push(performance.now() - startedAt)
    await sleep(PAUSE_MS)
  }
  stop.abort()
  await pokes
  return times
}

/** Between two changes, as between two taps of a person; longer than the server gathers pokes. */
const PAUSE_MS = 60

async function measureDeletions(one: string, other: string): Promise<number[]> {
  const times: number[] = []
  // Few enough that the deletion firewall does not hold them.
  const files = [...hashFolder(one)].slice(0, 18)
  for (const [path, sha256] of files) {
    const target = join(devicePaths(other).trash, sha256)
    const startedAt = performance.now()
    rmSync(join(one, path))
    while (!existsSync(target)) {
      if (performance.now() - startedAt > LOST_AFTER_MS)
        throw new Error('Cannot measure: a deletion got lost')
      await sleep(2)
    }
    times.push(performance.now() - startedAt)
    await sleep(PAUSE_MS)
  }
  return times
}

async function withinTime(work: Promise<void>): Promise<void> {
  const late = sleep(LOST_AFTER_MS, 'late' as const, { ref: false })
  if ((await Promise.race([work, late])) === 'late') throw new Error('Cannot measure: a change got lost')
}
