import { isSidecarOf } from '@rollcall/media'
import type { AssetId, DeclaredResource, Intent, Sha256 } from '@rollcall/protocol'
import type { PickedFile, ReadFile } from './picked-file.ts'
import { isRead } from './picked-file.ts'

/*
 * How picked files become photos. The two halves of a Live Photo that were picked together, and a photo with the notes beside it, are one
 * photo: its picture comes first and gives it its id, the others are declared with it. Whatever is not picked together finds each other on
 * the server.
 */

/** What a file is declared as, or that it waits for the file that comes first. */
export type Declaration =
  | {
      readonly kind: 'declare'
      readonly assetId: AssetId
      readonly intent: Extract<Intent, { op: 'create' }>
    }
  | { readonly kind: 'wait' }

/**
 * How to declare `row`, whose bytes are durable. `others` are the rows picked with it. `assetIdOf` gives the id that follows from an
 * original.
 */
export function declarePicked(
  row: ReadFile,
  others: Iterable<PickedFile>,
  assetIdOf: (sha256: Sha256) => AssetId,
): Declaration {
  const owner = ownerOf(row, others)
  if (owner !== null && owner.stage.kind === 'to_upload' && !needsSomebody(owner)) return { kind: 'wait' }
  const first = owner !== null && owner.stage.kind !== 'to_upload' ? owner : row
  const rest = first === row ? [] : [row]
  const assetId = assetIdOf(first.stage.sha256)
  return {
    kind: 'declare',
    assetId,
    intent: {
      op: 'create',
      args: {
        assetId,
        copyNo: 0,
        kind: first.stage.assetKind,
        takenAt: first.stage.takenAt,
        takenFrom: first.stage.takenFrom,
        resources: [first, ...rest].map(resourceOf),
        source: 'explicit',
      },
    },
  }
}

/** The file of the same pick that this one is a part of; null when it stands for itself. */
function ownerOf(row: ReadFile, others: Iterable<PickedFile>): ReadFile | null {
  const { assetKind, liveKey } = row.stage
  if (assetKind === 'photo') return null
  const owners: ReadFile[] = []
  for (const other of others) {
    if (other.id === row.id || other.pick !== row.pick || !isRead(other)) continue
    const isHalf =
      assetKind === 'video' &&
      liveKey !== null &&
      other.stage.assetKind === 'photo' &&
      other.stage.liveKey === liveKey
    const isNoted =
      assetKind === 'sidecar' && other.stage.assetKind !== 'sidecar' && isSidecarOf(row.name, other.name)
    if (isHalf || isNoted) owners.push(other)
  }
  // Of several with the same name, out of several folders, nobody knows which one is meant.
  return owners.length === 1 ? (owners[0] ?? null) : null
}

/** A try that ended without success may take long to be mended; nobody waits for that. */
function needsSomebody({ attempt }: PickedFile): boolean {
  return attempt !== null
}

function resourceOf({ name, bytes, modifiedAt, stage }: ReadFile): DeclaredResource {
  const { sha256, mime, assetKind } = stage
  const role = assetKind === 'video' ? 'motion' : assetKind === 'sidecar' ? 'sidecar' : 'still'
  return { role, sha256, bytes, name, mime, modifiedAt }
}
