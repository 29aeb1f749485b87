import { isSidecarOf, readMediaFacts } from '@rollcall/media'
import type { Asset, AssetKind, DeclaredResource, Intent, ResourceRole } from '@rollcall/protocol'
import { RESOURCES_MAX } from '@rollcall/protocol'
import type { FolderPath, Item, LocalFile } from '@rollcall/sync'
import { assetIdOf, followMerges, fromPortableName } from '@rollcall/sync'
import { withByteSource } from '../folder/with-byte-source.ts'
import type { ScannedFile } from '../state/folder-store.ts'
import { nanosecondsToMs } from '../state/folder-store.ts'
import type { MovePorts } from './move-ports.ts'

/** An original on this device whose bytes the server holds. */
type Original = LocalFile & { readonly content: Extract<LocalFile['content'], { kind: 'original' }> }

/**
 * The bytes are durable: has the library record the asset, unless it has it and only its bytes were lost. A sidecar is recorded
 * with the photo that it lies beside, whichever of them came first; see `createAsset`. Rejects with a `DiskFailure` when the file
 * cannot be read for its date any more.
 */
export async function recordUpload(ports: MovePorts, { standing, sha256 }: Item): Promise<void> {
  ports.link.notice()
  if (standing.kind !== 'to_upload' || sha256 === null || !isOriginal(standing.file)) return
  const original = standing.file
  const known = followMerges(ports.state.replica, idOf(ports, original))
  const isWantedBack = ports.state.folder.wantedBack().has(sha256)
  if (!isWantedBack && known?.resources.some((resource) => resource.sha256 === sha256)) return
  const photo = original.content.assetKind === 'sidecar' ? photoBeside(ports, original) : original
  const taken = await readTaken(ports, photo ?? original)
  const { state } = ports
  // Nothing may come in between from here on: of two files that are recorded at once, the second one sees the first.
  state.transaction(() => {
    const declared = declareUpload(ports, original, photo, taken)
    const args: CreateArgs = isWantedBack ? { ...declared, source: 'explicit' } : declared
    state.folder.putUploaded(sha256, true)
    state.replica.queue({ op: 'create', args }, original.path)
  })
}

/** `photo` is the original itself, or what a sidecar lies beside; null for a sidecar without. */
function declareUpload(
  ports: MovePorts,
  original: Original,
  photo: Original | null,
  taken: Taken,
): CreateArgs {
  const edited = photo === original ? assetEditedBy(ports, original, taken) : null
  if (edited !== null) return declareMore(edited, original, 'edit')
  return photo === null ? declare(ports, [original], taken) : declarePhoto(ports, photo, original, taken)
}

/**
 * The asset of which a file is an edit: another program wrote it where the asset's picture lay. Null for a new photo that only came to
 * lie there, as when a camera's counter begins again: its metadata tell another time.
 */
function assetEditedBy(ports: MovePorts, file: Original, taken: Taken): Asset | null {
  const agreed = ports.state.folder.agreedAt(file.path)
  if (agreed === null || agreed.sha256 === file.content.sha256) return null
  const asset = followMerges(ports.state.replica, agreed.assetId)
  if (asset?.state !== 'live' || !hasRoom(asset) || asset.kind !== file.content.assetKind) return null
  const replaced = asset.resources.find(({ sha256 }) => sha256 === agreed.sha256)
  const isPicture = replaced?.role === 'still' || replaced?.role === 'raw' || replaced?.role === 'edit'
  const isWhole = isPicture || (asset.kind === 'video' && replaced?.role === 'motion')
  return isWhole && isSameMoment(asset, taken) ? asset : null
}

/** Programs may drop the zone of a time, never its minutes and seconds. What the file system says of a time does not count. */
function isSameMoment(asset: Asset, taken: Taken): boolean {
  if (WEAK_TIMES.has(asset.takenFrom) || WEAK_TIMES.has(taken.takenFrom)) return true
  const apart = Math.abs(asset.takenAt - taken.takenAt)
  const beyondZones = apart % ZONE_STEP_MS
  return apart <= ZONES_MS && Math.min(beyondZones, ZONE_STEP_MS - beyondZones) <= MOMENT_MS
}

const WEAK_TIMES: ReadonlySet<string> = new Set(['file_time', 'file_name'])

/** Zones differ by multiples of this. */
const ZONE_STEP_MS = 15 * 60_000

/** The two zones furthest apart. */
const ZONES_MS = 26 * 3600_000

/** Some metadata tell whole seconds only. */
const MOMENT_MS = 2_000

type CreateArgs = Extract<Intent, { op: 'create' }>['args']
type Taken = Pick<CreateArgs, 'takenAt' | 'takenFrom'>

/** The photo that a sidecar lies beside, or else the video; null when there is neither. */
function photoBeside(ports: MovePorts, sidecar: Original): Original | null {
  const name = nameOf(sidecar.path)
  const owners = filesBeside(ports, sidecar).filter((file) => isSidecarOf(name, nameOf(file.path)))
  const ofKind = (kind: AssetKind) => owners.find(({ content }) => content.assetKind === kind)
  return ofKind('photo') ?? ofKind('video') ?? null
}

function filesBeside({ state }: MovePorts, { path }: Original): readonly Original[] {
  return state.folder.beside(path).map(toLocalFile).filter(isOriginal)
}

/** `original` is the photo itself, or a sidecar of it. A sidecar of a photo that is not at the server yet stands alone until then. */
function declarePhoto(ports: MovePorts, photo: Original, original: Original, taken: Taken): CreateArgs {
  const uploaded = ports.state.folder.uploaded()
  const isHeld = ({ content }: Original) => uploaded.has(content.sha256)
  if (original !== photo) {
    const asset = liveAssetOf(ports, photo)
    if (asset !== null && hasRoom(asset)) return declareMore(asset, original)
    if (asset !== null) return declare(ports, [original], taken)
    return declare(ports, isHeld(photo) ? [photo, original] : [original], taken)
  }
  const sidecars = filesBeside(ports, photo).filter(
    (file) =>
      file.content.assetKind === 'sidecar' &&
      isSidecarOf(nameOf(file.path), nameOf(photo.path)) &&
      (isHeld(file) || liveAssetOf(ports, file) !== null),
  )
  return declare(ports, [photo, ...sidecars], taken)
}

/** The first file gives the asset its id and kind. */
function declare(ports: MovePorts, files: readonly [Original, ...Original[]], taken: Taken): CreateArgs {
  const [first] = files
  return {
    assetId: idOf(ports, first),
    copyNo: 0,
    kind: first.content.assetKind,
    ...taken,
    resources: files.map(resourceOf),
    source: 'automatic',
  }
}

/** Whether the library would take a further file. Otherwise a sidecar stands alone, rather than being refused for ever. */
function hasRoom({ resources, primarySha256 }: Asset): boolean {
  const primary = resources.find(({ sha256 }) => sha256 === primarySha256)
  return resources.length < RESOURCES_MAX && primary?.state === 'present'
}

/** A further file of an asset that the library has; in the role that its kind gives it unless another is said. */
function declareMore(
  { id, kind, takenAt, takenFrom, resources, primarySha256 }: Asset,
  file: Original,
  role: ResourceRole | null = null,
): CreateArgs {
  const primary = resources
    .filter(({ sha256 }) => sha256 === primarySha256)
    .map(({ role, sha256, bytes, name, mime, modifiedAt }) => ({
      role,
      sha256,
      bytes,
      name,
      mime,
      modifiedAt,
    }))
  return {
    assetId: id,
    copyNo: 0,
    kind,
    takenAt,
    takenFrom,
    resources: [...primary, role === null ? resourceOf(file) : { ...resourceOf(file), role }],
    source: 'automatic',
  }
}

/** The live asset that a file belongs to, as the library has confirmed it; null when there is none. */
function liveAssetOf(ports: MovePorts, file: Original): Asset | null {
  const asset = followMerges(ports.state.replica, idOf(ports, file))
  return asset?.state === 'live' ? asset : null
}

async function readTaken({ disk, root }: MovePorts, { path, modifiedAt }: Original): Promise<Taken> {
  const { taken } = await withByteSource(disk, `${root}/${path}`, (source) =>
    readMediaFacts(source, { name: nameOf(path), modifiedAt }),
  )
  return { takenAt: taken.at, takenFrom: taken.source }
}

function resourceOf({ path, bytes, modifiedAt, content }: Original): DeclaredResource {
  const { assetKind, sha256, mime } = content
  const role = assetKind === 'video' ? 'motion' : assetKind === 'sidecar' ? 'sidecar' : 'still'
  return { role, sha256, bytes, name: nameOf(path), mime, modifiedAt }
}

function idOf({ idKey, hmacSha256 }: MovePorts, { content }: Original) {
  return assetIdOf(idKey, content.sha256, 0, hmacSha256)
}

/** The name that the camera gave. */
function nameOf(path: FolderPath): string {
  return fromPortableName(path.slice(path.lastIndexOf('/') + 1))
}

function toLocalFile({ path, stat, content }: ScannedFile): LocalFile {
  return { path, bytes: stat.bytes, modifiedAt: nanosecondsToMs(stat.modifiedNs), content }
}

function isOriginal(file: LocalFile): file is Original {
  return file.content.kind === 'original'
}
