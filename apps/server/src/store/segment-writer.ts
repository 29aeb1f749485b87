import type { Asset, LibraryId } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import { monthOf, takenAtOf } from '@rollcall/sync'
import type { Run } from './columns.ts'
import { countOf, textOf } from './columns.ts'
import type { SegmentWriter } from './segment-store.ts'

/** Changes the segments of one library. */
export function createSegmentWriter(run: Run): SegmentWriter {
  return {
    putSegment: ({ tier, from, to, epoch, builtSeq, rows, sha256, bytes, rawBytes }) =>
      run(
        PUT_SEGMENT,
        ...[tier, from.at, from.no, to.at, to.no],
        ...[epoch, builtSeq, rows, sha256, bytes, rawBytes],
      ),
    restampSegment: (tier, from, builtSeq) => run(RESTAMP_SEGMENT, tier, from.at, from.no, builtSeq),
    dropSegment: (tier, from) => run(DROP_SEGMENT, tier, from.at, from.no),
  }
}

/** Counts an asset to its month, before its row is put: of a changed asset, the row still tells where it was. */
export function countInMonth(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
  run: Run,
  asset: Asset,
): void {
  const before = database.prepare(PLACE_BEFORE).get(libraryId, asset.id)
  const month = monthOf(takenAtOf(asset))
  const live = asset.state === 'live' ? 1 : 0
  const monthBefore = before === undefined ? null : monthOf(countOf(before, 'taken_at'))
  const liveBefore = before !== undefined && textOf(before, 'state') === 'live' ? 1 : 0
  if (monthBefore === month) {
    run(COUNT_MONTH, month, 0, live - liveBefore, asset.seq)
    return
  }
  if (monthBefore !== null) run(COUNT_MONTH, monthBefore, -1, -liveBefore, asset.seq)
  run(COUNT_MONTH, month, 1, live, asset.seq)
}

const PUT_SEGMENT = `
  INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (library_id, tier, from_at, from_no) DO UPDATE SET
    to_at = excluded.to_at, to_no = excluded.to_no, epoch = excluded.epoch, built_seq = excluded.built_seq,
    rows = excluded.rows, sha256 = excluded.sha256, bytes = excluded.bytes, raw_bytes = excluded.raw_bytes`

const RESTAMP_SEGMENT = `
  UPDATE segment SET built_seq = ?5 WHERE library_id = ?1 AND tier = ?2 AND from_at = ?3 AND from_no = ?4`

const DROP_SEGMENT = 'DELETE FROM segment WHERE library_id = ? AND tier = ? AND from_at = ? AND from_no = ?'

const PLACE_BEFORE = 'SELECT taken_at, state FROM asset WHERE library_id = ? AND asset_id = ?'

const COUNT_MONTH = `
  INSERT INTO asset_month VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (library_id, month) DO UPDATE SET
    assets = assets + excluded.assets, live = live + excluded.live, touched_seq = excluded.touched_seq`
