import { z } from 'zod'
import { assetIdSchema } from './ids.ts'
import { ZIP_ASSETS_MAX } from './limits.ts'
import { countSchema } from './numbers.ts'

/** Asks for the originals of some photos as one file; each photo once, in the order in which they are put into it. */
export const zipRequestSchema = z.object({ assetIds: z.array(assetIdSchema).min(1).max(ZIP_ASSETS_MAX) })

/** A zip that can be fetched for a while, by the device that asked. It is made while it is fetched, and lies nowhere. */
export const zipOfferSchema = z.object({
  zipId: z.string().regex(/^[0-9a-f]{32}$/),
  /** How a browser is to call it. */
  name: z.string().min(1).max(100),
  files: countSchema,
  /** Of the whole zip. */
  bytes: countSchema,
  /** Photos whose originals are not on the server any more, and are not in it. */
  missing: countSchema,
})
/** See {@link zipOfferSchema}. */
export type ZipOffer = z.infer<typeof zipOfferSchema>
