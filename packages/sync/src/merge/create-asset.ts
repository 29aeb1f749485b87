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
import type { LibraryDraft } from './draft.ts'
import { followMerges } from './follow-merges.ts'
import { mergeAssets } from './merge-assets.ts'
import { restoreAsset } from './restore-asset.ts'

type CreateArgs = Extract<Mutation, { op: 'create' }>['args']

/**
 * Declares an asset over bytes that the library already holds, so the library never lists a photo that it could not give
 * back. Declaring one that is there unites the resources and changes nothing else: two offline devices that import the
 * same file make the same row. A declared file that is an asset of its own until now becomes part of this one (see
 * `mergeAssets`); declaring an asset that has become part of another speaks of that one.
 *
 * Refuses `blob_missing` and `size_mismatch` for a resource without verified bytes of that size, `wrong_asset_id` for an id
 * that does not follow from the original, `deleted_by_you` when an automatic source brings back what somebody trashed, and
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
  const asset = followMerges(draft, args.assetId)
  const outcome = asset === null ? insertAsset(draft, args, primary) : uniteAsset(draft, asset, args, edit)
  if (outcome.kind === 'refused') return outcome
  const merged = mergeDeclared(draft, asset?.id ?? args.assetId, args.resources.slice(1))
  return merged ? { kind: 'applied' } : outcome
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
    no: draft.nextNo(),
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
  if (asset.state === 'trashed' && args.source === 'automatic') {
    const facts = { assetId: asset.id, trashedAt: asset.trashedAt, trashedBy: asset.trashedBy }
    return { kind: 'refused', code: 'deleted_by_you', facts }
  }
  const added = newResources(asset.resources, args.resources)
  const count = asset.resources.length + added.length
  if (count > RESOURCES_MAX)
    return { kind: 'refused', code: 'too_many_resources', facts: { assetId: asset.id, count } }
  const resent = new Set(args.resources.map((resource) => resource.sha256))
  const healed = asset.resources.some((resource) => resource.state === 'lost' && resent.has(resource.sha256))
  if (added.length > 0 || healed) {
    const kept = asset.resources.map((resource) =>
      resent.has(resource.sha256) ? present(resource) : resource,
    )
    draft.putAsset({ ...asset, seq: draft.nextSeq(), resources: [...kept, ...added] })
  }
  if (asset.state === 'trashed') return restoreAsset(draft, asset.id, edit)
  return added.length > 0 || healed ? { kind: 'applied' } : { kind: 'unchanged' }
}

/** The declared resources that are not held yet, each once. */
function newResources(held: readonly Resource[], declared: readonly DeclaredResource[]): Resource[] {
  const known = new Set(held.map(({ sha256 }) => sha256))
  const added: Resource[] = []
  for (const resource of declared) {
    if (known.has(resource.sha256)) continue
    known.add(resource.sha256)
    added.push(present(resource))
  }
  return added
}

function present(resource: DeclaredResource): Resource {
  return { ...resource, state: 'present' }
}
