import type { Asset, AssetId, DeviceSettings, MeasuredConditions, Resource, Sha256 } from '@rollcall/protocol'
import type { FolderPath, Item, PlanRooms } from '@rollcall/sync'
import { entriesOf, hasPreview, planRoom, takenAtOf } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import type { ReplicaView } from '../state/replica-store.ts'
import type { Incoming, SharedItem, SharedRoom } from './share-room.ts'
import { NOTHING_INCOMING, incomingOriginal, shareRoom } from './share-room.ts'
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
  /** Keys of items that are being moved. */
  readonly active: ReadonlyMap<string, unknown>
  readonly incoming: Incoming
}

/** The answer of {@link roomsOf}. */
export interface RoomsOfDevice extends SharedRoom {
  /** See `RoomPlan`. */
  readonly overBytes: number
  /** See `RoomPlan`. */
  readonly exchangeBytes: number
  /** Whether anything here is to give way to something smaller. */
  readonly isLeaving: boolean
}

/**
 * What this device keeps of each item, by key; `original` for whatever is not in it. What would fit once others have gone does not come
 * before they have, so that nothing that comes goes over the budget: see `shareRoom`.
 */
export function roomsOf(state: DeviceState, items: readonly Item[], over: RoomOver): RoomsOfDevice {
  const { settings, measured, now, incoming } = over
  if (!settings.optimise)
    return {
      rooms: new Map(),
      promised: new Map(),
      spareBytes: Number.POSITIVE_INFINITY,
      overBytes: 0,
      exchangeBytes: 0,
      isLeaving: false,
    }
  const planned = roomItemsOf(state, items, over)
  const disk = { freeBytes: measured.freeBytes, now }
  const { rooms, overBytes, exchangeBytes } = planRoom(settings, disk, planned)
  const spareBytes = spareOf(state, planned, over)
  const isLeaving = planned.some(({ key, isHere }) => isHere && rooms.get(key) === 'preview')
  const shared = shareRoom(planned, { rooms, spareBytes, exchangeBytes, incoming })
  return { ...shared, overBytes, exchangeBytes, isLeaving }
}

/** Room beside what lies here and what is under way, as large as it will be. */
function spareOf(
  state: DeviceState,
  planned: readonly SharedItem[],
  { settings, measured, incoming: { lying, reserved } }: RoomOver,
): number {
  let used = sum([...countedFiles(state).values()])
  let toCome = 0
  for (const [name, bytes] of lying) if (!reserved.has(name)) used += bytes
  for (const [name, bytes] of reserved) {
    used += bytes
    toCome += Math.max(0, bytes - (lying.get(name) ?? 0))
  }
  // What another process fetches is told by its item alone.
  for (const { isHere, isActive, sha256, bytes } of planned)
    if (isActive && !isHere && sha256 !== null && !reserved.has(incomingOriginal(sha256))) used += bytes
  const underBudget = (settings.budgetBytes ?? Number.POSITIVE_INFINITY) - used
  if (measured.freeBytes === null) return underBudget
  return Math.min(underBudget, measured.freeBytes - settings.freeFloorBytes - toCome)
}

/** Bytes of the files here that take room from the budget, by path. */
function countedFiles({ folder }: DeviceState): ReadonlyMap<FolderPath, number> {
  const counted = folder
    .local()
    .filter(({ content: { kind } }) => kind === 'original' || kind === 'changing' || kind === 'unreadable')
  return new Map(counted.map(({ path, bytes }) => [path, bytes]))
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

/** Plans what there is room for, over and over again for the same items, under other settings [R7]; see `fixesFor`. */
export function roomPlanner(state: DeviceState, items: readonly Item[], now: number): PlanRooms {
  const planned = roomItemsOf(state, items, { view: state.replica.view() })
  return (settings, freeBytes) => planRoom(settings, { freeBytes, now }, planned)
}

/**
 * By how many bytes what has to be here is more than the budget of this device: its smaller versions, and what is pinned or asked for. 0
 * when it fits, or nobody chose a budget; what the disk has no room for is told by the roll.
 */
export function overBudget(
  state: DeviceState,
  settings: DeviceSettings,
  items: readonly Item[],
  now: number,
): number {
  if (!settings.optimise || settings.budgetBytes === null) return 0
  return roomPlanner(state, items, now)(settings, null).overBytes
}

function roomItemsOf(
  state: DeviceState,
  items: readonly Item[],
  { view, settings, active, incoming = NOTHING_INCOMING }: Pick<RoomOver, 'view'> & Partial<RoomOver>,
): readonly SharedItem[] {
  const { folder } = state
  const pinnedAssets = assetsIn(view, (settings ?? state.settingsIn(view)).pinnedAlbums)
  const previewBytes = new Map(incoming.announced)
  for (const { originalSha256, bytes } of folder.previews().values()) previewBytes.set(originalSha256, bytes)
  const previewsHere = previewsByOriginal(state)
  const counted = countedFiles(state)
  const here = new Set(items.flatMap(({ standing, sha256 }) => (standing.kind === 'verified' ? sha256 : [])))
  // What is not here, as in the trash, is named after a path where another file may lie.
  const isFileHere = ({ key, path }: Item) => key === path && counted.has(path)
  const isGoing = ({ standing }: Item) => standing.kind === 'preview' && here.has(standing.originalSha256)
  const asked = { pinned: folder.pinned(), wanted: folder.wanted(), usedAt: folder.usedAt() }
  return items.flatMap((item): SharedItem[] => {
    const found = originalOf(state, view, item)
    if (found === null) return isFileHere(item) && !isGoing(item) ? [fixedItem(item)] : []
    const { asset, resource } = found
    const { standing } = item
    const { sha256, modifiedAt } = resource
    return [
      {
        key: item.key,
        sha256,
        bytes: resource.bytes,
        previewBytes: isSecondCopy(item) ? 0 : (previewBytes.get(sha256) ?? guessPreview(resource)),
        isHere: standing.kind === 'verified',
        isPreviewHere: standing.kind === 'optimised' && standing.previewPath !== null,
        isPreviewToCome: standing.kind === 'to_download' && hasPreview(resource),
        previewBytesHere: previewsHere.get(sha256) ?? 0,
        lastUsedAt: Math.max(asked.usedAt.get(sha256) ?? 0, modifiedAt),
        takenAt: takenAtOf(asset),
        isPinned: asked.pinned.has(sha256) || pinnedAssets.has(asset.id),
        isWanted: asked.wanted.has(sha256),
        isSecondCopy: isSecondCopy(item),
        isActive: active?.has(item.key) ?? false,
      },
    ]
  })
}

/** Photos of these albums. */
function assetsIn({ records }: ReplicaView, albums: DeviceSettings['pinnedAlbums']): ReadonlySet<AssetId> {
  const found = new Set<AssetId>()
  for (const albumId of albums) {
    for (const record of records.recordsIn(entriesOf(albumId))) {
      if (record.kind === 'entry' && record.isIn) found.add(record.assetId)
    }
  }
  return found
}

/** Bytes of the smaller versions that lie here, by their original. */
function previewsByOriginal({ folder }: DeviceState): ReadonlyMap<Sha256, number> {
  const known = folder.previews()
  const bytesByOriginal = new Map<Sha256, number>()
  for (const { content, bytes } of folder.local()) {
    const original = content.kind === 'original' ? known.get(content.sha256)?.originalSha256 : undefined
    if (original !== undefined) bytesByOriginal.set(original, (bytesByOriginal.get(original) ?? 0) + bytes)
  }
  return bytesByOriginal
}

/** A further file with the same bytes: nothing takes its place when it goes, as the first one stands for the photo. */
function isSecondCopy({ standing }: Item): boolean {
  return standing.kind === 'verified' && standing.duplicateOf !== null
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
function fixedItem({ key, bytes }: Item): SharedItem {
  return {
    key,
    sha256: null,
    bytes,
    previewBytes: bytes,
    isHere: true,
    isPreviewHere: false,
    isPreviewToCome: false,
    previewBytesHere: 0,
    lastUsedAt: 0,
    takenAt: 0,
    isPinned: true,
    isWanted: false,
    isSecondCopy: false,
    isActive: false,
  }
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
