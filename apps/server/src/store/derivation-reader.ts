import type { Database } from '@rollcall/platform-node'
import type { DerivativeKind } from '@rollcall/media'
import type { AssetId, LibraryId, Recipe, Resource, Sha256 } from '@rollcall/protocol'
import type { Row } from './columns.ts'
import { assetOf, countOf, textOf } from './columns.ts'
import type { DerivationRow, DerivationWork, DerivativeRow, LibraryReader, RenditionRow } from './store.ts'

type DerivationReader = Pick<
  LibraryReader,
  | 'derivationWork'
  | 'derivationWorkOf'
  | 'derivation'
  | 'derivative'
  | 'derivatives'
  | 'renditionsOf'
  | 'assetsWithRendition'
  | 'assetsWithPairingKey'
>

/** Answers what is known of the originals of a library, and what is still to be found out. See `createLibraryReader`. */
export function createDerivationReader(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
): DerivationReader {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(libraryId, ...parameters)
  const first = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).get(libraryId, ...parameters) ?? null

  return {
    derivationWork: (version, now, limit, streamLimit) => {
      // Somebody who has just edited a photo is looking at it.
      const looks = all(LOOK_WORK, version, now, limit).map(lookWorkOf)
      const originals = all(STILLS_WORK, version, now, limit).map((row) => workOf(row, 'stills'))
      const stills = [...looks, ...originals].slice(0, limit)
      const room = Math.min(limit - stills.length, streamLimit)
      const streams = room > 0 ? all(STREAM_WORK, version, now, room).map((row) => workOf(row, 'stream')) : []
      const pictures = [...stills, ...streams]
      if (pictures.length >= limit) return pictures
      const hashes = all(HASH_WORK, version, now, limit - pictures.length)
      return [...pictures, ...hashes.map((row) => workOf(row, 'look_hash'))]
    },
    derivationWorkOf: (sha256, version, now) => {
      const row = first(WORK_OF, now, sha256)
      if (row === null) {
        const look = first(LOOK_WORK_OF, version, now, sha256)
        return look === null ? null : lookWorkOf(look)
      }
      if (countOf(row, 'derived_version') < version) return workOf(row, 'stills')
      return countOf(row, 'stream_due') === 1 ? workOf(row, 'stream') : null
    },
    derivation: (sha256) => {
      const row = first('SELECT body FROM derivation WHERE library_id = ? AND sha256 = ?', sha256)
      return row === null ? null : (JSON.parse(textOf(row, 'body')) as DerivationRow)
    },
    derivative: (sha256, kind) => {
      const row = first(`${DERIVATIVES} AND kind = ?`, sha256, kind)
      return row === null ? null : derivativeOf(row)
    },
    derivatives: (sha256) => all(DERIVATIVES, sha256).map(derivativeOf),
    renditionsOf: (assetId) =>
      all('SELECT * FROM rendition WHERE library_id = ? AND asset_id = ? ORDER BY seq DESC', assetId).map(
        renditionOf,
      ),
    assetsWithRendition: (renderId) => all(ASSETS_WITH_RENDITION, renderId).map(assetOf),
    assetsWithPairingKey: (key, limit) => all(ASSETS_WITH_KEY, key, limit).map(assetOf),
  }
}

/*
 * SQLite keeps no statistics here and would take any index that begins with the library: joins are in the order written
 * (CROSS JOIN) and name their index where a wrong one would read the whole library.
 */

const workFrom = (index: string) => `
  SELECT blob.sha256, blob.bytes, blob.derived_version, blob.stream_due, blob.derive_attempts,
    (SELECT asset.body FROM resource INDEXED BY resource_by_sha256 CROSS JOIN asset USING (library_id, asset_id)
      WHERE resource.library_id = blob.library_id AND resource.sha256 = blob.sha256
      ORDER BY asset.no LIMIT 1) AS body
  FROM blob ${index}
  WHERE blob.library_id = ?`

/** What no asset names cannot be shown, and has no name to go by. */
const NAMED = `EXISTS (
  SELECT 1 FROM resource INDEXED BY resource_by_sha256 WHERE resource.library_id = blob.library_id AND resource.sha256 = blob.sha256)`

const STILLS_WORK = `${workFrom('INDEXED BY blob_to_derive')}
  AND blob.derived_version < ? AND blob.derive_after <= ? AND blob.state = 'durable' AND ${NAMED}
  ORDER BY blob.derived_version, blob.verified_at DESC LIMIT ?`

const STREAM_WORK = `${workFrom('INDEXED BY blob_to_stream')}
  AND blob.stream_due = 1 AND blob.derived_version >= ? AND blob.derive_after <= ? AND blob.state = 'durable' AND ${NAMED}
  ORDER BY blob.verified_at DESC LIMIT ?`

const HASH_WORK = `${workFrom('INDEXED BY blob_to_look')}
  AND blob.look_due = 1 AND blob.derived_version >= ? AND blob.derive_after <= ? AND blob.state = 'durable' AND ${NAMED} LIMIT ?`

const WORK_OF = `${workFrom('')} AND blob.derive_after <= ? AND blob.state = 'durable' AND blob.sha256 = ? AND ${NAMED}`

const lookWorkFrom = (index: string) => `
  SELECT rendition.render_id, rendition.sha256, rendition.recipe, rendition.derive_attempts, blob.bytes, asset.body
  FROM rendition INDEXED BY ${index} CROSS JOIN blob USING (library_id, sha256)
    CROSS JOIN asset USING (library_id, asset_id)
  WHERE rendition.library_id = ? AND rendition.derived_version < ? AND rendition.derive_after <= ?
    AND blob.state = 'durable'`

const LOOK_WORK = `${lookWorkFrom('rendition_to_derive')} ORDER BY rendition.derived_version, rendition.seq DESC LIMIT ?`

const LOOK_WORK_OF = `${lookWorkFrom('rendition_by_id')} AND rendition.render_id = ? LIMIT 1`

const ASSETS_WITH_RENDITION = `
  SELECT asset.body FROM rendition INDEXED BY rendition_by_id CROSS JOIN asset USING (library_id, asset_id)
  WHERE rendition.library_id = ? AND rendition.render_id = ?
  ORDER BY asset.no`

const DERIVATIVES = 'SELECT * FROM derivative WHERE library_id = ? AND sha256 = ?'

const ASSETS_WITH_KEY = `
  SELECT asset.body FROM pairing_key CROSS JOIN asset USING (library_id, asset_id)
  WHERE pairing_key.library_id = ? AND pairing_key.pairing_key = ?
  ORDER BY asset.no LIMIT ?`

function workOf(row: Row, wants: DerivationWork['wants']): DerivationWork {
  const sha256 = textOf(row, 'sha256') as Sha256
  return { sha256, look: null, wants, ...fileOf(row, sha256) }
}

function lookWorkOf(row: Row): DerivationWork {
  const sha256 = textOf(row, 'sha256') as Sha256
  const look = { sha256, recipe: recipeOf(row) }
  return { sha256: textOf(row, 'render_id') as Sha256, look, wants: 'stills', ...fileOf(row, sha256) }
}

/** What a file is called, by an asset that has it. */
function fileOf(row: Row, sha256: Sha256): Omit<DerivationWork, 'sha256' | 'look' | 'wants'> {
  const isIt = (resource: Resource) => resource.sha256 === sha256
  const resource = assetOf(row).resources.find(isIt)
  return {
    bytes: countOf(row, 'bytes'),
    attempts: countOf(row, 'derive_attempts'),
    name: resource?.name ?? sha256,
    modifiedAt: resource?.modifiedAt ?? 0,
  }
}

function renditionOf(row: Row): RenditionRow {
  return {
    assetId: textOf(row, 'asset_id') as AssetId,
    renderId: textOf(row, 'render_id') as Sha256,
    sha256: textOf(row, 'sha256') as Sha256,
    recipe: recipeOf(row),
    seq: countOf(row, 'seq'),
  }
}

function recipeOf(row: Row): Recipe {
  return JSON.parse(textOf(row, 'recipe')) as Recipe
}

function derivativeOf(row: Row): DerivativeRow {
  return {
    sha256: textOf(row, 'sha256') as Sha256,
    kind: textOf(row, 'kind') as DerivativeKind,
    version: countOf(row, 'version'),
    mime: textOf(row, 'mime'),
    bytes: countOf(row, 'bytes'),
    width: countOf(row, 'width'),
    height: countOf(row, 'height'),
    digest: textOf(row, 'digest'),
    file: textOf(row, 'file'),
    position: countOf(row, 'position'),
  }
}
