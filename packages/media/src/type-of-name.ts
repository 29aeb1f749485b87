import { extensionOf } from './extension-of.ts'
import type { MediaType } from './media-type.ts'

/** What cameras, phones and their programs call the files that Rollcall keeps. */
const NAMED_TYPES: readonly (readonly [type: MediaType, extensions: readonly string[]])[] = [
  ['image/apng', ['apng']],
  ['image/avif', ['avif', 'avifs']],
  ['image/bmp', ['bmp', 'dib']],
  ['image/gif', ['gif']],
  ['image/heic', ['heic', 'hif']],
  ['image/heic-sequence', ['heics']],
  ['image/heif', ['heif']],
  ['image/heif-sequence', ['heifs']],
  ['image/j2c', ['j2c', 'j2k', 'jpc']],
  ['image/jp2', ['jp2']],
  ['image/jpeg', ['jpg', 'jpeg', 'jpe', 'jfif', 'insp', 'mpo']],
  ['image/jpx', ['jpf', 'jpx']],
  ['image/jxl', ['jxl']],
  ['image/png', ['png']],
  ['image/svg+xml', ['svg', 'svgz']],
  ['image/tiff', ['tif', 'tiff']],
  ['image/vnd.adobe.photoshop', ['psd', 'psb']],
  ['image/webp', ['webp']],
  ['image/x-adobe-dng', ['dng']],
  ['image/x-canon-cr2', ['cr2']],
  ['image/x-canon-cr3', ['cr3']],
  ['image/x-canon-crw', ['crw']],
  ['image/x-epson-erf', ['erf']],
  ['image/x-fujifilm-raf', ['raf']],
  ['image/x-gopro-gpr', ['gpr']],
  ['image/x-hasselblad-3fr', ['3fr']],
  ['image/x-hasselblad-fff', ['fff']],
  ['image/x-kodak-dcr', ['dcr']],
  ['image/x-kodak-kdc', ['kdc']],
  ['image/x-leaf-mos', ['mos']],
  ['image/x-leica-rwl', ['rwl']],
  ['image/x-mamiya-mef', ['mef']],
  ['image/x-minolta-mrw', ['mrw']],
  ['image/x-nikon-nef', ['nef']],
  ['image/x-nikon-nrw', ['nrw']],
  ['image/x-olympus-orf', ['orf']],
  ['image/x-panasonic-rw2', ['rw2']],
  ['image/x-pentax-pef', ['pef']],
  ['image/x-phaseone-iiq', ['iiq']],
  ['image/x-samsung-srw', ['srw']],
  ['image/x-sigma-x3f', ['x3f']],
  ['image/x-sony-arw', ['arw']],
  ['image/x-sony-sr2', ['sr2']],
  ['image/x-sony-srf', ['srf']],
  ['video/3gpp', ['3gp', '3gpp']],
  ['video/3gpp2', ['3g2']],
  ['video/mj2', ['mj2']],
  ['video/mp2t', ['mts', 'm2ts', 'm2t']],
  // Insta360 (insv), GoPro 360 degrees (360) and small-size (lrv) recordings are MP4 inside.
  ['video/mp4', ['mp4', 'insv', '360', 'lrv']],
  ['video/mpeg', ['mpg', 'mpeg', 'mpe', 'm2v', 'vob']],
  ['video/ogg', ['ogv']],
  ['video/quicktime', ['mov', 'qt']],
  ['video/webm', ['webm']],
  ['video/x-dv', ['dv']],
  ['video/x-flv', ['flv']],
  ['video/x-m4v', ['m4v']],
  ['video/x-matroska', ['mkv']],
  ['video/x-ms-wmv', ['wmv', 'asf']],
  ['video/x-msvideo', ['avi']],
  ['application/rdf+xml', ['xmp']],
  ['application/vnd.apple.photos', ['aae']],
]

const TYPE_BY_EXTENSION: ReadonlyMap<string, MediaType> = new Map(
  NAMED_TYPES.flatMap(([type, extensions]) => extensions.map((extension) => [extension, type] as const)),
)

/** The type that a file's name alone says, in upper or lower case; null when it names none that Rollcall keeps. */
export function typeOfName(name: string): MediaType | null {
  return TYPE_BY_EXTENSION.get(extensionOf(name)) ?? null
}
