import type { Asset, AssetId, Resource, Sha256 } from '@rollcall/protocol'
import { isUnusualDeparture } from './guard-departures.ts'
import type { Item, Standing } from './item.ts'
import { placeOf } from './place-of.ts'
import type { AgreedFile, FolderPath, FolderTrees, LocalFile } from './trees.ts'

/*
 * The planner of a folder device. It looks at the three trees and answers two things: the roll, one item for every original
 * that this device has seen and how it stands, and the steps, the bookkeeping that brings the trees together. What to
 * transfer follows from the roll by `decide`, so the engine and the roll call cannot disagree [R3].
 *
 * Files are told by content, not by name:
 *
 *   local file        remote asset     agreed     means
 *   ───────────────   ──────────────   ────────   ─────────────────────────────────────────────
 *   yes               none             any        new here: upload. Absence is never a deletion.
 *   yes               live             no         the same photo met again, or moved: agree
 *   yes               live             yes        safe
 *   yes               trashed          yes        deleted elsewhere, if only into the trash: set the file aside
 *   yes               trashed          no         an old copy turned up: leave it, say "deleted by you"
 *   no, bytes moved   live             yes        moved or renamed: forget the old path
 *   no                live             yes        deleted here: trash, unless the firewall holds it [R17]
 *   no, but others    live             yes        a part of a photo is missing: it comes back
 *   no, path rewritten live            yes        edited by a program: a version; the original comes back beside it
 *   cannot be read     live            yes        nothing follows until it can
 *   no                live             no         download, unless a file of its size has not been read yet, or the library
 *                                                 holds its deletion [R17]
 *
 * A photo of several files (a Live Photo, RAW+JPEG, a burst, one with sidecars) is deleted when none of its pictures is left
 * here. An asset that was merged into another is no asset any more: its files are the other's.
 */

/** Bookkeeping that follows from a survey. Each can be done twice. */
export type Step =
  | { readonly kind: 'agree'; readonly file: AgreedFile }
  | { readonly kind: 'forget'; readonly path: FolderPath }
  | { readonly kind: 'trash'; readonly assetId: AssetId; readonly path: FolderPath }
  | { readonly kind: 'set_aside'; readonly path: FolderPath; readonly sha256: Sha256 }

/** The roll of a folder, and the steps that are due. */
export interface Survey {
  readonly items: readonly Item[]
  readonly steps: readonly Step[]
}

interface Holding {
  readonly asset: Asset
  readonly resource: Resource
}

/** Compares the three trees. Pure; the same trees give the same survey. Linear in their size. */
export function surveyFolder(trees: FolderTrees): Survey {
  const agreedByPath = new Map(trees.agreed.map((file) => [file.path, file]))
  const localByPath = new Map(trees.local.map((file) => [file.path, file]))
  const { holdings, all } = indexAssets(trees.assets)
  const pathsBySha256 = groupPaths(trees.local)
  const missing = findMissing(trees, localByPath, pathsBySha256, holdings)
  const items: Item[] = []
  const steps: Step[] = [...missing.steps]
  const agreedSha256 = new Set(missing.moved)
  for (const file of trees.local) {
    const standing = standingOf(file, trees, holdings, pathsBySha256)
    items.push(itemOf(file, standing))
    if (file.content.kind !== 'original') continue
    const { sha256 } = file.content
    const agreed = agreedByPath.get(file.path)
    const isAgreed = agreed?.sha256 === sha256
    const holding = holdings.get(sha256)
    if (standing.kind === 'verified' && !(isAgreed && agreed?.assetId === holding?.asset.id) && holding) {
      steps.push({ kind: 'agree', file: { path: file.path, assetId: holding.asset.id, sha256 } })
    }
    if (standing.kind === 'trashed' && (isAgreed || agreedSha256.has(sha256))) {
      steps.push({ kind: 'set_aside', path: file.path, sha256 })
    }
  }
  items.push(...missing.items)
  items.push(...remoteItems(trees, all, holdings, pathsBySha256, missing.pending))
  return { items, steps }
}

function trashedStanding({ id, state, trashedAt, trashedBy }: Asset): Standing {
  return { kind: 'trashed', assetId: id, trashedAt, trashedBy, isForGood: state === 'deleted' }
}

function itemOf(file: LocalFile, standing: Standing): Item {
  const sha256 = file.content.kind === 'original' ? file.content.sha256 : null
  return { key: file.path, path: file.path, sha256, bytes: file.bytes, standing }
}

/** How one local file stands against the library. */
function standingOf(
  file: LocalFile,
  trees: FolderTrees,
  holdings: ReadonlyMap<Sha256, Holding>,
  pathsBySha256: ReadonlyMap<Sha256, readonly FolderPath[]>,
): Standing {
  const { content } = file
  if (content.kind !== 'original') return content
  const { sha256 } = content
  const holding = holdings.get(sha256)
  if (holding === undefined) {
    if (content.derivativeOf !== null) {
      const isOriginalHeld = holdings.get(content.derivativeOf)?.resource.state === 'present'
      return { kind: 'preview', originalSha256: content.derivativeOf, isOriginalHeld }
    }
    return { kind: trees.uploaded.has(sha256) ? 'to_record' : 'to_upload', file }
  }
  const { asset, resource } = holding
  if (asset.state !== 'live' && !trees.wantedBack.has(sha256)) return trashedStanding(asset)
  if (asset.state !== 'live') return { kind: trees.uploaded.has(sha256) ? 'to_record' : 'to_upload', file }
  if (resource.state === 'lost') return { kind: 'to_upload', file }
  if (trees.unconfirmed.has(asset.id)) return { kind: 'to_record', file }
  const first = pathsBySha256.get(sha256)?.[0] ?? file.path
  return { kind: 'verified', duplicateOf: first === file.path ? null : first }
}

function isUnrecorded(file: LocalFile | undefined, holdings: ReadonlyMap<Sha256, Holding>): boolean {
  return (
    file?.content.kind === 'original' &&
    file.content.derivativeOf === null &&
    !holdings.has(file.content.sha256)
  )
}

interface Missing {
  readonly steps: Step[]
  readonly items: Item[]
  /** Hashes whose file is missing while nothing follows from it yet; they are not fetched either. */
  readonly pending: Set<Sha256>
  /** Hashes that were agreed at another path and lie somewhere else now. */
  readonly moved: Set<Sha256>
}

/** Agreed files that are not where they were: moved, edited, deleted there, or deleted here. */
function findMissing(
  trees: FolderTrees,
  localByPath: ReadonlyMap<FolderPath, LocalFile>,
  pathsBySha256: ReadonlyMap<Sha256, readonly FolderPath[]>,
  holdings: ReadonlyMap<Sha256, Holding>,
): Missing {
  const missing: Missing = { steps: [], items: [], pending: new Set(), moved: new Set() }
  const mayHide = hidingPlaces(trees.local)
  const departures: AgreedFile[] = []
  const rewritten = new Set<Sha256>()
  for (const agreed of trees.agreed) {
    const local = localByPath.get(agreed.path)
    if (local?.content.kind === 'original' && local.content.sha256 === agreed.sha256) continue
    // Rewritten, and the new bytes are recorded nowhere yet: what lay here tells what they are an edit of.
    if (isUnrecorded(local, holdings)) {
      rewritten.add(agreed.sha256)
      continue
    }
    if (pathsBySha256.has(agreed.sha256)) {
      missing.moved.add(agreed.sha256)
      missing.steps.push({ kind: 'forget', path: agreed.path })
    } else if (local?.content.kind === 'changing' || local?.content.kind === 'unreadable') {
      missing.pending.add(agreed.sha256) // cannot be read now, so nothing follows
    } else if (local !== undefined || holdings.get(agreed.sha256)?.asset.state !== 'live') {
      missing.steps.push({ kind: 'forget', path: agreed.path })
    } else if (trees.confirmedMissing.has(agreed.path) && !mayHide(bytesOf(agreed, holdings))) {
      departures.push(agreed)
    } else {
      // Missed once, or perhaps moved to where nobody can look yet.
      missing.pending.add(agreed.sha256)
      missing.items.push(missingItem(agreed, holdings, { kind: 'changing' }))
    }
  }
  const wereHere = new Set(trees.agreed.map(({ sha256 }) => sha256))
  const isGone = (sha256: Sha256) =>
    !pathsBySha256.has(sha256) &&
    !missing.pending.has(sha256) &&
    !rewritten.has(sha256) &&
    (wereHere.has(sha256) || trees.lastPlaceOf(sha256) !== null)
  const deleted: AgreedFile[] = []
  for (const agreed of departures) {
    if (isWholePhotoGone(agreed, holdings, isGone)) deleted.push(agreed)
    else missing.steps.push({ kind: 'forget', path: agreed.path })
  }
  judgeDepartures(trees, deleted, holdings, missing)
  return missing
}

/**
 * Whether every picture of a missing file's photo was here and is gone; of a video every video, of a lone sidecar itself. A picture
 * that was never here is on its way: nobody has deleted it.
 */
function isWholePhotoGone(
  { sha256 }: AgreedFile,
  holdings: ReadonlyMap<Sha256, Holding>,
  isGone: (sha256: Sha256) => boolean,
): boolean {
  const resources = holdings.get(sha256)?.asset.resources ?? []
  const asked = [
    resources.filter(({ role }) => role !== 'motion' && role !== 'sidecar'),
    resources.filter(({ role }) => role === 'motion'),
    resources,
  ].find((files) => files.length > 0)
  return asked?.every((resource) => isGone(resource.sha256)) ?? true
}

/** Deletions made here: to the trash, or held when they look like an accident [R17]. */
function judgeDepartures(
  trees: FolderTrees,
  departures: readonly AgreedFile[],
  holdings: ReadonlyMap<Sha256, Holding>,
  missing: Missing,
): void {
  const unapproved = departures.filter((agreed) => !trees.approvedDepartures.has(agreed.path))
  const counts = { missing: unapproved.length, recent: trees.recentDepartures, agreed: trees.agreed.length }
  const held = new Set(isUnusualDeparture(counts) ? unapproved : [])
  for (const agreed of departures) {
    if (held.has(agreed)) {
      const standing: Standing = {
        kind: 'held',
        by: 'device',
        missing: unapproved.length,
        of: trees.agreed.length,
      }
      missing.items.push(missingItem(agreed, holdings, standing))
      missing.pending.add(agreed.sha256)
    } else {
      const assetId = holdings.get(agreed.sha256)?.asset.id ?? agreed.assetId
      missing.steps.push({ kind: 'trash', assetId, path: agreed.path })
      missing.pending.add(agreed.sha256)
      missing.items.push(missingItem(agreed, holdings, { kind: 'changing' }))
    }
  }
}

function missingItem(agreed: AgreedFile, holdings: ReadonlyMap<Sha256, Holding>, standing: Standing): Item {
  const { path, sha256 } = agreed
  return { key: path, path, sha256, bytes: bytesOf(agreed, holdings), standing }
}

function bytesOf(agreed: AgreedFile, holdings: ReadonlyMap<Sha256, Holding>): number {
  return holdings.get(agreed.sha256)?.resource.bytes ?? 0
}

/** Assets without a file here: to download, or deleted. */
function remoteItems(
  trees: FolderTrees,
  assets: readonly Asset[],
  holdings: ReadonlyMap<Sha256, Holding>,
  pathsBySha256: ReadonlyMap<Sha256, readonly FolderPath[]>,
  pending: ReadonlySet<Sha256>,
): Item[] {
  const items: Item[] = []
  const seen = new Set<Sha256>()
  const unread = unreadSizes(trees.local)
  const held = { kind: 'held', by: 'library', missing: trees.heldAssets.size, of: assets.length } as const
  for (const asset of assets) {
    for (const resource of asset.resources) {
      const { sha256, bytes } = resource
      const isHere = pathsBySha256.has(sha256)
      if (isHere || pending.has(sha256) || seen.has(sha256) || holdings.get(sha256)?.asset !== asset) continue
      seen.add(sha256)
      const path = trees.lastPlaceOf(sha256) ?? placeOf(asset, resource)
      items.push({
        key: `asset:${asset.id}:${sha256}`,
        path,
        sha256,
        bytes,
        standing: awayStanding(asset, resource, unread, trees.heldAssets.has(asset.id) ? held : null),
      })
    }
  }
  return items
}

function awayStanding(
  asset: Asset,
  resource: Resource,
  unread: ReadonlySet<number>,
  held: Extract<Standing, { kind: 'held' }> | null,
): Standing {
  if (asset.state !== 'live') return trashedStanding(asset)
  if (held !== null) return held
  if (unread.has(resource.bytes)) return { kind: 'changing' } // perhaps it is here already
  if (resource.state === 'lost') return { kind: 'lost_on_server' }
  return { kind: 'to_download', asset, resource }
}

/**
 * Tells whether a missing file of a size may lie where it cannot be seen: in a file of that size that nobody could read yet,
 * or somewhere below what the disk does not answer for. What we are merely not allowed to read stays so for good, and
 * holds nothing back.
 */
function hidingPlaces(files: readonly LocalFile[]): (bytes: number) => boolean {
  const unread = files.filter(({ content }) => content.kind === 'changing' || content.kind === 'unreadable')
  const sizes = new Set(unread.map(({ bytes }) => bytes))
  const isBroken = unread.some(
    ({ bytes, content }) => bytes === 0 && content.kind === 'unreadable' && content.failure === 'io',
  )
  return (bytes) => isBroken || sizes.has(bytes)
}

/** Sizes of the files that have not been read yet: each may hold any original of its size. */
function unreadSizes(files: readonly LocalFile[]): ReadonlySet<number> {
  return new Set(files.filter(({ content }) => content.kind === 'changing').map(({ bytes }) => bytes))
}

/** Which asset speaks for each hash: a live one before a trashed one, the older number before the newer. */
function indexAssets(assets: Iterable<Asset>): { holdings: Map<Sha256, Holding>; all: Asset[] } {
  const holdings = new Map<Sha256, Holding>()
  const all: Asset[] = []
  for (const asset of assets) {
    if (asset.state === 'merged') continue
    all.push(asset)
    for (const resource of asset.resources) {
      const rival = holdings.get(resource.sha256)
      if (rival === undefined || outranks(asset, rival.asset))
        holdings.set(resource.sha256, { asset, resource })
    }
  }
  return { holdings, all }
}

function outranks(asset: Asset, rival: Asset): boolean {
  const isLive = asset.state === 'live'
  if (isLive !== (rival.state === 'live')) return isLive
  return asset.no < rival.no
}

/** Paths that hold each original, in order of path. */
function groupPaths(files: readonly LocalFile[]): Map<Sha256, FolderPath[]> {
  const paths = new Map<Sha256, FolderPath[]>()
  for (const { path, content } of files) {
    if (content.kind !== 'original') continue
    const group = paths.get(content.sha256)
    if (group === undefined) paths.set(content.sha256, [path])
    else group.push(path)
  }
  for (const group of paths.values()) group.sort()
  return paths
}
