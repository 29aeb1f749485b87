/** Pixels of a picture, the right way up, one byte a channel. */
export interface RawPicture {
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  /** Row by row from the top, `width × height × channels` bytes. */
  readonly pixels: Uint8Array
}

/** A decoded original, perhaps already scaled down. */
export interface DecodedPicture extends RawPicture {
  /** ICC profile that the pixels are in; null: sRGB. */
  readonly icc: Uint8Array | null
  /** Pixels of the original, the right way up. */
  readonly fullWidth: number
  readonly fullHeight: number
  /** `embedded_preview`: the original itself could not be decoded, a smaller picture inside it could. */
  readonly from: 'original' | 'embedded_preview'
}
