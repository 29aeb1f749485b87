import type { Asset, BatchChange, Intent } from '@rollcall/protocol'
import { mutationSchema } from '@rollcall/protocol'
import { DEFAULT_SETTINGS } from '../policy/settings.ts'
import type { LeftReason, UndoView } from './undo-view.ts'

/** Mutations that set a field, or why there are none. */
export type PlannedIntents =
  | { readonly kind: 'planned'; readonly intents: readonly Intent[] }
  | { readonly kind: 'left'; readonly because: LeftReason }

/** Operations that set a field of an asset to `value`. */
const ASSET_OPS: Readonly<Record<string, Intent['op']>> = {
  favourite: 'setFavourite',
  hidden: 'setHidden',
  rating: 'setRating',
  caption: 'setCaption',
  title: 'setTitle',
  dated: 'setDated',
  located: 'setLocated',
}

/** Operations that set a field of an album to `value`. */
const ALBUM_OPS: Readonly<Record<string, Intent['op']>> = {
  name: 'setAlbumName',
  cover: 'setAlbumCover',
  sort: 'setAlbumSort',
  search: 'setAlbumSearch',
}

/** The mutations that bring the field of a change to a value out of the journal, as it is in `view`. */
export function intentsTo(
  view: UndoView,
  change: BatchChange,
  to: unknown,
  batch: NonNullable<Intent['batch']>,
): PlannedIntents {
  const { assetId, albumId } = change
  if (change.field === 'setting') return parsed([settingIntent(change, to)], batch)
  if (assetId !== undefined && albumId !== undefined) {
    const isIn = fieldIn(to, 'isIn') === true
    const args = { albumId, assetId, ...(isIn ? { after: fieldIn(to, 'after') } : {}) }
    return parsed([{ op: isIn ? 'placeEntry' : 'removeEntry', args }], batch)
  }
  if (albumId !== undefined) return parsed(albumIntents(change, to), batch)
  const asset = assetId === undefined ? null : view.asset(assetId)
  if (asset === null) return { kind: 'left', because: 'gone' }
  if (change.field === 'state' || change.field === 'created') return stateIntents(view, asset, to, batch)
  return isFilePurged(asset, change, to)
    ? { kind: 'left', because: 'bytes_gone' }
    : parsed(fieldIntents(asset, change, to), batch)
}

/** Whether a look, or an edited file, is wanted back whose bytes went. */
function isFilePurged({ droppedFiles = [] }: Asset, { field, element }: BatchChange, to: unknown): boolean {
  const wanted = field === 'version' ? fieldIn(to, 'sha256') : field === 'dropped' ? element : null
  return droppedFiles.some(({ sha256, purgedAt }) => sha256 === wanted && purgedAt !== undefined)
}

/** A mutation before it is known to be one. */
interface Wanted {
  readonly op: Intent['op']
  readonly args: unknown
}

function fieldIntents({ id: assetId }: Asset, { field, element }: BatchChange, to: unknown): Wanted[] {
  if (field === 'keywords') return [{ op: 'setKeyword', args: { assetId, keyword: element, isOn: to } }]
  if (field === 'dropped')
    return [{ op: 'setEditKept', args: { assetId, sha256: element, isKept: to !== true } }]
  if (field === 'version') {
    const args = { assetId, recipe: fieldIn(to, 'recipe'), sha256: fieldIn(to, 'sha256') }
    return [{ op: 'setVersion', args }]
  }
  const op = ASSET_OPS[field]
  return op === undefined ? [] : [{ op, args: { assetId, value: to } }]
}

/** What nobody had chosen goes back to what a device does by default. */
function settingIntent({ element = '' }: BatchChange, to: unknown): Wanted {
  const [deviceId, name = ''] = element.split(':', 2)
  const value = to ?? fieldIn(DEFAULT_SETTINGS, name)
  return { op: 'setDeviceSetting', args: { deviceId, setting: { name, value } } }
}

function albumIntents({ albumId, field }: BatchChange, to: unknown): Wanted[] {
  if (field === 'album') return [{ op: 'trashAlbum', args: { albumId } }]
  if (field === 'state') return [{ op: to === 'live' ? 'restoreAlbum' : 'trashAlbum', args: { albumId } }]
  if (field === 'parent') {
    const args = { albumId, parentId: fieldIn(to, 'parentId'), after: fieldIn(to, 'after') }
    return [{ op: 'moveAlbum', args }]
  }
  const op = ALBUM_OPS[field]
  return op === undefined ? [] : [{ op, args: { albumId, value: to } }]
}

/** Ways between the states: deleted → live by declaring it again, as long as its bytes are kept. */
function stateIntents(
  view: UndoView,
  asset: Asset,
  to: unknown,
  batch: NonNullable<Intent['batch']>,
): PlannedIntents {
  const { id: assetId, state } = asset
  if (state === 'merged') return { kind: 'left', because: 'joined' }
  const trash: Wanted = { op: 'trash', args: { assetId, source: 'explicit' } }
  const deleteIt: Wanted = { op: 'deleteForGood', args: { assetId } }
  if (state === 'deleted') {
    const create = recreate(view, asset)
    if (create === null) return { kind: 'left', because: 'bytes_gone' }
    return parsed(to === 'trashed' ? [create, trash] : to === 'live' ? [create] : [], batch)
  }
  if (to === 'live') return parsed([{ op: 'restore', args: { assetId } }], batch)
  if (to === 'trashed') return parsed([trash], batch)
  return parsed(to === 'deleted' ? [...(state === 'live' ? [trash] : []), deleteIt] : [], batch)
}

/** The declaration of an asset that was deleted for good; null when its bytes are not kept. */
function recreate({ copyNoOf }: UndoView, asset: Asset): Wanted | null {
  const { id: assetId, kind, takenAt, takenFrom, primarySha256, purgedAt } = asset
  const copyNo = purgedAt === undefined ? copyNoOf(asset) : null
  const kept = asset.resources.filter(({ state }) => state === 'present')
  const primary = kept.find(({ sha256 }) => sha256 === primarySha256)
  if (copyNo === null || primary === undefined) return null
  const resources = [primary, ...kept.filter((resource) => resource !== primary)]
  const args = { assetId, copyNo, kind, takenAt, takenFrom, resources, source: 'explicit' }
  return { op: 'create', args }
}

/** What the journal holds was written by some release or other: only what is a mutation of this one is done. */
function parsed(wanted: readonly Wanted[], batch: NonNullable<Intent['batch']>): PlannedIntents {
  const intents: Intent[] = []
  for (const { op, args } of wanted) {
    const mutation = mutationSchema.safeParse({ op, args, batch, n: 1, baseSeq: 0, ageMs: 0 })
    if (!mutation.success) return { kind: 'left', because: 'unknown' }
    const { n: _n, baseSeq: _baseSeq, ageMs: _ageMs, ...intent } = mutation.data
    intents.push(intent)
  }
  return intents.length === 0 ? { kind: 'left', because: 'unknown' } : { kind: 'planned', intents }
}

function fieldIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([each]) => each === name)?.[1]
    : undefined
}
