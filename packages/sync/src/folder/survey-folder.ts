import type { Sha256 } from '@rollcall/protocol'
import { isUnusualDeparture } from './guard-departures.ts'
import { indexPreviews } from './index-previews.ts'
import type { Item, Standing } from './item.ts'
import { noteOf } from './note-of.ts'
import type { Step } from './step.ts'
import { remoteItems, standingOfDropped, trashedStanding } from './survey-away.ts'
import { previewPlaceOf } from './preview-place.ts'
import { previewItemOf, previewSteps, standingOfPreview } from './survey-previews.ts'
import type { AgreedFile, FolderTrees, LocalFile } from './trees.ts'
import type { Dropped, Here, Holding } from './what-is-here.ts'
import { groupPaths, indexAssets } from './what-is-here.ts'

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
 *   yes               let go of        any        an earlier edit: as if it were trashed
 *   no, bytes moved   live             yes        moved or renamed: forget the old path
 *   no                live             yes        deleted here: trash, unless the firewall holds it [R17]
 *   no, but others    live             yes        a part of a photo is missing: it comes back
 *   no, path rewritten live            yes        edited by a program: a version; the original comes back beside it
 *   cannot be read     live            yes        nothing follows until it can
 *   no                live             no         download, unless a file of its size has not been read yet, or the library
 *                                                 holds its deletion [R17]
 *
 * A missing file beside whose place lies a smaller version of it was not deleted: it made way, and the state is too old to know it.
 *
 * Where storage is optimised, a smaller version stands for an original that is not here; see `index-previews.ts`.
 *
 * A photo of several files (a Live Photo, RAW+JPEG, a burst, one with sidecars) is deleted when none of its pictures is left
 * here. An asset that was merged into another is no asset any more: its files are the other's.
 */

/** The roll of a folder, and the steps that are due. */
export interface Survey {
  readonly items: readonly Item[]
  readonly steps: readonly Step[]
}

/** Compares the three trees. Pure; the same trees give the same survey. Linear in their size. */
export function surveyFolder(trees: FolderTrees): Survey {
  const agreedByPath = new Map(trees.agreed.map((file) => [file.path, file]))
  const localByPath = new Map(trees.local.map((file) => [file.path, file]))
  const { holdings, dropped, all, goneIds } = indexAssets(trees.assets)
  const pathsBySha256 = groupPaths(trees.local)
  const previews = indexPreviews(trees, pathsBySha256)
  const here: Here = { localByPath, pathsBySha256, previews, holdings, dropped, goneIds }
  const missing = findMissing(trees, here)
  const items: Item[] = []
  const steps: Step[] = [...missing.steps]
  const agreedSha256 = new Set(missing.moved)
  for (const file of trees.local) {
    const original = previews.originalOf(file)
    if (original !== null) {
      const holding = holdings.get(original) ?? null
      const letGo = dropped.get(original)
      const standing =
        letGo === undefined
          ? standingOfPreview(file.path, original, holding, previews)
          : standingOfDropped(letGo.asset, letGo.file)
      items.push(previewItemOf(file, original, standing))
      const agreed = agreedByPath.get(file.path) ?? null
      steps.push(...previewSteps(file, standing, { original, agreed, trees, here, moved: missing.moved }))
      continue
    }
    const standing = standingOf(file, trees, here)
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
  items.push(...remoteItems(trees, all, here, missing.pending))
  return { items, steps }
}

function itemOf(file: LocalFile, standing: Standing): Item {
  const sha256 = file.content.kind === 'original' ? file.content.sha256 : null
  return { key: file.path, path: file.path, sha256, bytes: file.bytes, standing }
}

/** How one local file stands against the library. */
function standingOf(
  file: LocalFile,
  trees: FolderTrees,
  { holdings, dropped, pathsBySha256, previews, goneIds }: Here,
): Standing {
  const { content } = file
  if (content.kind !== 'original') return content
  const { sha256 } = content
  const holding = holdings.get(sha256)
  if (holding === undefined) {
    const letGo = dropped.get(sha256)
    if (letGo !== undefined) return droppedStanding(letGo, file, trees)
    const edited = previews.editedAt(file)
    if (edited !== null)
      return { kind: 'preview', originalSha256: edited, isOriginalHeld: false, isEdited: true }
    if (content.derivativeOf !== null) {
      const isOriginalHeld = holdings.get(content.derivativeOf)?.resource.state === 'present'
      return { kind: 'preview', originalSha256: content.derivativeOf, isOriginalHeld }
    }
    return { kind: trees.uploaded.has(sha256) ? 'to_record' : 'to_upload', file }
  }
  const { asset, resource } = holding
  if (asset.state !== 'live' && !trees.wantedBack.has(sha256)) return trashedStanding(asset)
  if (asset.state !== 'live')
    return trees.uploaded.has(sha256)
      ? { kind: 'to_record', file }
      : { kind: 'to_upload', file, isAsked: true }
  if (resource.state === 'lost') return { kind: 'to_upload', file, isAsked: true }
  if (trees.unconfirmed.has(asset.id)) return { kind: 'to_record', file }
  const first = pathsBySha256.get(sha256)?.[0] ?? file.path
  const note = sha256 === asset.primarySha256 ? noteOf(asset, goneIds) : null
  const duplicateOf = first === file.path ? null : first
  return note === null ? { kind: 'verified', duplicateOf } : { kind: 'verified', duplicateOf, note }
}

/** An edited file that somebody let go of is not uploaded again by itself. */
function droppedStanding({ asset, file: letGo }: Dropped, file: LocalFile, trees: FolderTrees): Standing {
  if (!trees.wantedBack.has(letGo.sha256)) return standingOfDropped(asset, letGo)
  return trees.uploaded.has(letGo.sha256)
    ? { kind: 'to_record', file }
    : { kind: 'to_upload', file, isAsked: true }
}

function isUnrecorded(file: LocalFile | undefined, { holdings, dropped, previews }: Here): boolean {
  if (file?.content.kind !== 'original' || holdings.has(file.content.sha256)) return false
  if (dropped.has(file.content.sha256)) return false
  if (previews.editedAt(file) !== null) return true
  return file.content.derivativeOf === null && previews.originalOf(file) === null
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
function findMissing(trees: FolderTrees, here: Here): Missing {
  const { localByPath, pathsBySha256, previews, holdings } = here
  const missing: Missing = { steps: [], items: [], pending: new Set(), moved: new Set() }
  const mayHide = hidingPlaces(trees.local)
  const departures: AgreedFile[] = []
  const rewritten = new Set<Sha256>()
  for (const agreed of trees.agreed) {
    const local = localByPath.get(agreed.path)
    if (local?.content.kind === 'original' && local.content.sha256 === agreed.sha256) continue
    if (local !== undefined && previews.originalOf(local) === agreed.sha256) continue
    // Rewritten, and the new bytes are recorded nowhere yet: what lay here tells what they are an edit of.
    if (isUnrecorded(local, here)) {
      rewritten.add(agreed.sha256)
      continue
    }
    if (pathsBySha256.has(agreed.sha256) || previews.standIns.has(agreed.sha256)) {
      missing.moved.add(agreed.sha256)
      missing.steps.push({ kind: 'forget', path: agreed.path })
    } else if (local === undefined && hasMadeWay(agreed, localByPath)) {
      missing.steps.push({ kind: 'forget', path: agreed.path })
    } else if (local?.content.kind === 'changing' || local?.content.kind === 'unreadable') {
      missing.pending.add(agreed.sha256) // cannot be read now, so nothing follows
    } else if (local !== undefined || holdings.get(agreed.sha256)?.asset.state !== 'live') {
      missing.steps.push({ kind: 'forget', path: agreed.path })
    } else if (trees.confirmedMissing.has(agreed.path) && !mayHide(bytesAt(agreed, trees, holdings))) {
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
    !previews.standIns.has(sha256) &&
    !trees.bare.has(sha256) &&
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

/** Whether what lies where this device puts smaller versions says that it is one of this missing file. */
function hasMadeWay({ path, sha256 }: AgreedFile, localByPath: Here['localByPath']): boolean {
  const beside = localByPath.get(previewPlaceOf(path))?.content
  return beside?.kind === 'original' && beside.derivativeOf === sha256
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

/** Bytes of the file that lay at an agreed path. */
function bytesAt(
  agreed: AgreedFile,
  { previews, previewPlaces }: FolderTrees,
  holdings: ReadonlyMap<Sha256, Holding>,
): number {
  const preview = previewPlaces.get(agreed.path)
  return (preview === undefined ? undefined : previews.get(preview)?.bytes) ?? bytesOf(agreed, holdings)
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
