import type {
  Asset,
  AssetId,
  DeclaredResource,
  Mutation,
  MutationOutcome,
  Resource,
} from '@rollcall/protocol'
import { RESOURCES_MAX } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'
import { mergeAssets } from './merge-assets.ts'
import { reviveAsset } from './restore-asset.ts'
import { droppedFileOf, withFileMark, withoutDropped } from './set-edit-kept.ts'
import { addVersion } from './set-version.ts'

type CreateArgs = Extract<Mutation, { op: 'create' }>['args']

/**
 * Declares an asset over bytes that the library already holds, so the library never lists a photo that it could not give
 * back. Declaring one that is there unites the resources and changes nothing else: two offline devices that import the
 * same file make the same row. A declared file that is an asset of its own until now becomes part of this one (see
 * `mergeAssets`); declaring an asset that has become part of another speaks of that one.
 *
 * Refuses `blob_missing` and `size_mismatch` for a resource without verified bytes of that size, `wrong_asset_id` for an id
 * that does not follow from the original, `deleted_by_you` when an automatic source brings back what somebody deleted, and
 * `too_many_resources` when the asset would hold more than a feed may tell.
 */
export function createAsset(draft: LibraryDraft, args: CreateArgs, edit: EditStamp): MutationOutcome {
  const primary = args.resources[0]
  if (primary === undefined || draft.assetIdOf(primary.sha256, args.copyNo) !== args.assetId) {
    return { kind: 'refused', code: 'wrong_asset_id', facts: { assetId: args.assetId } }
  }
  for (const { sha256, bytes } of args.resources) {
    const held = draft.blobBytes(sha256)
    if (held === null) return { kind: 'refused', code: 'blob_missing', facts: { sha256 } }
    if (held !== bytes) return { kind: 'refused', code: 'size_mismatch', facts: { sha256, bytes, held } }
  }
  const asset = findHolder(draft, args, primary)
  // What somebody let go of comes back by a person's wish alone.
  const isWanted = ({ sha256 }: DeclaredResource) =>
    args.source === 'explicit' || asset === null || droppedFileOf(asset, sha256) === null
  const wanted = { ...args, resources: args.resources.filter(isWanted) }
  const outcome = asset === null ? insertAsset(draft, args, primary) : uniteAsset(draft, asset, wanted, edit)
  if (outcome.kind === 'refused') return outcome
  const id = asset?.id ?? args.assetId
  const parts = args.resources.slice(1).filter(isWanted)
  const merged = mergeDeclared(draft, id, parts)
  const isEdited = showEdited(draft, id, asset, wanted.resources, edit)
  return merged || isEdited ? { kind: 'applied' } : outcome
}

/** The asset that has the id, or became part of another; or that came to hold the file as one of its own, unless a copy is wanted. */
function findHolder(draft: LibraryDraft, args: CreateArgs, { sha256 }: DeclaredResource): Asset | null {
  const holder = followMerges(draft, args.assetId) ?? (args.copyNo === 0 ? draft.assetHolding(sha256) : null)
  // Part of something whose bytes are gone, brought back on purpose: it stands for itself.
  const isLeftOver = holder?.purgedAt !== undefined && holder.primarySha256 !== sha256
  return isLeftOver && args.source === 'explicit' ? null : holder
}

/** A file in the role `edit` that the asset did not have until now is how it looks from now on. Answers whether there was one. */
function showEdited(
  draft: LibraryDraft,
  id: AssetId,
  before: Asset | null,
  declared: readonly DeclaredResource[],
  edit: EditStamp,
): boolean {
  const known = new Set(before?.purgedAt === undefined ? before?.resources.map(({ sha256 }) => sha256) : [])
  const edited = declared.filter(({ role, sha256 }) => role === 'edit' && !known.has(sha256))
  for (const { sha256 } of edited) {
    const asset = draft.asset(id)
    if (asset !== null) addVersion(draft, asset, { recipe: null, sha256 }, edit)
  }
  return edited.length > 0
}

/** Of the files declared beside the first, those that were assets of their own become parts of this one. Answers whether any did. */
function mergeDeclared(draft: LibraryDraft, id: AssetId, declared: readonly DeclaredResource[]): boolean {
  let merged = false
  for (const { sha256 } of declared) {
    merged = mergeAssets(draft, id, draft.assetIdOf(sha256, 0), null) || merged
  }
  return merged
}

function insertAsset(draft: LibraryDraft, args: CreateArgs, primary: DeclaredResource): MutationOutcome {
  draft.putAsset({
    id: args.assetId,
    // Brought back out of something that it was a part of, it keeps its number.
    no: draft.asset(args.assetId)?.no ?? draft.nextNo(),
    seq: draft.nextSeq(),
    kind: args.kind,
    primarySha256: primary.sha256,
    takenAt: args.takenAt,
    takenFrom: args.takenFrom,
    favourite: false,
    caption: '',
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    resources: newResources([], args.resources),
    edits: {},
  })
  return { kind: 'applied' }
}

function uniteAsset(draft: LibraryDraft, asset: Asset, args: CreateArgs, edit: EditStamp): MutationOutcome {
  const isGone = asset.state !== 'live'
  if (isGone && args.source === 'automatic') {
    const facts = { assetId: asset.id, trashedAt: asset.trashedAt, trashedBy: asset.trashedBy }
    return { kind: 'refused', code: 'deleted_by_you', facts }
  }
  // Of what was purged nothing is left but the mark.
  const held = asset.purgedAt === undefined ? asset.resources : []
  const added = newResources(held, args.resources)
  const count = held.length + added.length
  if (count > RESOURCES_MAX)
    return { kind: 'refused', code: 'too_many_resources', facts: { assetId: asset.id, count } }
  const resent = new Set(args.resources.map((resource) => resource.sha256))
  const healed = held.some((resource) => resource.state === 'lost' && resent.has(resource.sha256))
  if (added.length === 0 && !healed && !isGone) return { kind: 'unchanged' }
  const kept = held.map((resource) => (resent.has(resource.sha256) ? present(resource) : resource))
  const united = takeBackDeclared({ ...asset, resources: [...kept, ...added] }, added, edit, draft)
  if (isGone) reviveAsset(draft, united, edit)
  else draft.putAsset({ ...united, seq: draft.nextSeq() })
  return { kind: 'applied' }
}

/** What was let go of and is declared again is dropped no more; its mark makes a concurrent letting go yield. */
function takeBackDeclared(
  asset: Asset,
  added: readonly Resource[],
  edit: EditStamp,
  draft: LibraryDraft,
): Asset {
  const back = added.filter(({ sha256 }) => droppedFileOf(asset, sha256) !== null)
  if (back.length === 0) return asset
  const seq = draft.nextSeq()
  let { edits } = asset
  for (const { sha256 } of back)
    edits = withFileMark({ ...asset, edits }, sha256, markOf(edit, seq, undefined))
  return { ...withoutDropped(asset, new Set(back.map(({ sha256 }) => sha256))), edits }
}

/** The declared resources that are not held yet, each once. */
function newResources(held: readonly Resource[], declared: readonly DeclaredResource[]): Resource[] {
  const known = new Set(held.map(({ sha256 }) => sha256))
  const added: Resource[] = []
  for (const resource of declared) {
    if (known.has(resource.sha256)) continue
    known.add(resource.sha256)
    // What was made of a file is the server's to say: nonsense there would be a row that no device can read.
    const { derivatives: _, ...declaredOnly } = resource
    added.push(present(declaredOnly))
  }
  return added
}

function present(resource: DeclaredResource): Resource {
  return { ...resource, state: 'present' }
}
