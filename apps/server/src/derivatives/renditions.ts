import { createHash } from 'node:crypto'
import { lookOf, renderTextOf } from '@rollcall/media'
import type { Asset, AssetId, Recipe, Sha256 } from '@rollcall/protocol'
import { sha256Schema } from '@rollcall/protocol'
import type { DerivativeRow, LibraryReader, LibraryWriter } from '../store/store.ts'

/**
 * The render id of how an asset looks now, by which the derivatives of that look are kept and fetched: see `renderTextOf` in media. Null
 * when it looks as one of its files does, which has derivatives of its own.
 */
export function renderIdOfAsset(asset: Pick<Asset, 'primarySha256' | 'version'>): Sha256 | null {
  const { sha256, recipe } = lookOf(asset)
  return recipe === null ? null : renderIdOf(sha256, recipe)
}

/**
 * Makes work of how an asset looks now, unless that is made already; earlier looks that were never made are work no more. To be called
 * whenever the version of an asset changes, in the same turn; again, it changes nothing.
 */
export function noteRendition(writer: LibraryWriter, asset: Asset): void {
  const { sha256, recipe } = lookOf(asset)
  const renderId = recipe === null ? null : renderIdOf(sha256, recipe)
  for (const earlier of writer.renditionsOf(asset.id)) {
    const isMade = writer.derivation(earlier.renderId) !== null
    if (earlier.renderId !== renderId && !isMade) writer.dropRendition(asset.id, earlier.renderId)
  }
  if (recipe === null || renderId === null) return
  writer.putRendition({ assetId: asset.id, renderId, sha256, recipe, seq: asset.seq })
}

/**
 * Forgets the looks that an asset was given, but for one. Answers what nobody in the library needs any more, whose files are to be noted
 * for removal (`putRemoval`) in the same turn.
 */
export function dropRenditions(
  writer: LibraryWriter,
  assetId: AssetId,
  except: Sha256 | null,
): readonly DerivativeRow[] {
  const dropped: DerivativeRow[] = []
  for (const { renderId } of writer.renditionsOf(assetId)) {
    if (renderId === except) continue
    const derivatives = writer.derivatives(renderId)
    writer.dropRendition(assetId, renderId)
    if (!isKept(writer, renderId)) dropped.push(...derivatives)
  }
  return dropped
}

function renderIdOf(sha256: Sha256, recipe: Recipe): Sha256 {
  return sha256Schema.parse(createHash('sha256').update(renderTextOf(sha256, recipe)).digest('hex'))
}

function isKept(reader: LibraryReader, renderId: Sha256): boolean {
  return reader.assetsWithRendition(renderId).length > 0
}
