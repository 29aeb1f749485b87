import { z } from 'zod'
import { usageSchema } from './blob.ts'
import { assetIdSchema } from './ids.ts'
import { countSchema, timeSchema } from './numbers.ts'

/** A storage plan that the server offers. `quotaBytes` null: no limit. */
export const planSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().min(1).max(100),
  quotaBytes: countSchema.nullable(),
  /** `self`: whoever has an account takes it. `request`: the server's owner is asked. */
  access: z.enum(['self', 'request']),
})
/** See {@link planSchema}. */
export type Plan = z.infer<typeof planSchema>

/** Something that would free space, with its exact gain: what the library's used bytes go down by when it is done whole. */
export const spaceOfferSchema = z.object({
  kind: z.enum(['trash', 'duplicates', 'large_videos', 'screenshots', 'old_versions']),
  items: countSchema,
  bytes: countSchema,
  /** Bytes that come free only when their time in the trash or in quarantine is over. */
  laterBytes: countSchema,
  /** The largest of them first. */
  assetIds: z.array(assetIdSchema).max(1_000),
})
/** See {@link spaceOfferSchema}. */
export type SpaceOffer = z.infer<typeof spaceOfferSchema>

/** Asks for another plan. */
export const changePlanSchema = z.object({ plan: planSchema.shape.id })

/** What a library stores, what it may, and for how long that will do. */
export const storageSchema = z.object({
  usage: usageSchema,
  plan: planSchema.nullable(),
  plans: z.array(planSchema).max(50),
  /** A plan that was asked for and that the server's owner has not answered; or the last answer. */
  request: z
    .object({
      plan: z.string(),
      askedAt: timeSchema,
      state: z.enum(['waiting', 'granted', 'declined']),
      words: z.string().max(1_000),
    })
    .nullable(),
  /** Measured growth; null while there is too little to go by. `fullAt` null: not within ten years. */
  forecast: z
    .object({ bytesADay: z.number(), overDays: countSchema, fullAt: timeSchema.nullable() })
    .nullable(),
  /** Bytes that the disk of the server can still take; null when it does not say. */
  serverFreeBytes: countSchema.nullable(),
  offers: z.array(spaceOfferSchema).max(10),
  /**
   * How old what is known of duplicates is; absent: this server does not look for any. `foundAt`, by its clock: null before the first time.
   * `isLooking`: the library has changed since, and is being looked through anew.
   */
  duplicates: z.object({ foundAt: timeSchema.nullable(), isLooking: z.boolean() }).exactOptional(),
})
/** See {@link storageSchema}. */
export type Storage = z.infer<typeof storageSchema>
