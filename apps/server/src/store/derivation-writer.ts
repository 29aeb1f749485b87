import type { Run } from './columns.ts'
import type { LibraryWriter } from './store.ts'

type DerivationWriter = Pick<
  LibraryWriter,
  | 'claimDerivation'
  | 'postponeDerivation'
  | 'releaseDerivation'
  | 'putDerivation'
  | 'putDerivative'
  | 'forgetDerivation'
  | 'putPairingKey'
>

/** Changes what is known of the originals of a library. See `openLibraryWriter`. */
export function createDerivationWriter(run: Run): DerivationWriter {
  return {
    claimDerivation: (sha256, until) => run(CLAIM, sha256, until),
    postponeDerivation: (sha256, after) => run(POSTPONE, sha256, after),
    releaseDerivation: (sha256, after) => run(RELEASE, sha256, after),
    putDerivation: (sha256, derivation, streamDue) => {
      run(PUT_DERIVATION, sha256, JSON.stringify(derivation))
      run(MARK_DERIVED, sha256, derivation.version, streamDue ? 1 : 0)
    },
    putDerivative: ({ sha256, kind, version, mime, bytes, width, height, digest, file, position }) =>
      run(PUT_DERIVATIVE, sha256, kind, version, mime, bytes, width, height, digest, file, position),
    forgetDerivation: (sha256, which) => {
      run(which === 'stream' ? DROP_STREAM : DROP_STILLS, sha256)
      run(which === 'stream' ? FORGET_STREAM : FORGET_STILLS, sha256)
    },
    putPairingKey: (key, assetId) =>
      run('INSERT INTO pairing_key VALUES (?, ?, ?) ON CONFLICT DO NOTHING', key, assetId),
  }
}

/* Parameters are numbered: the library, the hash, then the values. */

const CLAIM = `
  UPDATE blob SET derive_after = ?3, derive_attempts = derive_attempts + 1 WHERE library_id = ?1 AND sha256 = ?2`

const POSTPONE = 'UPDATE blob SET derive_after = ?3 WHERE library_id = ?1 AND sha256 = ?2'

const RELEASE = `
  UPDATE blob SET derive_after = ?3, derive_attempts = MAX(0, derive_attempts - 1)
  WHERE library_id = ?1 AND sha256 = ?2`

const PUT_DERIVATION = `
  INSERT INTO derivation VALUES (?1, ?2, ?3) ON CONFLICT (library_id, sha256) DO UPDATE SET body = excluded.body`

const MARK_DERIVED = `
  UPDATE blob SET derived_version = ?3, stream_due = ?4, derive_attempts = 0, derive_after = 0
  WHERE library_id = ?1 AND sha256 = ?2`

const PUT_DERIVATIVE = `
  INSERT INTO derivative VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (library_id, sha256, kind) DO UPDATE SET
    version = excluded.version, mime = excluded.mime, bytes = excluded.bytes, width = excluded.width,
    height = excluded.height, digest = excluded.digest, file = excluded.file, position = excluded.position`

const DROP_STILLS = "DELETE FROM derivative WHERE library_id = ?1 AND sha256 = ?2 AND kind <> 'stream'"

const DROP_STREAM = "DELETE FROM derivative WHERE library_id = ?1 AND sha256 = ?2 AND kind = 'stream'"

const FORGET_STILLS = 'UPDATE blob SET derived_version = 0 WHERE library_id = ?1 AND sha256 = ?2'

const FORGET_STREAM = 'UPDATE blob SET stream_due = 1 WHERE library_id = ?1 AND sha256 = ?2'
