import sharp from 'sharp'

/** The readers of libvips that are used; all others (drawings, PDF, ImageMagick's hundreds) are shut off. */
const READERS: readonly string[] = [
  'VipsForeignLoadHeif',
  'VipsForeignLoadJpeg',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadPng',
  'VipsForeignLoadTiff',
  'VipsForeignLoadWebp',
]

/**
 * Sets the image library up for files that nobody vouches for: the few readers that are used and no others, one thread a
 * picture (the pictures are what is done side by side), and nothing kept between pictures.
 */
export function guardSharp(): void {
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: [...READERS] })
}
