import type { Database } from '@rollcall/platform-node'
import type { Asset, LibraryId, Sha256 } from '@rollcall/protocol'
import type { Run } from './columns.ts'
import { textOf } from './columns.ts'
import { droppedBefore, noteDropped, noteEarlierEdits } from './dropped-files.ts'
import type { LibraryReader } from './store.ts'
import { useOf } from './trash-reader.ts'
import type { ByteKind, TrashReader } from './trash-store.ts'

/**
 * The books of a library that every change of an asset or a blob moves: live assets, bytes by what they serve, what is on its way out.
 * They are kept in the turn that changes something, so they are never wrong and nothing is ever counted.
 */
export interface AssetBooks extends Pick<TrashReader, 'liveAssets' | 'bytesByKind'> {
  /** To be called around a change of an asset: `change` puts its row and, when told that they changed, its resources. */
  readonly aroundAsset: (asset: Asset, change: (filesChanged: boolean) => void) => void
  /** To be called around a change of a blob that moves its charge by `bytes`. */
  readonly aroundBlob: (sha256: Sha256, bytes: number, change: () => void) => void
  /** Takes a blob out of the books. Answers the charge that it had. To be called before its row goes. */
  readonly dropBlob: (sha256: Sha256) => number
  /** Writes the sums that moved. To be called once, just before the commit. */
  readonly flush: () => void
}

/** Opens the books within the running transaction. See `openLibraryWriter`. */
export function openAssetBooks(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
  run: Run,
  reader: Pick<LibraryReader, 'blob' | 'liveAssets' | 'bytesByKind'>,
): AssetBooks {
  const moved = new Map<string, number>()
  const move = (name: string, by: number) => {
    if (by !== 0) moved.set(name, (moved.get(name) ?? 0) + by)
  }
  const chargeOf = (sha256: Sha256) => {
    const blob = reader.blob(sha256)
    return blob?.state === 'durable' ? blob.bytes : 0
  }
  const kindOf = (sha256: Sha256) => {
    const row = database.prepare(KIND_OF).get(libraryId, sha256)
    return row === undefined ? null : textOf(row, 'kind')
  }

  function recount(sha256: Sha256): void {
    const before = kindOf(sha256)
    if (before === null) return
    const now = useOf(database, libraryId, sha256)
    if (now === before) return
    run('UPDATE blob SET kind = ?3 WHERE library_id = ?1 AND sha256 = ?2', sha256, now)
    const bytes = chargeOf(sha256)
    move(before, -bytes)
    move(now, bytes)
  }

  return {
    liveAssets: () => reader.liveAssets() + (moved.get('live') ?? 0),
    bytesByKind: () => plus(reader.bytesByKind(), moved),
    aroundAsset: (asset, change) => {
      const { id, state } = asset
      const row = database.prepare(STATE_OF).get(libraryId, id)
      const before = row === undefined ? null : textOf(row, 'state')
      const filesBefore = row === undefined ? [] : database.prepare(FILES_OF).all(libraryId, id).map(toFile)
      const files = new Set(filesOf(asset))
      const filesChanged = files.size !== filesBefore.length || filesBefore.some((file) => !files.has(file))
      const dropped = droppedBefore(database, libraryId, id)
      change(filesChanged)
      noteLeaving(run, asset, before)
      const leftOrBack = noteDropped(run, asset, dropped)
      const isEdit = (file: string) => file.startsWith('edit ')
      const hadEdits = filesBefore.some(isEdit)
      if (hadEdits || [...files].some(isEdit)) noteEarlierEdits(run, asset, hadEdits)
      move('live', (state === 'live' ? 1 : 0) - (before === 'live' ? 1 : 0))
      if (!filesChanged && state === before && asset.purgedAt === undefined && leftOrBack.length === 0) return
      const touched = [...files, ...filesBefore].map((file) => file.slice(file.indexOf(' ') + 1))
      for (const sha256 of new Set([...touched, ...leftOrBack])) recount(sha256 as Sha256)
    },
    aroundBlob: (sha256, bytes, change) => {
      change()
      const kind = kindOf(sha256)
      if (kind !== null) move(kind, bytes)
      recount(sha256)
    },
    dropBlob: (sha256) => {
      const kind = kindOf(sha256)
      const charge = chargeOf(sha256)
      if (kind !== null) move(kind, -charge)
      return charge
    },
    flush: () => {
      for (const [name, by] of moved) if (by !== 0) run(MOVE_TALLY, name, by)
      moved.clear()
    },
  }
}

function plus(bytes: Readonly<Record<ByteKind, number>>, moved: ReadonlyMap<string, number>) {
  const now = (kind: ByteKind) => bytes[kind] + (moved.get(kind) ?? 0)
  return {
    originals: now('originals'),
    edits: now('edits'),
    trash: now('trash'),
    quarantine: now('quarantine'),
    unnamed: now('unnamed'),
  }
}

/** The files of what became a part are those of the whole. */
function filesOf({ state, resources }: Asset): readonly string[] {
  return state === 'merged' ? [] : resources.map(({ role, sha256 }) => `${role} ${sha256}`)
}

function toFile(row: Parameters<typeof textOf>[0]): string {
  return `${textOf(row, 'role')} ${textOf(row, 'sha256')}`
}

/** Keeps the list of what is on its way out in step with an asset, which was in the state `before`; null: it was not there. */
function noteLeaving(run: Run, asset: Asset, before: string | null): void {
  const { id, state, purgeAt, deletedAt, purgedAt } = asset
  if (state === 'trashed') run(PUT_LEAVING, id, state, purgeAt ?? 0)
  else if (state === 'deleted' && purgedAt === undefined) run(PUT_LEAVING, id, state, deletedAt ?? 0)
  // Of what was purged just now, words stand in the journal.
  else if (state === 'deleted' && before === 'deleted') run(PUT_PURGED, id, purgedAt ?? 0)
  else if (before === 'trashed' || before === 'deleted')
    run('DELETE FROM leaving WHERE library_id = ? AND asset_id = ?', id)
}

const STATE_OF = 'SELECT state FROM asset WHERE library_id = ? AND asset_id = ?'

const FILES_OF = 'SELECT role, sha256 FROM resource WHERE library_id = ? AND asset_id = ?'

const KIND_OF = 'SELECT kind FROM blob WHERE library_id = ? AND sha256 = ?'

const MOVE_TALLY = `
  INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT (library_id, name) DO UPDATE SET value = value + excluded.value`

const PUT_PURGED = `
  UPDATE leaving SET state = 'purged', at = ?3, seen_at = 0 WHERE library_id = ?1 AND asset_id = ?2`

const PUT_LEAVING = `
  INSERT INTO leaving (library_id, asset_id, state, at) VALUES (?, ?, ?, ?)
  ON CONFLICT (library_id, asset_id) DO UPDATE SET
    seen_at = CASE WHEN state = excluded.state AND at = excluded.at THEN seen_at END,
    state = excluded.state, at = excluded.at`
