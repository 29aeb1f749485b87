import type { Run } from './columns.ts'
import type { LibraryWriter } from './store.ts'

type DerivationWriter = Pick<
  LibraryWriter,
  | 'putRendition'
  | 'dropRendition'
  | 'claimDerivation'
  | 'postponeDerivation'
  | 'releaseDerivation'
  | 'putDerivation'
  | 'putLookHash'
  | 'putDerivative'
  | 'forgetDerivation'
  | 'putPairingKey'
>

/** Changes what is known of the originals of a library. See `openLibraryWriter`. */
export function createDerivationWriter(run: Run): DerivationWriter {
  return {
    putRendition: ({ assetId, renderId, sha256, recipe, seq }) =>
      run(PUT_RENDITION, assetId, renderId, sha256, JSON.stringify(recipe), seq),
    dropRendition: (assetId, renderId) => {
      run(DROP_RENDITION, assetId, renderId)
      for (const table of ['derivative', 'derivation']) run(dropOrphan(table), renderId)
    },
    claimDerivation: (sha256, until) => {
      for (const table of WORK_TABLES) run(claim(table), sha256, until)
    },
    postponeDerivation: (sha256, after) => {
      for (const table of WORK_TABLES) run(postpone(table), sha256, after)
    },
    releaseDerivation: (sha256, after) => {
      for (const table of WORK_TABLES) run(release(table), sha256, after)
    },
    putDerivation: (sha256, derivation, streamDue) => {
      run(PUT_DERIVATION, sha256, JSON.stringify(derivation))
      for (const table of WORK_TABLES) run(markDerived(table), sha256, derivation.version)
      run(MARK_STREAM, sha256, streamDue ? 1 : 0)
      if (derivation.lookHash !== undefined) run(MARK_HASHED, sha256)
    },
    putLookHash: (sha256, lookHash) => {
      run(PUT_LOOK_HASH, sha256, lookHash)
      run(MARK_HASHED, sha256)
    },
    putDerivative: ({ sha256, kind, version, mime, bytes, width, height, digest, file, position }) =>
      run(PUT_DERIVATIVE, sha256, kind, version, mime, bytes, width, height, digest, file, position),
    forgetDerivation: (sha256, which) => {
      run(which === 'stream' ? DROP_STREAM : DROP_STILLS, sha256)
      if (which === 'stream') run(MARK_STREAM, sha256, 1)
      else for (const forget of FORGET_STILLS) run(forget, sha256)
    },
    putPairingKey: (key, assetId) =>
      run('INSERT INTO pairing_key VALUES (?, ?, ?) ON CONFLICT DO NOTHING', key, assetId),
  }
}

/* Parameters are numbered: the library, the hash, then the values. */

/** What is worked on: an original by its hash, a look by its render id. One is never the other. */
const WORK_TABLES = ['blob', 'rendition'] as const

type WorkTable = (typeof WORK_TABLES)[number]

const ofWork = (table: WorkTable) =>
  `WHERE library_id = ?1 AND ${table === 'blob' ? 'sha256' : 'render_id'} = ?2`

const claim = (table: WorkTable) =>
  `UPDATE ${table} SET derive_after = ?3, derive_attempts = derive_attempts + 1 ${ofWork(table)}`

const postpone = (table: WorkTable) => `UPDATE ${table} SET derive_after = ?3 ${ofWork(table)}`

const release = (table: WorkTable) =>
  `UPDATE ${table} SET derive_after = ?3, derive_attempts = MAX(0, derive_attempts - 1) ${ofWork(table)}`

const markDerived = (table: WorkTable) =>
  `UPDATE ${table} SET derived_version = ?3, derive_attempts = 0, derive_after = 0 ${ofWork(table)}`

/** With an original that proved to be wrong, so did the looks that were made of it. */
const FORGET_STILLS = [
  ...WORK_TABLES.map((table) => `UPDATE ${table} SET derived_version = 0 ${ofWork(table)}`),
  'UPDATE rendition SET derived_version = 0 WHERE library_id = ?1 AND sha256 = ?2',
]

const MARK_STREAM = 'UPDATE blob SET stream_due = ?3 WHERE library_id = ?1 AND sha256 = ?2'

const MARK_HASHED = `
  UPDATE blob SET look_due = 0, derive_attempts = 0, derive_after = 0 WHERE library_id = ?1 AND sha256 = ?2`

const PUT_LOOK_HASH = `
  UPDATE derivation SET body = json_set(body, '$.lookHash', ?3) WHERE library_id = ?1 AND sha256 = ?2`

/** What is made already, since another asset has the look, is not work again. */
const PUT_RENDITION = `
  INSERT INTO rendition (library_id, asset_id, render_id, sha256, recipe, seq, derived_version)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6,
    COALESCE((SELECT MAX(derived_version) FROM rendition INDEXED BY rendition_by_id WHERE library_id = ?1 AND render_id = ?3), 0))
  ON CONFLICT DO NOTHING`

const DROP_RENDITION = 'DELETE FROM rendition WHERE library_id = ? AND asset_id = ? AND render_id = ?'

/** Nothing is left over of a look that no asset has. */
const dropOrphan = (table: string) => `
  DELETE FROM ${table} WHERE library_id = ?1 AND sha256 = ?2
    AND NOT EXISTS (SELECT 1 FROM rendition WHERE library_id = ?1 AND render_id = ?2)`

const PUT_DERIVATION = `
  INSERT INTO derivation VALUES (?1, ?2, ?3) ON CONFLICT (library_id, sha256) DO UPDATE SET body = excluded.body`

const PUT_DERIVATIVE = `
  INSERT INTO derivative VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (library_id, sha256, kind) DO UPDATE SET
    version = excluded.version, mime = excluded.mime, bytes = excluded.bytes, width = excluded.width,
    height = excluded.height, digest = excluded.digest, file = excluded.file, position = excluded.position`

const DROP_STILLS = "DELETE FROM derivative WHERE library_id = ?1 AND sha256 = ?2 AND kind <> 'stream'"

const DROP_STREAM = "DELETE FROM derivative WHERE library_id = ?1 AND sha256 = ?2 AND kind = 'stream'"
