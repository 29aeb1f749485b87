import { latin1At } from './latin1-at.ts'
import type { MediaType } from './media-type.ts'

/** Transport stream packets that must begin with the sync byte `G` before chance is ruled out. */
const SYNC_PACKETS = 4

/** Identifiers of an ASF file and of a picture stream inside one, in file order. */
const ASF_HEADER = '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c'
const ASF_PICTURE_STREAM = '\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b'

/**
 * The type of a video outside the ISO base media family: AVI, Matroska, WebM, MPEG, ASF, Flash, Ogg.
 * Null for any other file, and for those formats when they hold sound alone.
 */
export function sniffVideo(head: Uint8Array): MediaType | null {
  const start = latin1At(head, 0, 16)
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'AVI ') return 'video/x-msvideo'
  if (start.startsWith('\x1a\x45\xdf\xa3')) return sniffMatroska(latin1At(head, 0, head.length))
  if (start.startsWith('\x00\x00\x01\xba') || start.startsWith('\x00\x00\x01\xb3')) return 'video/mpeg'
  if (isTransportStream(head)) return 'video/mp2t'
  if (start.startsWith(ASF_HEADER)) {
    return latin1At(head, 0, head.length).includes(ASF_PICTURE_STREAM) ? 'video/x-ms-wmv' : null
  }
  // The fifth byte says what a Flash video holds; its lowest bit stands for pictures.
  if (start.startsWith('FLV\x01') && ((head[4] ?? 0) & 1) === 1) return 'video/x-flv'
  if (start.startsWith('OggS')) return holdsOggPictures(latin1At(head, 0, head.length)) ? 'video/ogg' : null
  return null
}

/** WebM is Matroska with another document type. Codec names begin with `V_` for pictures and `A_` for sound. */
function sniffMatroska(text: string): MediaType | null {
  const soundAlone = /\x86[\x80-\xff]A_/.test(text) && !/\x86[\x80-\xff]V_/.test(text)
  if (soundAlone) return null
  const documentType = /\x42\x82[\x80-\xff](webm|matroska)/.exec(text)?.[1]
  if (documentType === undefined) return null
  return documentType === 'webm' ? 'video/webm' : 'video/x-matroska'
}

/** MPEG-TS has packets of 188 bytes; camcorders (M2TS) put a time of four bytes before each. */
function isTransportStream(head: Uint8Array): boolean {
  const layouts = [
    { first: 0, stride: 188 },
    { first: 4, stride: 192 },
  ]
  return layouts.some(({ first, stride }) => {
    for (let packet = 0; packet < SYNC_PACKETS; packet += 1) {
      if (head[first + packet * stride] !== 0x47) return false
    }
    return true
  })
}

/** Each stream of an Ogg file names its codec on a page of its own, all of them before any content. */
function holdsOggPictures(text: string): boolean {
  return ['\x80theora', '\x01video', 'BBCD\x00', 'OVP80'].some((codec) => text.includes(codec))
}
