import type { Album, Asset, BatchChange, DeviceRecord, FieldEdit, LibraryRecord } from '@rollcall/protocol'
import type { NamedField } from './field-of.ts'
import { entryField, fieldsOfAlbum, fieldsOfAsset, isSameValue } from './field-of.ts'
import { settingElement } from '../merge/set-device-setting.ts'
import type { RowChange } from './watch-draft.ts'

/** A change before anybody has said whether it met another. */
export type PlainChange = Pick<
  BatchChange,
  'assetId' | 'albumId' | 'field' | 'element' | 'before' | 'after' | 'seq'
>

/**
 * What changed in an asset, in words of people's fields. An edit that sets what was there already is a change too: it leaves a mark that
 * later edits are compared with. `files`: names of those that came to it; of an asset that is new, they are not told.
 */
export function changesOfAsset({ before, after }: RowChange<Asset>): readonly PlainChange[] {
  const { resources, droppedFiles = [] } = before ?? after
  const held = new Set([...resources, ...droppedFiles].map(({ sha256 }) => sha256))
  const added = after.resources.filter(({ sha256 }) => !held.has(sha256)).map(({ name }) => name)
  const target = { assetId: after.id }
  return [
    ...compareFields(target, fieldsOfAsset(before ?? blankOf(after)), fieldsOfAsset(after), {
      before: before?.seq ?? 0,
      after: after.seq,
    }),
    ...(added.length === 0
      ? []
      : [{ ...target, field: 'files', before: null, after: added, seq: after.seq }]),
  ]
}

/**
 * What changed in a record. Versions are told with their asset; a place that was only shortened is not told, nor is what came of a command:
 * that stands in the command itself.
 */
export function changesOfRecord({ before, after }: RowChange<LibraryRecord>): readonly PlainChange[] {
  const { seq } = after
  if (after.kind === 'album') return changesOfAlbum(before?.kind === 'album' ? before : null, after)
  if (after.kind === 'entry') {
    const { albumId, assetId } = after
    const held = before?.kind === 'entry' ? before : null
    const was = entryField(held)
    const is = entryField(after)
    if (!isMarkedAnew(held?.edit, after.edit) && (held?.isIn ?? false) === after.isIn) return []
    const fields = { before: was.value, after: is.value, seq: is.seq ?? seq }
    return [{ assetId, albumId, field: 'entry', ...fields }]
  }
  if (after.kind === 'hold' && before?.kind === 'hold' && before.state !== after.state)
    return [{ field: 'hold', element: after.key, before: before.state, after: after.state, seq }]
  if (after.kind === 'device') return changesOfDevice(before?.kind === 'device' ? before : null, after)
  if (after.kind === 'command' && !(before?.kind === 'command' && before.commandId === after.commandId))
    return [{ field: 'command', element: after.key, before: null, after: after.command, seq }]
  return []
}

function changesOfAlbum(before: Album | null, after: Album): readonly PlainChange[] {
  const { key: albumId, type, name, parentId, search, seq } = after
  if (before === null)
    return [{ albumId, field: 'album', before: null, after: { type, name, parentId, search }, seq }]
  const isMoved = isMarkedAnew(before.edits.parent, after.edits.parent) || before.parentId !== after.parentId
  const seqs = { before: before.seq, after: seq }
  const changes = compareFields({ albumId }, fieldsOfAlbum(before), fieldsOfAlbum(after), seqs)
  return changes.filter(({ field }) => field !== 'parent' || isMoved)
}

/** Settings that somebody chose; what nobody has chosen is null. */
function changesOfDevice(before: DeviceRecord | null, after: DeviceRecord): readonly PlainChange[] {
  return Object.entries(after.edits).flatMap(([name, edit]) => {
    if (!isMarkedAnew(before?.edits[name], edit)) return []
    const values = { before: before?.settings[name] ?? null, after: after.settings[name] ?? null }
    return [{ field: 'setting', element: settingElement(after.key, name), ...values, seq: edit.seq }]
  })
}

/** What waits in an outbox has no place in the feed of its own yet, so the time of an edit tells it from the one before. */
function isMarkedAnew(before: FieldEdit | undefined, after: FieldEdit | undefined): boolean {
  return (
    before?.seq !== after?.seq || before?.editedAt !== after?.editedAt || before?.clientId !== after?.clientId
  )
}

function compareFields(
  target: Pick<BatchChange, 'assetId' | 'albumId'>,
  before: readonly NamedField[],
  after: readonly NamedField[],
  rowSeq: { readonly before: number; readonly after: number },
): PlainChange[] {
  const known = new Map(before.map((field) => [idOf(field), field]))
  const changes: PlainChange[] = []
  for (const now of after) {
    const was = known.get(idOf(now)) ?? { value: false, seq: null }
    const isMarked = now.seq !== null && now.seq !== was.seq
    if (!isMarked && isSameValue(was.value, now.value)) continue
    const { field, element } = now
    changes.push({
      ...target,
      field,
      ...(element === undefined ? {} : { element }),
      before: was.value,
      after: now.value,
      // What was taken over from another asset brings the mark that it had there.
      seq: now.seq !== null && now.seq > rowSeq.before ? now.seq : rowSeq.after,
    })
  }
  return changes
}

function idOf({ field, element }: NamedField): string {
  return `${field} ${element ?? ''}`
}

/** An asset as it is when it has just been made: nothing is said of it. */
function blankOf(asset: Asset): Asset {
  const { id, no, seq, kind, primarySha256, takenAt, takenFrom, resources } = asset
  const made = { id, no, seq, kind, primarySha256, takenAt, takenFrom, resources }
  return {
    ...made,
    favourite: false,
    caption: '',
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: {},
  }
}
