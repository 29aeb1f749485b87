import type { Album, AlbumEntry, Asset, BatchChange, CurrentVersion } from '@rollcall/protocol'
import type { RecordsBelow } from '../library/layer-records.ts'
import { entryKey } from '../merge/album-entries.ts'
import { UNSAID } from '../merge/set-field.ts'

/*
 * The fields of a library in the words of its journal. An asset has what is said of it (`favourite`, `caption`, …), each keyword by
 * itself (`keywords`, with the word as `element`), edited files that were let go of (`dropped`, with the hash as `element`), its look (`version`) and its `state`. An album has `name`, `cover`, `sort`, `search`,
 * `state` and `parent` (its folder, and its place there). An asset in an album is an `entry`. What is chosen for a device is a `setting`,
 * with `device:name` as `element`, null where nobody has chosen; a `command` is told by its key.
 */

/** A field as it is: its value, and the change that set it; null where nothing tells, as of what nobody ever set. */
export interface FieldNow {
  readonly value: unknown
  readonly seq: number | null
}

/** What a change is about. */
export type ChangeTarget = Pick<BatchChange, 'assetId' | 'albumId' | 'field' | 'element'>

/** Where the fields of a library are looked up. */
export interface FieldView {
  readonly asset: (id: Asset['id']) => Asset | null
  readonly record: RecordsBelow['record']
}

/** How an asset looks that nobody has edited. */
const AS_TAKEN: CurrentVersion = { rev: 0, recipe: null, sha256: null }

/** The field that a change is about, as it is now; null when there is no such asset, album or field. */
export function fieldOf(
  view: FieldView,
  { assetId, albumId, field, element }: ChangeTarget,
): FieldNow | null {
  if (field === 'hold') {
    const hold = view.record('hold', element ?? '')
    return hold === null ? null : { value: hold.state, seq: null }
  }
  if (field === 'setting') return settingNow(view, element ?? '')
  if (field === 'command') {
    const command = view.record('command', element ?? '')
    return command === null ? null : { value: command.command, seq: null }
  }
  if (assetId !== undefined && albumId !== undefined)
    return entryField(view.record('entry', entryKey(albumId, assetId)))
  const fields =
    assetId !== undefined
      ? fieldsOfAsset(view.asset(assetId))
      : fieldsOfAlbum(albumId === undefined ? null : view.record('album', albumId))
  const found = fields.find((each) => each.field === field && each.element === element)
  if (found !== undefined || (field !== 'keywords' && field !== 'dropped')) return found ?? null
  return fields.length === 0 ? null : { value: false, seq: null }
}

function settingNow(view: FieldView, element: string): FieldNow | null {
  const [deviceId = '', name = ''] = element.split(':', 2)
  const device = view.record('device', deviceId)
  if (device === null || device.removedAt !== null) return null
  return { value: device.settings[name] ?? null, seq: device.edits[name]?.seq ?? null }
}

/** A field with its name. */
export interface NamedField extends FieldNow {
  readonly field: string
  readonly element?: string
}

/** The fields of an asset that people change; none of no asset. Keywords are those that are on it, or were. */
export function fieldsOfAsset(asset: Asset | null): readonly NamedField[] {
  if (asset === null) return []
  const { edits } = asset
  const marks = edits.keywords ?? {}
  const words = new Set([...(asset.keywords ?? []), ...Object.keys(marks)])
  const held = new Set(asset.keywords)
  // A deletion for good, and a merge, leave no mark of their own.
  const isMarked = asset.state === 'live' || asset.state === 'trashed'
  return [
    ...SAID.map((field) => ({
      field,
      value: asset[field] ?? UNSAID[field],
      seq: edits[field]?.seq ?? null,
    })),
    ...[...words].map((element) => ({
      field: 'keywords',
      element,
      value: held.has(element),
      // A keyword may be called like something that every object has.
      seq: Object.hasOwn(marks, element) ? (marks[element]?.seq ?? null) : null,
    })),
    ...fileFields(asset),
    { field: 'version', value: lookOf(asset), seq: edits.version?.seq ?? null },
    { field: 'state', value: asset.state, seq: isMarked ? (edits.state?.seq ?? null) : null },
  ]
}

/** Edited files that somebody has let go of or taken back: whether they are let go of. Others never were. */
function fileFields({ edits, droppedFiles }: Asset): readonly NamedField[] {
  const dropped = new Set<string>(droppedFiles?.map(({ sha256 }) => sha256))
  return Object.entries(edits.files ?? {}).map(([element, { seq }]) => ({
    field: 'dropped',
    element,
    value: dropped.has(element),
    seq,
  }))
}

/** What the server has made of a look is not what a person chose. */
function lookOf({ version }: Asset): CurrentVersion {
  if (version === undefined) return AS_TAKEN
  const { rev, recipe, sha256 } = version
  return { rev, recipe, sha256 }
}

const SAID = ['favourite', 'hidden', 'rating', 'caption', 'title', 'dated', 'located'] as const

/** The fields of an album that people change; none of no album. */
export function fieldsOfAlbum(album: Album | null): readonly NamedField[] {
  if (album === null) return []
  const { parentId, place, edits } = album
  return [
    ...ALBUM_FIELDS.map((field) => ({ field, value: album[field], seq: edits[field]?.seq ?? null })),
    { field: 'parent', value: { parentId, place }, seq: edits.parent?.seq ?? null },
  ]
}

const ALBUM_FIELDS = ['name', 'cover', 'sort', 'search', 'state'] as const

/** Whether and where an asset is in an album. What was never in it is not. */
export function entryField(entry: AlbumEntry | null): FieldNow {
  const value = entry?.isIn === true ? { isIn: true, place: entry.place } : { isIn: false }
  return { value, seq: entry?.edit.seq ?? null }
}

/** Whether two values of a field are the same; the order of a document's fields does not count. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isDocument(one) || !isDocument(other) || Array.isArray(one) !== Array.isArray(other)) return false
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => isSameValue(one[name], other[name]))
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
