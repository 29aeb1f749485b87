import type { MediaType } from './media-type.ts'
import { sniffBaseMedia } from './sniff-base-media.ts'
import { sniffMarkup } from './sniff-markup.ts'
import { sniffPicture } from './sniff-picture.ts'
import { sniffVideo } from './sniff-video.ts'

/**
 * How much of a file's beginning the answers of this package may depend on. Most types show within 600 bytes;
 * the rest is for what may stand before the telling words: the edits of an Apple adjustment file, the comments
 * of a drawing, the EXIF block before the XMP one.
 */
export const HEAD_BYTES = 65_536

/**
 * The type that a file's first `HEAD_BYTES` bytes tell, or null when they tell none that Rollcall keeps.
 * Fewer bytes are no error: a type that cannot be told from them is null. Bytes past `HEAD_BYTES` are not
 * looked at. Answers `image/tiff` for every camera raw that is a plain TIFF inside: only its name tells which.
 * Files known to hold sound alone are null. Never throws, whatever the bytes.
 */
export function sniffMediaType(head: Uint8Array): MediaType | null {
  const bytes = head.subarray(0, HEAD_BYTES)
  return sniffPicture(bytes) ?? sniffBaseMedia(bytes) ?? sniffVideo(bytes) ?? sniffMarkup(bytes)
}
