import { z } from 'zod'
import { assetKindSchema, declaredResourceSchema } from './asset.ts'
import { countSchema, timeSchema } from './numbers.ts'
import { assetIdSchema } from './ids.ts'
import { CAPTION_MAX, RESOURCES_MAX } from './limits.ts'

/*
 * What a client wants done. No operation is relative [R13]: "set favourite to true", never "toggle". The time of an edit
 * travels as its age on the device's monotonic clock, so a wrong wall clock changes nothing.
 */

const frame = {
  /** Place in the client's line, from 1, without holes [R12]. */
  n: countSchema.min(1),
  /** The feed position that the person saw when they did this. Later changes of the same field are concurrent. */
  baseSeq: countSchema,
  ageMs: countSchema,
}

/** Declares an asset whose bytes the server already holds. `source` is `explicit` when a person asked for just this file. */
const createArgsSchema = z.object({
  assetId: assetIdSchema,
  /** 0, or above for a duplicate that a person made on purpose. */
  copyNo: countSchema.max(10_000),
  kind: assetKindSchema,
  takenAt: timeSchema,
  takenFrom: z.string().min(1).max(40),
  resources: z.array(declaredResourceSchema).min(1).max(RESOURCES_MAX),
  source: z.enum(['automatic', 'explicit']),
})

const onAsset = z.object({ assetId: assetIdSchema })

/** See the file's header. The union is closed: an unknown `op` is refused, never guessed at. */
export const mutationSchema = z.discriminatedUnion('op', [
  z.object({ ...frame, op: z.literal('create'), args: createArgsSchema }),
  z.object({ ...frame, op: z.literal('trash'), args: onAsset }),
  z.object({ ...frame, op: z.literal('restore'), args: onAsset }),
  z.object({ ...frame, op: z.literal('setFavourite'), args: onAsset.extend({ value: z.boolean() }) }),
  z.object({
    ...frame,
    op: z.literal('setCaption'),
    args: onAsset.extend({ value: z.string().max(CAPTION_MAX) }),
  }),
])
/** See {@link mutationSchema}. */
export type Mutation = z.infer<typeof mutationSchema>

/** A mutation before it has a place in a client's line: what to do, without `n`, `baseSeq` and `ageMs`. */
export type Intent = Mutation extends infer M ? (M extends Mutation ? Pick<M, 'op' | 'args'> : never) : never

/** Why the server will never do a mutation. Consumes its `n` all the same. */
export const mutationRefusalSchema = z.enum([
  'blob_missing',
  'deleted_by_you',
  'gone',
  'wrong_asset_id',
  'size_mismatch',
  'too_many_resources',
])
/** See {@link mutationRefusalSchema}. */
export type MutationRefusal = z.infer<typeof mutationRefusalSchema>

/** Values that a decision rested on, as shown to people and tools. */
export const factsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
/** See {@link factsSchema}. */
export type Facts = z.infer<typeof factsSchema>

/**
 * What became of a mutation. `superseded`: a concurrent edit won, and `facts.lost` holds the value that did not.
 * `applied` with `facts.overrode`: this one won, and that is the value it replaced.
 */
export const mutationOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('applied'), facts: factsSchema.optional() }),
  z.object({ kind: z.literal('unchanged') }),
  z.object({ kind: z.literal('superseded'), facts: factsSchema }),
  z.object({ kind: z.literal('refused'), code: mutationRefusalSchema, facts: factsSchema }),
])
/** See {@link mutationOutcomeSchema}. */
export type MutationOutcome = z.infer<typeof mutationOutcomeSchema>
