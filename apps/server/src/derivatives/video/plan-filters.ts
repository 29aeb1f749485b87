/*
 * Decoded frames become what is shown through a chain of FFmpeg's filters, in an order that keeps the work small:
 * fields to frames, scale, then colours (HDR to SDR), then mirror and turn, last the format that is wanted.
 */
import type { PictureTraits } from './video-traits.ts'

/** What comes out of a chain of filters. */
export interface PictureTarget {
  /** Longer and shorter side are at most so many pixels; nothing is enlarged. */
  readonly longerMax: number
  readonly shorterMax: number
  /** Both sides are made multiples of this. */
  readonly multiple: number
  /** `rgb24` for pixels, `yuv420p` for encoders. */
  readonly format: 'rgb24' | 'yuv420p'
}

/** From this height on a video that does not tell is taken for HD, whose colours are coded by BT.709. */
const HD_HEIGHT = 720

/** Size after scaling, before turning. */
export interface PlannedSize {
  readonly width: number
  readonly height: number
}

/** The description of the filters, in FFmpeg's language. Pixels come out upright, square, SDR, in the colours of BT.709. */
export function planFilters(picture: PictureTraits, target: PictureTarget): string {
  const { width, height } = planSize(picture, target)
  const isHdr = picture.transfer !== 'sdr'
  return [
    ...(picture.isMatrixKnown || isHdr ? [] : [`setparams=colorspace=${guessMatrix(picture)}`]),
    ...(picture.isInterlaced ? ['bwdif=mode=send_frame'] : []),
    `scale=${width}:${height}:flags=bicubic+accurate_rnd+full_chroma_int`,
    'setsar=1',
    ...(isHdr ? toneMap(picture) : []),
    ...(!isHdr && picture.isWide ? ['zscale=primaries=709:transfer=709:matrix=709:range=limited'] : []),
    ...(picture.isMirrored ? ['hflip'] : []),
    ...turnFilters(picture.turn),
    ...(target.format === 'rgb24'
      ? ['format=rgb24']
      : ['scale=out_range=limited:out_color_matrix=bt709', 'format=yuv420p']),
  ].join(',')
}

/** The size that square pixels of the picture have within the target's limits, before turning. */
export function planSize(picture: PictureTraits, target: PictureTarget): PlannedSize {
  const [width, height] = [picture.width * picture.pixelAspect, picture.height]
  const shrink = Math.min(
    1,
    target.longerMax / Math.max(width, height),
    target.shorterMax / Math.min(width, height),
  )
  const fit = (side: number): number =>
    Math.max(target.multiple, Math.round((side * shrink) / target.multiple) * target.multiple)
  return { width: fit(width), height: fit(height) }
}

function guessMatrix(picture: PictureTraits): string {
  return Math.min(picture.width, picture.height) >= HD_HEIGHT ? 'bt709' : 'smpte170m'
}

/**
 * To the brightness of an ordinary screen. Of the filter's curves `mobius` is the one that leaves dark and middle tones as
 * they are (as BT.2390 does) and never turns round: BT.2390 there makes lights above 1000 cd/m² darker again.
 */
function toneMap({ transfer }: PictureTraits): readonly string[] {
  const name = transfer === 'hlg' ? 'arib-std-b67' : 'smpte2084'
  return [
    'format=yuv420p10le',
    `setparams=color_primaries=bt2020:color_trc=${name}:colorspace=bt2020nc`,
    'tonemapx=tonemap=mobius:desat=0:t=bt709:m=bt709:p=bt709:range=tv:format=yuv420p',
  ]
}

function turnFilters(turn: PictureTraits['turn']): readonly string[] {
  if (turn === 90) return ['transpose=clock']
  if (turn === 270) return ['transpose=cclock']
  return turn === 180 ? ['hflip', 'vflip'] : []
}
