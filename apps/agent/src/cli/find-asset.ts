import type { Asset, Sha256 } from '@rollcall/protocol'
import type { FolderPath } from '@rollcall/sync'
import { rollOfDevice } from '../engine/roll-of-device.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { nameOf, shortId, takenWords } from './photo-words.ts'
import { printable } from './print-table.ts'
import { NOTHING_MEASURED } from '@rollcall/sync'

/** Photos named when a name means several. */
const SHOWN_MAX = 5

/** Fewer digits of a hash or an id are taken for a name. */
const PREFIX_DIGITS_MIN = 8

/** Which of several photos of one name is meant: the one that is live, unless a command looks for others. */
type Preference = (asset: Asset) => boolean

const LIVE: Preference = ({ state }) => state === 'live'

/**
 * Finds photos as people name them: by path in the folder, by SHA-256 or id or the beginning of either, or by file name. A name that
 * means none, or several, stops the command with clear words.
 */
function assetFinder(device: OpenDevice, prefers: Preference = LIVE): (name: string) => Asset {
  const { state } = device.ports
  const assets = [...state.replica.view().assets].filter((asset) => asset.state !== 'merged')
  let placed: ReadonlyMap<FolderPath, ReadonlySet<Sha256>> | null = null

  function holding(hashes: ReadonlySet<string>): readonly Asset[] {
    return hashes.size === 0
      ? []
      : assets.filter(({ resources }) => resources.some(({ sha256 }) => hashes.has(sha256)))
  }

  function beginningWith(name: string): readonly Asset[] {
    if (!/^[0-9a-f]+$/.test(name) || name.length < PREFIX_DIGITS_MIN) return []
    return assets.filter(
      ({ id, resources }) => id.startsWith(name) || resources.some(({ sha256 }) => sha256.startsWith(name)),
    )
  }

  function lyingAt(path: FolderPath): readonly Asset[] {
    const content = state.folder.scanned(path)?.content
    return content?.kind === 'original' ? holding(new Set([content.sha256])) : []
  }

  /** Where the roll has it: also what is not here, or not any more. */
  function placedAt(path: FolderPath): readonly Asset[] {
    placed ??= placesOf(device)
    return holding(placed.get(path) ?? new Set())
  }

  return (name) => {
    const path = pathWithin(device.root, name)
    const ways = [
      () => lyingAt(path),
      () => beginningWith(name.toLowerCase()),
      () => placedAt(path),
      () => assets.filter(({ resources }) => resources.some((resource) => resource.name === name)),
    ]
    let others: readonly Asset[] = []
    for (const way of ways) {
      const found = way()
      const preferred = found.filter(prefers)
      if (preferred.length === 1 && preferred[0] !== undefined) return preferred[0]
      if (preferred.length > 1) return refuseSeveral(name, preferred)
      if (others.length === 0) others = found
    }
    const [other, second] = others
    if (other === undefined) return refuseNone(device, name)
    return second === undefined ? other : refuseSeveral(name, others)
  }
}

/** Finds each photo once, in the order of the names. */
export function findAssets(
  device: OpenDevice,
  names: readonly string[],
  prefers: Preference = LIVE,
): readonly Asset[] {
  const find = assetFinder(device, prefers)
  return [...new Map(names.map(find).map((asset) => [asset.id, asset])).values()]
}

/** A path as a person gives it, absolute or within the folder, as the folder knows it. */
export function pathWithin(root: string, name: string): FolderPath {
  return name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name.replace(/^\.\//, '')
}

function placesOf({ ports: { state, clock } }: OpenDevice): ReadonlyMap<FolderPath, ReadonlySet<Sha256>> {
  const { roll } = rollOfDevice(state, {
    now: clock.now(),
    engine: 'not_running',
    measured: NOTHING_MEASURED,
    active: new Map(),
  })
  const places = new Map<FolderPath, Set<Sha256>>()
  for (const { item } of roll.entries) {
    if (item.sha256 === null) continue
    const hashes = places.get(item.path)
    if (hashes === undefined) places.set(item.path, new Set([item.sha256]))
    else hashes.add(item.sha256)
  }
  return places
}

function refuseNone({ root, ports }: OpenDevice, name: string): never {
  const isHere = ports.state.folder.scanned(pathWithin(root, name)) !== null
  const words = isHere
    ? `${printable(name)} is not in the library yet. See why: rollcall info ${printable(name)}`
    : `This library has no photo ${printable(name)}. Photos are named by path, file name or id; see: rollcall list`
  throw new CommandStop(words, EXIT.wrongUse)
}

function refuseSeveral(name: string, found: readonly Asset[]): never {
  const lines = found
    .slice(0, SHOWN_MAX)
    .map((asset) => `    ${shortId(asset.id)}  ${takenWords(asset)}  ${nameOf(asset)}`)
  if (found.length > SHOWN_MAX) lines.push(`    … and ${found.length - SHOWN_MAX} more`)
  throw new CommandStop(
    `${printable(name)} means ${found.length} photos; name one by its id:\n${lines.join('\n')}`,
    EXIT.wrongUse,
  )
}
