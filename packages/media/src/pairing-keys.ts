/*
 * One photo may be several files: the still and the moving half of a Live Photo, a raw file and the camera's JPEG,
 * the frames of a burst, a photo and the notes beside it. Files that belong together have a key in common, which
 * each tells on its own, in whatever order and however far apart they arrive.
 */
import { extensionOf } from './extension-of.ts'
import type { MediaFacts } from './media-facts.ts'
import type { MediaType } from './media-type.ts'
import { isRawType } from './subtypes-of.ts'

/** What the camera itself writes beside a raw file. */
const COMPANION_TYPES: ReadonlySet<MediaType> = new Set<MediaType>(['image/jpeg', 'image/heic', 'image/heif'])
/** Length of a wall time up to the second. */
const SECOND_LENGTH = '2024-06-02T12:00:00'.length

/**
 * What files of one photo or of one burst have in common: `live:` and Apple's content identifier, `burst:` and the
 * burst's identifier, `raw:` and the name, second and camera of the picture, divided by `|`.
 */
export type PairingKey = `live:${string}` | `burst:${string}` | `raw:${string}`

/**
 * The keys of a file called `name` (no folders). Raw files and what may be their companions have a `raw:` key only
 * where the camera told time and model: a name alone is too little, as cameras begin again at 0001.
 */
export function pairingKeysOf(facts: MediaFacts, name: string): readonly PairingKey[] {
  const keys: PairingKey[] = []
  if (facts.contentId !== null) keys.push(`live:${facts.contentId.toUpperCase()}`)
  if (facts.burstId !== null) keys.push(`burst:${facts.burstId.toUpperCase()}`)
  const { type, model, taken } = facts
  const mayPair = type !== null && (isRawType(type) || COMPANION_TYPES.has(type))
  if (mayPair && model !== null && taken.source === 'exif_original') {
    keys.push(`raw:${rawStemOf(name)}|${taken.local.slice(0, SECOND_LENGTH)}|${model}`)
  }
  return keys
}

/** A file's name without its last extension, folded so that names differing in case or in how an accent is written are one. */
function photoStemOf(name: string): string {
  const extension = extensionOf(name)
  const trimmed = name.replace(/[ .]+$/, '')
  return fold(extension === '' ? trimmed : trimmed.slice(0, -extension.length - 1))
}

/**
 * Whether `sidecarName` is what programs and phones call the notes beside a photo or video called `photoName`, in
 * the same folder: `IMG_1.CR2.xmp` or `IMG_1.xmp` of `IMG_1.CR2`; `IMG_1.AAE`, `IMG_E1.AAE` and `IMG_O1.AAE` of
 * `IMG_1.HEIC`; `MVI_1.THM` of `MVI_1.MOV`. A name with the extension goes with that file alone.
 */
export function isSidecarOf(sidecarName: string, photoName: string): boolean {
  const kind = extensionOf(sidecarName)
  if (!SIDECAR_EXTENSIONS.has(kind) || SIDECAR_EXTENSIONS.has(extensionOf(photoName))) return false
  const stem = photoStemOf(sidecarName)
  if (stem === '') return false
  if (stem === fold(photoName)) return true
  // Apple puts a letter before the number of the edited picture and of the notes on it.
  const own = kind === 'aae' ? stem.replace(/^img_[eo](?=\d)/, 'img_') : stem
  return own === photoStemOf(photoName)
}

const SIDECAR_EXTENSIONS: ReadonlySet<string> = new Set(['xmp', 'aae', 'thm'])

/** Pixel phones call the two `….RAW-01.COVER.jpg` and `….RAW-02.ORIGINAL.dng`. */
function rawStemOf(name: string): string {
  return photoStemOf(name).replace(/\.raw-\d+\.(?:cover|original)$/, '')
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
