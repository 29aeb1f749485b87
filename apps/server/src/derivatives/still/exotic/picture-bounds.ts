/** A part that the decoder must hold as a whole, several times over. No level of HEVC in use allows more. */
export const TILE_PIXELS_MAX = 80_000_000

/** Parts of one picture. The grid of a 200-megapixel picture has 768. */
export const TILES_MAX = 4_096
