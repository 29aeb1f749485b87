import type { AssetId, Facts, Sha256 } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import type { CommandHandlers } from './command-watch.ts'

/** An original that somebody asked for, and that has come, counts as asked for no longer than this; then it is only one used lately. */
const WANTED_MS = 24 * 60 * 60 * 1000

/** What commands of other devices ask of the room here. They join the caller's transaction. */
export function roomHandlers(
  state: DeviceState,
  clock: Pick<Clock, 'now'>,
): Required<Pick<CommandHandlers, 'onFreeUp' | 'onFetch'>> {
  return {
    onFreeUp: (bytes) => freeUp(state, bytes),
    onFetch: (assetIds) => ({ items: wantAssets(state, assetIds, clock.now()) }),
  }
}

/**
 * Keeps so many bytes of the disk free from now on, by keeping smaller versions here; null: as the settings say. Only settings are
 * changed, so that it can be seen and taken back like any other change of theirs.
 */
function freeUp(state: DeviceState, bytes: number | null): Facts {
  const { deviceId, replica } = state
  const settings = state.settingsIn(replica.view())
  const queue = (setting: SettingChange) =>
    replica.queue({ op: 'setDeviceSetting', args: { deviceId, setting } }, null)
  if (!settings.optimise) queue({ name: 'optimise', value: true })
  if (bytes !== null && bytes > settings.freeFloorBytes) queue({ name: 'freeFloorBytes', value: bytes })
  return { freeFloorBytes: Math.max(bytes ?? 0, settings.freeFloorBytes) }
}

type SettingChange =
  | { readonly name: 'optimise'; readonly value: boolean }
  | { readonly name: 'freeFloorBytes'; readonly value: number }

/** Asks for the originals of these photos, or of all that are not here for null; answers how many files that is. Joins a transaction. */
function wantAssets(state: DeviceState, assetIds: readonly AssetId[] | null, now: number): number {
  const view = state.replica.view()
  const ids = assetIds === null ? null : new Set(assetIds)
  const hashes: Sha256[] = []
  for (const asset of view.assets) {
    if (asset.state !== 'live' || (ids !== null && !ids.has(asset.id))) continue
    hashes.push(...asset.resources.map(({ sha256 }) => sha256))
  }
  return wantOriginals(state, hashes, now)
}

/**
 * Asks for these originals; answers how many of them are not here. What was asked for before and has come gives way to them again, as far
 * as the room is short. Joins the caller's transaction.
 */
export function wantOriginals(state: DeviceState, hashes: readonly Sha256[], now: number): number {
  const { folder } = state
  const here = originalsHere(state)
  for (const sha256 of folder.wanted().keys()) if (here.has(sha256)) folder.putWanted(sha256, null)
  const away = hashes.filter((sha256) => !here.has(sha256))
  for (const sha256 of hashes) folder.putWanted(sha256, now)
  return away.length
}

/** Ends what was asked for long ago and has come. Writes only what changed; call it outside of a transaction. */
export function dropOldRequests(state: DeviceState, now: number): void {
  const old = [...state.folder.wanted()].filter(([, at]) => now - at > WANTED_MS)
  if (old.length === 0) return
  const here = originalsHere(state)
  const over = old.filter(([sha256]) => here.has(sha256))
  if (over.length === 0) return
  state.transaction(() => {
    for (const [sha256] of over) state.folder.putWanted(sha256, null)
  })
}

function originalsHere({ folder }: DeviceState): ReadonlySet<Sha256> {
  return new Set(
    folder.local().flatMap(({ content }) => (content.kind === 'original' ? [content.sha256] : [])),
  )
}
