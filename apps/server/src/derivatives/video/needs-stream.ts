import { STREAM_SIDE_PX } from '@rollcall/media'
import type { VideoTraits } from './video-traits.ts'

/**
 * What must be done for browsers to play a video. `none`: they play the original. `copy`: its pictures are put into another
 * container as they are. `encode`: its pictures are decoded and encoded again. Sound that browsers play is copied too.
 */
export type StreamNeed =
  | { readonly kind: 'none' }
  | { readonly kind: 'copy' | 'encode'; readonly audio: 'none' | 'copy' | 'encode' }

/** Picture formats of 8 bits with a quarter of the colour, which every browser's decoders know. */
const PLAIN_FORMATS: readonly string[] = ['yuv420p', 'yuvj420p']
/** Faster than browsers show; slow motion is slowed by nothing but the player. */
const FPS_MAX = 61
const MP4_VIDEO: readonly string[] = ['h264', 'av1', 'vp9']
const MP4_AUDIO: readonly (string | null)[] = [null, 'aac', 'mp3', 'opus', 'flac']
const WEBM_VIDEO: readonly string[] = ['vp8', 'vp9', 'av1']
const WEBM_AUDIO: readonly (string | null)[] = [null, 'opus', 'vorbis']
/** Sound that is kept as it is beside new pictures. */
const KEPT_AUDIO: readonly string[] = ['aac', 'mp3']
/** Containers whose times are sound enough for packets to be taken over. */
const COPIED_CONTAINERS: readonly string[] = ['mov', 'matroska', 'flv']

/**
 * What browsers need to play a video, in every one of them and not just where the maker of the camera also makes the browser:
 * MP4 in H.264 (8 bits) with AAC or MP3 and WebM play as they are, QuickTime in H.264 is copied into an MP4, and all
 * else (HEVC, ProRes, MPEG-2, HDR, AVI, MTS …) is encoded. `isEmbedded`: it lies inside a photo, where none plays it.
 */
export function planStream(traits: VideoTraits, isEmbedded = false): StreamNeed {
  if (!isEmbedded && isPlayable(traits)) return { kind: 'none' }
  const { audioCodec } = traits
  const canKeep =
    audioCodec !== null && KEPT_AUDIO.includes(audioCodec) && hasContainer(traits, COPIED_CONTAINERS)
  const audio = audioCodec === null ? 'none' : canKeep ? 'copy' : 'encode'
  return { kind: canCopyPictures(traits) ? 'copy' : 'encode', audio }
}

function isPlayable(traits: VideoTraits): boolean {
  if (!isPlain(traits)) return false
  const { videoCodec, audioCodec } = traits
  if (hasContainer(traits, ['mov'])) {
    return !traits.isQuickTime && MP4_VIDEO.includes(videoCodec) && MP4_AUDIO.includes(audioCodec)
  }
  // The demuxer is the same for both; Matroska that holds only what WebM allows is WebM in all but name.
  return hasContainer(traits, ['webm']) && WEBM_VIDEO.includes(videoCodec) && WEBM_AUDIO.includes(audioCodec)
}

function canCopyPictures(traits: VideoTraits): boolean {
  const { picture, framesPerSecond } = traits
  const isSmall = Math.min(picture.width, picture.height) <= STREAM_SIDE_PX
  const isCalm = framesPerSecond === null || framesPerSecond <= FPS_MAX
  return (
    traits.videoCodec === 'h264' &&
    isPlain(traits) &&
    isSmall &&
    isCalm &&
    hasContainer(traits, COPIED_CONTAINERS)
  )
}

function isPlain({ pixelFormat, picture }: VideoTraits): boolean {
  return PLAIN_FORMATS.includes(pixelFormat) && picture.transfer === 'sdr'
}

function hasContainer({ container }: VideoTraits, names: readonly string[]): boolean {
  return container.split(',').some((name) => names.includes(name))
}
