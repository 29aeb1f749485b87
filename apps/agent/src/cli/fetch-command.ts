import type { Asset, Sha256 } from '@rollcall/protocol'
import { formatBytes, previewPlaceOf } from '@rollcall/sync'
import { engineHealthOf } from '../engine/engine-health.ts'
import { wantOriginals } from '../engine/room-requests.ts'
import { albumPhotos } from './album-photos.ts'
import { listAlbums } from './album-tree.ts'
import { confirm } from './confirm.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { fidelityOf } from './fidelity.ts'
import { findAlbum } from './find-album.ts'
import { findAssets, pathWithin } from './find-asset.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { durationWords } from './room-words.ts'
import { callRollOf } from './status-command.ts'

/** Between two looks at what has come. */
const LOOK_MS = 1_000

/** Looks without anything new after which nobody waits any longer. */
const IDLE_LOOKS_MAX = 60

/** Options of `rollcall fetch`. */
export interface FetchOptions extends FolderOptions {
  readonly album?: string
  readonly all?: boolean
  readonly yes?: boolean
  readonly wait?: boolean
}

/**
 * `rollcall fetch PATH…|--album A|--all`: brings originals here that only a smaller version is of. What is asked for waits offline too; a
 * running sync begins at once.
 */
export async function fetchCommand(names: readonly string[], options: FetchOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const { state, clock } = device.ports
    const assets = await askedAssets(device, names, options)
    const away = await awayOf(device, assets)
    const bytes = [...away.values()].reduce((sum, each) => sum + each, 0)
    if (away.size > 0 && !options.json) {
      console.log(`${words(away.size)}, ${formatBytes(bytes)}: ${durationWords(bytes)}.`)
      if (options.album !== undefined || options.all) await confirm('Fetch?', options.yes ?? false)
    }
    const hashes = assets.flatMap(({ resources }) => resources.map(({ sha256 }) => sha256))
    state.transaction(() => wantOriginals(state, hashes, clock.now()))
    const isRunning = engineHealthOf(device.root, clock.now()).state !== 'not_running'
    const left = options.wait && isRunning ? await watch(device, assets, options) : away.size
    if (options.json) console.log(JSON.stringify({ items: away.size, bytes, left, isRunning }))
    else console.log(lastWords(away.size, left, isRunning))
  } finally {
    device.close()
  }
}

/** The photos that a command names: each by itself, all of an album, or all of the library. */
export async function askedAssets(
  device: OpenDevice,
  names: readonly string[],
  { album, all }: Pick<FetchOptions, 'album' | 'all'>,
): Promise<readonly Asset[]> {
  const view = device.ports.state.replica.view()
  if (all) return [...view.assets].filter(({ state }) => state === 'live')
  if (album !== undefined) {
    const found = findAlbum(listAlbums(view), album, { types: ['album', 'smart'] })
    return await albumPhotos(device, view, found.album)
  }
  if (names.length === 0)
    throw new CommandStop(
      'Name photos by path, an album with --album, or everything with --all.',
      EXIT.wrongUse,
    )
  return findAssets(
    device,
    names.map((name) => placeToday(device, name)),
  )
}

/** Where a photo lies that was named by where its original would. */
function placeToday({ root, ports }: OpenDevice, name: string): string {
  const path = pathWithin(root, name)
  const { scanned } = ports.state.folder
  const isSmall = scanned(path) === null && scanned(previewPlaceOf(path)) !== null
  return isSmall ? previewPlaceOf(path) : name
}

/** Originals of these photos that are not here, with their bytes. */
async function awayOf(device: OpenDevice, assets: readonly Asset[]): Promise<ReadonlyMap<Sha256, number>> {
  const asked = new Set(assets.flatMap(({ resources }) => resources.map(({ sha256 }) => sha256)))
  const away = new Map<Sha256, number>()
  for (const entry of (await callRollOf(device)).entries) {
    const { sha256, bytes } = entry.item
    const fidelity = fidelityOf(entry)
    if (sha256 !== null && asked.has(sha256) && (fidelity === 'preview' || fidelity === 'none'))
      away.set(sha256, bytes)
  }
  return away
}

/** Tells what has come until all has, or nothing comes any more; answers how many are left. */
async function watch(
  device: OpenDevice,
  assets: readonly Asset[],
  { json = false }: FetchOptions,
): Promise<number> {
  const { state, clock } = device.ports
  let left = (await awayOf(device, assets)).size
  for (let idle = 0; left > 0 && idle < IDLE_LOOKS_MAX; idle++) {
    await clock.sleep(LOOK_MS)
    state.folder.reload()
    state.replica.reload()
    const now = (await awayOf(device, assets)).size
    if (now === left) continue
    left = now
    idle = 0
    if (!json && left > 0) console.log(`${words(left)} still to come`)
  }
  return left
}

function lastWords(asked: number, left: number, isRunning: boolean): string {
  if (asked === 0) return 'Every original of them is here already.'
  if (left === 0) return asked === 1 ? 'It is here.' : 'All of them are here.'
  return isRunning
    ? `${words(left)} on the way. See how far it is: rollcall status`
    : `${words(left)} will be fetched with: rollcall sync`
}

function words(count: number): string {
  return count === 1 ? '1 original' : `${count.toLocaleString('en')} originals`
}
