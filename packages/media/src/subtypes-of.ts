import type { Subtype } from './media-facts.ts'
import type { MediaType } from './media-type.ts'
import type { ExifFacts } from './metadata/read-exif.ts'
import type { MakerFacts } from './metadata/read-maker-note.ts'
import { readXmpText, type Xmp } from './metadata/read-xmp.ts'
import { panoramaKindOf } from './metadata/xmp-facts.ts'
import type { StillParts } from './stills/still-parts.ts'

/** Longer side for shorter from which a picture that its name calls a panorama is one. */
const PANORAMA_RATIO = 2.5
/** Apple's values of EXIF's CustomRendered. */
const APPLE_PANORAMA = 6
const APPLE_PORTRAITS: ReadonlySet<number> = new Set([7, 8])
const APPLE_HDR: ReadonlySet<number> = new Set([2, 3, 7])
/** What phones of all makers and desktops call pictures of their screens, in the languages seen most. */
const SCREENSHOT_NAME =
  /^(?:screen[ _-]?shot|screen[ _-]?cap|screenclip|bildschirmfoto|capture d.écran|captura de (?:pantalla|ecrã)|schermafbeelding|skärmavbild|schermata|スクリーンショット|截屏|截图|scrnshot)/iu
const PANORAMA_NAME = /^(?:pano[_-]|.*[._-]pano(?:rama)?[._-])/i
/** Google marks every motion photo as the first of a burst, so there only the name tells. */
const GOOGLE_BURST_NAME = /(?:^|[_-])BURST(?:\d|[_.-])/
/** Apple's and Google's names of edited copies. */
const EDITED_NAME = /^IMG_E\d{4}|-edited(?:\(\d+\))?\.\w+$/i
/** What editors write into the history that they keep in XMP. */
const EDIT_MARKS = ['crs:AlreadyApplied', 'crs:HasCrop'] as const

/** What the readers found in one still picture. */
export interface StillFindings {
  readonly name: string
  readonly type: MediaType
  readonly parts: StillParts
  readonly exifs: readonly ExifFacts[]
  readonly xmps: readonly Xmp[]
  readonly maker: MakerFacts | null
  readonly hasVideo: boolean
}

/** What a person would call a still picture, in the order of `Subtype`. */
export function subtypesOf({
  name,
  type,
  parts,
  exifs,
  xmps,
  maker,
  hasVideo,
}: StillFindings): readonly Subtype[] {
  const rendered = exifs.some(({ make }) => make === 'Apple')
    ? (exifs.find(({ customRendered }) => customRendered !== null)?.customRendered ?? 0)
    : 0
  const special = xmps.flatMap((xmp) => xmp.textsByName.get('GCamera:SpecialTypeID') ?? []).join(' ')
  const pano = xmps.map((xmp) => panoramaKindOf(xmp)).find((kind) => kind !== null) ?? null
  const says = (property: string) => xmps.some((xmp) => readXmpText(xmp, property) !== null)
  const marks: Readonly<Partial<Record<Subtype, boolean>>> = {
    live_photo: (maker?.contentId ?? null) !== null,
    motion_photo: hasVideo,
    burst: (maker?.burstId ?? null) !== null || GOOGLE_BURST_NAME.test(name),
    panorama:
      pano === 'panorama' || rendered === APPLE_PANORAMA || (PANORAMA_NAME.test(name) && isLong(parts)),
    photo_sphere: pano === 'photo_sphere',
    portrait: APPLE_PORTRAITS.has(rendered) || special.includes('PORTRAIT'),
    screenshot: SCREENSHOT_NAME.test(name) || isScreenshot(exifs, xmps),
    hdr:
      parts.isHdr ||
      maker?.isHdr === true ||
      APPLE_HDR.has(rendered) ||
      says('hdrgm:Version') ||
      says('HDRGainMap:HDRGainMapVersion'),
    raw: isRawType(type),
    edited: EDITED_NAME.test(name) || xmps.some((xmp) => isEdited(xmp)),
    animated: parts.isAnimated,
  }
  return SUBTYPES.filter((subtype) => marks[subtype] === true)
}

const SUBTYPES: readonly Subtype[] = [
  'live_photo',
  'motion_photo',
  'burst',
  'panorama',
  'photo_sphere',
  'portrait',
  'screenshot',
  'hdr',
  'raw',
  'edited',
  'animated',
]

/** Whether files of this type hold what a camera's sensor saw. */
export function isRawType(type: MediaType): boolean {
  return type.startsWith('image/x-')
}

function isLong({ width, height }: StillParts): boolean {
  if (width === null || height === null || width === 0 || height === 0) return false
  return Math.max(width, height) / Math.min(width, height) >= PANORAMA_RATIO
}

/** Apple writes the word into the comment. */
function isScreenshot(exifs: readonly ExifFacts[], xmps: readonly Xmp[]): boolean {
  const comments = [
    ...exifs.map(({ comment }) => comment),
    ...xmps.map((xmp) => readXmpText(xmp, 'exif:UserComment')),
  ]
  return comments.some((comment) => comment?.toLowerCase() === 'screenshot')
}

function isEdited(xmp: Xmp): boolean {
  return EDIT_MARKS.some((mark) => readXmpText(xmp, mark)?.toLowerCase() === 'true')
}
