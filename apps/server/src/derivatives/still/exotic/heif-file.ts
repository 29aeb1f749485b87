/** A part of a file, or of its `idat` box, in bytes: `from ≤ position < to`. `to` may lie beyond the end. */
export interface Extent {
  readonly from: number
  readonly to: number
}

/** Colour as code points of ITU-T H.273: primaries, transfer, matrix. */
export interface ColourCodes {
  readonly primaries: number
  readonly transfer: number
  readonly matrix: number
  readonly isFullRange: boolean
}

/** Where the lasting part of a picture lies (`clap`): sizes in pixels, offsets from the middle; each a fraction. */
export interface CleanAperture {
  readonly kind: 'crop'
  readonly width: number
  readonly height: number
  readonly offsetX: number
  readonly offsetY: number
}

/** What is done to the pixels of an item after decoding, in the order the file lists it (ISO/IEC 23008-12 §6.5). */
export type HeifTransform =
  | CleanAperture
  /** Quarter turns against the clock, 1…3 (`irot`). */
  | { readonly kind: 'rotate'; readonly quarterTurns: number }
  /** `left_right`: left and right change places; `top_bottom`: top and bottom do (`imir`). */
  | { readonly kind: 'mirror'; readonly sides: 'left_right' | 'top_bottom' }

/** What an item says of itself. */
export type HeifProperty =
  | HeifTransform
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  /** Header that the decoder needs before the item's own bytes (`hvcC`, `av1C`, `avcC`, `jpgC`). */
  | { readonly kind: 'decoder_header'; readonly type: string; readonly bytes: Uint8Array }
  | { readonly kind: 'icc'; readonly bytes: Uint8Array }
  | { readonly kind: 'colour_codes'; readonly codes: ColourCodes }
  | { readonly kind: 'auxiliary'; readonly urn: string }
  | { readonly kind: 'unknown'; readonly type: string; readonly isEssential: boolean }

/** A coded picture, a picture made of others, or metadata. */
export interface HeifItem {
  readonly id: number
  /** `hvc1`, `av01`, `grid`, `Exif`, … */
  readonly type: string
  readonly extents: readonly Extent[]
  /** Where the extents lie. Null: nowhere that we read. */
  readonly within: 'file' | 'idat' | null
  /** In the order the file lists them. */
  readonly properties: readonly HeifProperty[]
}

/** What an item says of others: `dimg` (is made of), `thmb` (is the thumbnail of), `auxl` (is an auxiliary of), `prem`. */
export interface HeifReference {
  readonly kind: string
  readonly from: number
  readonly to: readonly number[]
}

/** The `meta` box of a HEIF file. */
export interface HeifFile {
  readonly primaryId: number | null
  readonly itemById: ReadonlyMap<number, HeifItem>
  readonly references: readonly HeifReference[]
  /** Place of the `idat` content in the file. */
  readonly idat: Extent | null
}
