import type { Asset, AssetId, DeviceSettings, MeasuredConditions, Resource, Sha256 } from '@rollcall/protocol'
import type { Item, Room, RoomItem } from '@rollcall/sync'
import { entriesOf, hasPreview, planRoom, takenAtOf } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import type { ReplicaView } from '../state/replica-store.ts'
import { surveyDevice } from './survey-device.ts'

/*
 * Which originals this device has room for, out of its state: `planRoom` over the items of a survey. What is here and what is not are
 * judged by the same times, so that moving an original never changes the plan that moved it.
 */

/** A smaller version that nobody has fetched yet takes at most so many bytes, by experience … */
const PREVIEW_GUESS_BYTES = 500_000

/** … or this part of its original. */
const PREVIEW_GUESS_SHARE = 1 / 4

/** What the plan looks at beside the state. */
export interface RoomOver {
  readonly view: ReplicaView
  readonly settings: DeviceSettings
  readonly measured: Pick<MeasuredConditions, 'freeBytes'>
  /** Wall milliseconds. */
  readonly now: number
  /** Keys of items that are being fetched: their bytes count as here. */
  readonly active: ReadonlyMap<string, unknown>
}

/**
 * What this device keeps of each item, by key; `original` for whatever is not in it. An original that would fit once others have gone
 * is not fetched before they have, so that fetching never goes over the budget.
 */
export function roomsOf(
  state: DeviceState,
  items: readonly Item[],
  over: RoomOver,
): { readonly rooms: ReadonlyMap<string, Room>; readonly overBytes: number } {
  const { settings, measured, now, active } = over
  if (!settings.optimise) return { rooms: new Map(), overBytes: 0 }
  const planned = roomItemsOf(state, items, over)
  const { rooms, overBytes } = planRoom(settings, { freeBytes: measured.freeBytes, now }, planned)
  return { rooms: holdBack(rooms, planned, { settings, freeBytes: measured.freeBytes, active }), overBytes }
}

/** What turning storage to these settings would move. Bytes are those that come free, or that are fetched. */
export interface RoomPreview {
  readonly toEvict: { readonly items: number; readonly bytes: number }
  readonly toFetch: { readonly items: number; readonly bytes: number }
  /** By how much what is pinned and asked for is more than fits; 0 when it fits. */
  readonly overBytes: number
}

/** A dry run of the plan under other settings [R7]: by the same code that then acts. */
export function roomPreview(
  state: DeviceState,
  settings: DeviceSettings,
  measured: Pick<MeasuredConditions, 'freeBytes'>,
  now: number,
): RoomPreview {
  const view = state.replica.view()
  const { items } = surveyDevice(state, view, now)
  const planned = roomItemsOf(state, items, { view })
  const disk = { freeBytes: measured.freeBytes, now }
  const { rooms, overBytes } = planRoom(settings, disk, planned)
  const away = new Set(items.filter(({ standing }) => isAway(standing.kind)).map(({ key }) => key))
  const movable = new Set(items.filter(({ standing }) => standing.kind === 'verified').map(({ key }) => key))
  const toEvict = planned.filter(({ key }) => movable.has(key) && rooms.get(key) === 'preview')
  const toFetch = planned.filter(({ key }) => away.has(key) && (rooms.get(key) ?? 'original') === 'original')
  return {
    toEvict: {
      items: toEvict.length,
      bytes: sum(toEvict.map(({ bytes, previewBytes }) => Math.max(0, bytes - previewBytes))),
    },
    toFetch: { items: toFetch.length, bytes: sum(toFetch.map(({ bytes }) => bytes)) },
    overBytes,
  }
}

function roomItemsOf(
  state: DeviceState,
  items: readonly Item[],
  { view, settings = null }: { readonly view: ReplicaView; readonly settings?: DeviceSettings | null },
): readonly RoomItem[] {
  const { folder } = state
  const pinnedAlbums = (settings ?? state.settingsIn(view)).pinnedAlbums
  const pinnedAssets = new Set<AssetId>()
  for (const albumId of pinnedAlbums) {
    for (const record of view.records.recordsIn(entriesOf(albumId))) {
      if (record.kind === 'entry' && record.isIn) pinnedAssets.add(record.assetId)
    }
  }
  const previewBytes = new Map<Sha256, number>()
  for (const { originalSha256, bytes } of folder.previews().values()) previewBytes.set(originalSha256, bytes)
  const doubled = doubledHashes(items)
  const asked = { pinned: folder.pinned(), wanted: folder.wanted(), usedAt: folder.usedAt() }
  return items.flatMap((item): RoomItem[] => {
    const found = originalOf(state, view, item)
    if (found === null) return isHere(item) ? [fixedItem(item)] : []
    const { asset, resource } = found
    const { standing } = item
    const { sha256, modifiedAt } = resource
    return [
      {
        key: item.key,
        bytes: resource.bytes,
        previewBytes: previewBytes.get(sha256) ?? guessPreview(resource),
        isHere: isHere(item),
        isPreviewHere: standing.kind === 'optimised' && standing.previewPath !== null,
        lastUsedAt: Math.max(asked.usedAt.get(sha256) ?? 0, modifiedAt),
        takenAt: takenAtOf(asset),
        isPinned: asked.pinned.has(sha256) || pinnedAssets.has(asset.id) || doubled.has(sha256),
        isWanted: asked.wanted.has(sha256),
      },
    ]
  })
}

/** The library's word on an item's file; null when it has none yet, or when there is nothing to plan. */
function originalOf(
  { folder }: DeviceState,
  view: ReplicaView,
  { standing, path, sha256 }: Item,
): { readonly asset: Asset; readonly resource: Resource } | null {
  if (standing.kind === 'optimised' || standing.kind === 'to_download') return standing
  if (standing.kind !== 'verified') return null
  const agreed = folder.agreedAt(path)
  const asset = agreed === null ? null : view.asset(agreed.assetId)
  const resource = asset?.resources.find((each) => each.sha256 === sha256)
  return asset === null || resource === undefined ? null : { asset, resource }
}

/** Takes its bytes whatever is planned: not at the server yet, or not to be judged. */
function fixedItem({ key, bytes }: Item): RoomItem {
  const asked = { lastUsedAt: 0, takenAt: 0, isPinned: true, isWanted: false }
  return { key, bytes, previewBytes: bytes, isHere: true, isPreviewHere: false, ...asked }
}

/** Files with the same bytes all stay: dropping one would free nothing that is not there twice. */
function doubledHashes(items: readonly Item[]): ReadonlySet<Sha256 | null> {
  const doubles = items.filter(
    ({ standing }) => standing.kind === 'verified' && standing.duplicateOf !== null,
  )
  return new Set(doubles.map(({ sha256 }) => sha256))
}

function isHere({ standing: { kind } }: Item): boolean {
  return kind === 'verified' || kind === 'to_upload' || kind === 'to_record'
}

function isAway(kind: Item['standing']['kind']): boolean {
  return kind === 'optimised' || kind === 'to_download'
}

/** What a smaller version will take. A sidecar has none and is not worth one. */
function guessPreview(resource: Resource): number {
  if (resource.role === 'sidecar') return resource.bytes
  if (resource.derivatives !== undefined && !hasPreview(resource)) return 0
  return Math.min(PREVIEW_GUESS_BYTES, Math.round(resource.bytes * PREVIEW_GUESS_SHARE))
}

/** Lets only so much be fetched as fits beside what is still here. */
function holdBack(
  rooms: ReadonlyMap<string, Room>,
  planned: readonly RoomItem[],
  {
    settings,
    freeBytes,
    active,
  }: {
    readonly settings: DeviceSettings
    readonly freeBytes: number | null
    readonly active: ReadonlyMap<string, unknown>
  },
): ReadonlyMap<string, Room> {
  const isOriginal = ({ key }: RoomItem) => (rooms.get(key) ?? 'original') === 'original'
  const takes = ({ key, isHere, isPreviewHere, bytes, previewBytes }: RoomItem) =>
    isHere || active.has(key) ? bytes : isPreviewHere ? previewBytes : 0
  const used = sum(planned.map(takes))
  const free = freeBytes === null ? Number.POSITIVE_INFINITY : freeBytes - settings.freeFloorBytes
  let spare = Math.min((settings.budgetBytes ?? Number.POSITIVE_INFINITY) - used, free)
  const coming = planned
    .filter((item) => !item.isHere && !active.has(item.key) && isOriginal(item))
    .toSorted(
      (one, other) =>
        Number(other.isWanted) - Number(one.isWanted) ||
        Number(other.isPinned) - Number(one.isPinned) ||
        other.lastUsedAt - one.lastUsedAt ||
        (one.key < other.key ? -1 : 1),
    )
  const held = new Map(rooms)
  for (const { key, bytes } of coming) {
    if (bytes <= spare) spare -= bytes
    else held.set(key, 'preview')
  }
  return held
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
