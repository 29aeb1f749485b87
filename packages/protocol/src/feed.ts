import { z } from 'zod'
import { assetSchema } from './asset.ts'
import { countSchema } from './numbers.ts'
import { cursorTextSchema } from './cursor.ts'
import { clientIdSchema } from './ids.ts'
import { PAGE_CHANGES_MAX, PUSH_MUTATIONS_MAX, WAIT_MAX_MS } from './limits.ts'
import { mutationOutcomeSchema, mutationSchema } from './mutation.ts'
import { libraryRecordSchema } from './record.ts'

/**
 * One entry of a library's change feed, oldest first. The feed is state-based: an asset or a record stands in it once, at its last
 * change. The union is closed: a client stops at a kind it does not know instead of guessing.
 */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('asset'), asset: assetSchema }),
  z.object({ kind: z.literal('record'), record: libraryRecordSchema }),
])
/** See {@link changeSchema}. */
export type Change = z.infer<typeof changeSchema>

/**
 * A page of the feed. `to` is where the reader stands after it. Only when `complete` may a client make the pages it has
 * staged visible: rows of earlier pages may have moved past them. `lastMutation` is the last of the asking client's
 * mutations whose effects lie at or before the head that this read was bounded by [R10], and `client` names it: what it is told is of no
 * use to another one, and a cache may mix them up.
 */
export const feedPageSchema = z.object({
  epoch: countSchema,
  from: cursorTextSchema,
  to: cursorTextSchema,
  complete: z.boolean(),
  client: clientIdSchema.exactOptional(),
  lastMutation: countSchema,
  changes: z.array(changeSchema),
})
/** See {@link feedPageSchema}. */
export type FeedPage = z.infer<typeof feedPageSchema>

/** What a reader of the feed asks. Without a cursor: from the beginning. */
export const changesQuerySchema = z.object({
  cursor: cursorTextSchema.optional(),
  client: clientIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_CHANGES_MAX).default(PAGE_CHANGES_MAX),
  /** Hold the answer up to so many milliseconds until there is something new. */
  wait: z.coerce.number().int().min(0).max(WAIT_MAX_MS).default(0),
})

const nonceSchema = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 lower-case hex digits')

/**
 * A batch of mutations. `nonce` is the token that the last accepted push left, null on a client's first push; `next` is
 * the token that this one leaves [R12]. A retry repeats the same batch with the same pair.
 */
export const pushRequestSchema = z.object({
  clientId: clientIdSchema,
  nonce: nonceSchema.nullable(),
  next: nonceSchema,
  base: cursorTextSchema.nullable(),
  mutations: z.array(mutationSchema).max(PUSH_MUTATIONS_MAX),
})
/** See {@link pushRequestSchema}. */
export type PushRequest = z.infer<typeof pushRequestSchema>

/** The answer to a push: one outcome a mutation, and the page of changes since `base`, so that one round trip converges. */
export const pushResponseSchema = z.object({
  outcomes: z.array(z.object({ n: countSchema, outcome: mutationOutcomeSchema })),
  page: feedPageSchema,
})
/** See {@link pushResponseSchema}. */
export type PushResponse = z.infer<typeof pushResponseSchema>

/** A hint that a library has moved; never data. Losing, doubling or reordering it is harmless. */
export const pokeSchema = z.object({ epoch: countSchema, head: countSchema })
/** See {@link pokeSchema}. */
export type Poke = z.infer<typeof pokeSchema>
