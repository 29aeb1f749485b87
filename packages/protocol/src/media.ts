import { z } from 'zod'
import { MEDIA_TEXT_MAX } from './limits.ts'
import { countSchema } from './numbers.ts'

const textSchema = z.string().max(MEDIA_TEXT_MAX).nullable()
const measureSchema = z.number().nullable()

/** Minutes in a day: no zone is further from UTC. */
const OFFSET_MAX_MINUTES = 24 * 60

/** Local time minus UTC, minutes. */
export const offsetMinutesSchema = z.number().int().min(-OFFSET_MAX_MINUTES).max(OFFSET_MAX_MINUTES)

/** Where a photo was taken: degrees, WGS 84; metres above the sea, negative below it. */
const placeSchema = z.looseObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  altitudeM: measureSchema,
})

/**
 * What an asset's files say of it, read by the server. Null: they do not say. Subtypes are as in `packages/media`; a device
 * shows those it knows.
 */
export const mediaSchema = z.looseObject({
  /** Pixels, the right way up. */
  width: countSchema.nullable(),
  height: countSchema.nullable(),
  durationMs: countSchema.nullable(),
  /** Local time minus UTC where and when it was taken, minutes. Null: `takenAt` is local time taken for UTC. */
  offsetMinutes: offsetMinutesSchema.nullable(),
  make: textSchema,
  model: textSchema,
  lens: textSchema,
  exposure: z.looseObject({
    iso: measureSchema,
    fNumber: measureSchema,
    /** Exposure time in seconds. */
    seconds: measureSchema,
    focalLengthMm: measureSchema,
  }),
  place: placeSchema.nullable(),
  subtypes: z.array(z.string().max(40)).max(32),
  /** Ties the halves of a Live Photo, and the frames of a burst. */
  contentId: textSchema,
  burstId: textSchema,
  /** A tiny picture to show until the real one is here, as https://evanw.github.io/thumbhash/ has it, in base64. */
  thumbhash: z.string().max(64).nullable(),
  /** Average colour, `#rrggbb`. */
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .nullable(),
  /** How it looks in 64 bits, as 16 hex digits: pictures that look alike differ in few. Absent until it was worked out. */
  lookHash: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .nullable()
    .exactOptional(),
  /** What is odd about the file, in words; such as a stand-in much smaller than it says [R9]. */
  warnings: z.array(z.string().max(MEDIA_TEXT_MAX)).max(8),
})
/** See {@link mediaSchema}. */
export type Media = z.infer<typeof mediaSchema>

/**
 * What the server could make of a file. `kinds` are those that can be fetched, under `version`. `failure` says why there
 * are none: `corrupt_source`, `unsupported_codec`, `too_many_pixels`, `out_of_time`, `out_of_memory` or `crashed`. The original is
 * safe all the same.
 */
export const resourceDerivativesSchema = z.looseObject({
  version: countSchema.min(1),
  kinds: z.array(z.string().max(40)).max(16),
  failure: z.string().max(40).nullable(),
})
/** See {@link resourceDerivativesSchema}. */
export type ResourceDerivatives = z.infer<typeof resourceDerivativesSchema>

/** A derivative in an address. */
export const derivativeKindSchema = z.enum(['small', 'medium', 'preview', 'stream'])
