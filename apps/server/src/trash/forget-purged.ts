import type { AssetId, LibraryId } from '@rollcall/protocol'
import { followMerges, forgetWords } from '@rollcall/sync'
import { draftOf } from '../library/draft-of.ts'
import type { LibraryReader, LibraryWriter } from '../store/store.ts'
import { writeAndPoke } from '../uploads/write-and-poke.ts'
import { forgetSaid } from './forget-said.ts'
import type { TrashPorts } from './trash-ports.ts'

/*
 * What was said of a purged photo stands in the journal too, in its versions, and in the outcomes of mutations, and goes from there as well.
 * The purge leaves the photo in the list of what is on
 * its way out (`leaving`, as `purged`); the journal is gone through for all of these together, some rows a turn, and only then they are
 * taken off the list. Killed anywhere, the next round goes through it again.
 */

/** Purged photos that one way through the journal forgets. */
const ASSETS_A_WAY = 5_000

/** Rows of the journal in one turn: of 128 KB each at the most. */
const ROWS_A_TURN = 20

/** Rows that one way looks at: more than a library keeps. */
const ROWS_MAX = 20_000

/** Purged photos that are taken off the list in one turn. */
const ENDED_A_TURN = 500

/**
 * Forgets what the journal tells of photos that were purged [S109], and their versions and outcomes [S77]. Answers how many photos that were; 0 when it was stopped on the way.
 * Rejects when the store does.
 */
export async function forgetPurged(
  ports: Pick<TrashPorts, 'store' | 'notifier'>,
  libraryId: LibraryId,
  isStopped: () => boolean,
): Promise<number> {
  const purged = await ports.store.read(libraryId, (reader) => {
    const everything = { at: Number.MAX_SAFE_INTEGER, seenAt: Number.MAX_SAFE_INTEGER }
    return reader.leavingSince('purged', everything, ASSETS_A_WAY).map(({ assetId }) => assetId)
  })
  if (purged.length === 0) return 0
  let place: string | null = ''
  for (let looked = 0; place !== null && looked < ROWS_MAX; looked += ROWS_A_TURN) {
    if (isStopped()) return 0
    const from: string = place
    const found = await ports.store.read(libraryId, (reader) => rowsAfter(reader, from))
    if (found.hasWords) await writeAndPoke(ports, libraryId, (writer) => forgetRows(writer, from))
    place = found.last
  }
  for (let from = 0; from < purged.length; from += ENDED_A_TURN) {
    if (isStopped()) return 0
    await forgetSaid(ports, libraryId, purged.slice(from, from + ENDED_A_TURN))
  }
  for (let from = 0; from < purged.length; from += ENDED_A_TURN)
    await ports.store.write(libraryId, (writer) => {
      for (const assetId of purged.slice(from, from + ENDED_A_TURN)) writer.endLeaving(assetId)
    })
  return purged.length
}

/** Looked at outside of a turn, since most rows tell of nothing that is gone. */
function rowsAfter(reader: LibraryReader, place: string) {
  const rows = reader.journalAfter(place, ROWS_A_TURN)
  const hasWords = rows.some(({ batch }) => forgetWords(batch, isPurgedIn(reader)) !== null)
  return { hasWords, last: rows.at(-1)?.place ?? null }
}

function forgetRows(writer: LibraryWriter, place: string): void {
  const draft = draftOf(writer)
  for (const { batch } of writer.journalAfter(place, ROWS_A_TURN)) {
    const without = forgetWords(batch, isPurgedIn(writer))
    if (without !== null) draft.putRecord({ ...without, seq: draft.nextSeq() })
  }
}

/** Whether a photo is purged, by itself or as a part of one; not one that was imported again since. */
function isPurgedIn(reader: Pick<LibraryReader, 'asset'>): (assetId: AssetId) => boolean {
  const known = new Map<AssetId, boolean>()
  return (assetId) => {
    const isPurged = known.get(assetId) ?? isPurgedNow(reader, assetId)
    known.set(assetId, isPurged)
    return isPurged
  }
}

function isPurgedNow(reader: Pick<LibraryReader, 'asset'>, assetId: AssetId): boolean {
  const whole = followMerges(reader, assetId)
  return whole?.state === 'deleted' && whole.purgedAt !== undefined
}
