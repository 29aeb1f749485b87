import type { Run } from './columns.ts'
import type { LibraryReader } from './store.ts'
import type { TrashWriter } from './trash-store.ts'

/**
 * Changes what is leaving a library. `release` takes a blob out of the books and gives its charge back. See `openLibraryWriter`.
 */
export function createTrashWriter(
  run: Run,
  reader: Pick<LibraryReader, 'derivatives'>,
  release: TrashWriter['dropBlob'],
): TrashWriter {
  const putRemoval: TrashWriter['putRemoval'] = ({ sha256, derivative }) =>
    run('INSERT INTO removal VALUES (?, ?, ?) ON CONFLICT DO NOTHING', sha256, derivative ?? '')

  return {
    putSeen: (assetId, seenAt) =>
      run('UPDATE leaving SET seen_at = ?3 WHERE library_id = ?1 AND asset_id = ?2', assetId, seenAt),
    endLeaving: (assetId) =>
      run("DELETE FROM leaving WHERE library_id = ? AND asset_id = ? AND state = 'purged'", assetId),
    putDeparture: ({ at, clientId, assetId, isHeld }) =>
      run(PUT_DEPARTURE, clientId, assetId, at, isHeld ? 1 : 0),
    forgetDepartures: (upTo, now) => run(FORGET_DEPARTURES, upTo, now),
    dropPairingKeys: (assetId) =>
      run('DELETE FROM pairing_key WHERE library_id = ? AND asset_id = ?', assetId),
    putRemoval,
    dropRemoval: ({ sha256, derivative }) => run(DROP_REMOVAL, sha256, derivative ?? ''),
    dropBlob: (sha256) => {
      release(sha256)
      for (const { file } of reader.derivatives(sha256)) putRemoval({ sha256, derivative: file })
      putRemoval({ sha256, derivative: null })
      for (const table of ['blob', 'derivation', 'derivative'])
        run(`DELETE FROM ${table} WHERE library_id = ? AND sha256 = ?`, sha256)
    },
  }
}

const PUT_DEPARTURE = `
  INSERT INTO departure (library_id, client_id, asset_id, at, is_held) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (library_id, client_id, asset_id) DO UPDATE SET at = excluded.at, is_held = excluded.is_held`

const DROP_REMOVAL = 'DELETE FROM removal WHERE library_id = ? AND sha256 = ? AND derivative = ?'

const FORGET_DEPARTURES = 'DELETE FROM departure WHERE library_id = ?1 AND (at <= ?2 OR at > ?3)'
