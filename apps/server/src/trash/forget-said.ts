import { hmacSha256 } from '@rollcall/platform-node'
import type { AssetId, LibraryId, Version } from '@rollcall/protocol'
import { assetIdOf, followMerges, forgetLook, forgetValues, versionsOf } from '@rollcall/sync'
import { draftOf } from '../library/draft-of.ts'
import type { LibraryReader, LibraryWriter } from '../store/store.ts'
import { writeAndPoke } from '../uploads/write-and-poke.ts'
import type { TrashPorts } from './trash-ports.ts'

/** Rows that one turn changes. */
const ROWS_A_TURN = 200

/** Turns of one way; what is left then stays on the list for the next round. */
const TURNS_MAX = 500

/**
 * Forgets what versions and outcomes tell of photos that were purged [S77], turn by turn, and of the parts that were merged into them. Not of
 * one that was imported again since. Killed anywhere and run again, it goes on. Rejects when the store does.
 */
export async function forgetSaid(
  ports: Pick<TrashPorts, 'store' | 'notifier'>,
  libraryId: LibraryId,
  purged: readonly AssetId[],
): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const said = await ports.store.read(libraryId, (reader) => saidOf(reader, purged))
    if (said.length === 0) return
    await writeAndPoke(ports, libraryId, (writer) => forgetIn(writer, said))
  }
  throw new Error('Cannot forget what was said of purged photos: there is more than a round can do')
}

/** The first photos of these, with their parts, of which something is left: as many as have together what one turn changes. */
function saidOf(reader: LibraryReader, purged: readonly AssetId[]): readonly AssetId[] {
  const found: AssetId[] = []
  let rows = 0
  for (const assetId of purged) {
    for (const id of [assetId, ...partsOf(reader, assetId)]) {
      const count = rowsOf(reader, id).length
      if (count === 0) continue
      found.push(id)
      rows += count
      if (rows >= ROWS_A_TURN) return found
    }
  }
  return found
}

function forgetIn(writer: LibraryWriter, assetIds: readonly AssetId[]): void {
  const draft = draftOf(writer)
  let room = ROWS_A_TURN
  for (const row of assetIds.flatMap((id) => rowsOf(writer, id))) {
    if (room-- === 0) return
    if (row.kind === 'version') draft.putRecord({ ...row.forgotten, seq: draft.nextSeq() })
    else writer.putOutcome({ ...row.told, outcome: forgetValues(row.told.outcome) }, null)
  }
}

type Row =
  | { readonly kind: 'version'; readonly forgotten: Version }
  | { readonly kind: 'outcome'; readonly told: ReturnType<LibraryReader['outcomesAbout']>[number] }

/** What tells of a photo that is purged now, the first so many. */
function rowsOf(reader: LibraryReader, assetId: AssetId): readonly Row[] {
  const whole = followMerges(reader, assetId)
  if (whole?.state !== 'deleted' || whole.purgedAt === undefined) return []
  const versions = reader.recordsIn(versionsOf(assetId)).flatMap((record): Row[] => {
    const forgotten = record.kind === 'version' ? forgetLook(record) : null
    return forgotten === null ? [] : [{ kind: 'version', forgotten }]
  })
  const outcomes = reader.outcomesAbout(assetId, ROWS_A_TURN).map((told): Row => ({ kind: 'outcome', told }))
  return [...versions, ...outcomes].slice(0, ROWS_A_TURN)
}

/** The parts that were merged into a purged photo. */
function partsOf(reader: LibraryReader, assetId: AssetId): readonly AssetId[] {
  const { resources = [], droppedFiles = [] } = reader.asset(assetId) ?? {}
  const { idKey } = reader.library()
  const ids = [...resources, ...droppedFiles].map(({ sha256 }) => assetIdOf(idKey, sha256, 0, hmacSha256))
  return [...new Set(ids)].filter((id) => id !== assetId && reader.asset(id)?.state === 'merged')
}
