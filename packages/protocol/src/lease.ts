import { z } from 'zod'
import { cursorTextSchema } from './cursor.ts'
import { leaseIdSchema, sha256Schema } from './ids.ts'
import { ATTEST_HASHES_MAX, LEASE_HASHES_MAX, STATEMENT_PAGE_MAX } from './limits.ts'
import { countSchema, timeSchema } from './numbers.ts'

/** A list of hashes as the device that sends it calls it: by chance, so that no other has its name. */
const statementListIdSchema = z.string().regex(/^[0-9a-f]{32}$/)

/** "May I drop my copies of these?" [R5] */
export const leaseRequestSchema = z.object({ hashes: z.array(sha256Schema).min(1).max(LEASE_HASHES_MAX) })

/**
 * Why a lease is not granted over a hash, or why it is not held. `not_held`: this library has no bytes of it. `not_live`: no photo that is
 * outside the trash names it. `damaged`: its bytes are not what they were; devices are asked to send them again. `not_readable`: the
 * server's disk did not give them. `not_checked`: there was too much to be read back at once; asked again, it goes on from there.
 */
const leaseRefusalSchema = z.enum(['not_held', 'not_live', 'damaged', 'not_readable', 'not_checked'])

/**
 * Leave to drop copies: the server holds verified bytes of each `granted` hash and removes none of them until `expiresAt`, or until
 * the lease is given back. `keptMs`: how long that is from now, for a device whose clock is wrong.
 */
export const leaseSchema = z.object({
  leaseId: leaseIdSchema,
  granted: z.array(sha256Schema),
  refused: z.array(z.object({ sha256: sha256Schema, code: leaseRefusalSchema })),
  expiresAt: timeSchema,
  keptMs: countSchema,
})
/** See {@link leaseSchema}. */
export type Lease = z.infer<typeof leaseSchema>

/** "Does the lease still hold over these?", asked right before they are dropped. Takes what {@link leaseRequestSchema} does. */
export const leaseCheckSchema = z.object({
  /** Those of the hashes over which it holds, and whose photos are not in the trash. Nothing else may be dropped. */
  held: z.array(sha256Schema),
  /** For how long from now; 0 when the lease is over, was given back, or is another device's. */
  keptMs: countSchema,
})
/** See {@link leaseCheckSchema}. */
export type LeaseCheck = z.infer<typeof leaseCheckSchema>

/** "Do you hold these, and when did you last read them back?" Older readings than `maxAgeMs` are made again before the answer. */
export const attestRequestSchema = z.object({
  hashes: z.array(sha256Schema).min(1).max(ATTEST_HASHES_MAX),
  maxAgeMs: countSchema,
})

/** A line of the answer, newline-delimited JSON: progress, one line a hash that is held, and one summary. */
export const attestLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), checked: countSchema, of: countSchema }),
  z.object({
    kind: z.literal('held'),
    sha256: sha256Schema,
    bytes: countSchema,
    verifiedAt: timeSchema,
    /** Whether a photo that is not in the trash names it. */
    isLive: z.boolean(),
  }),
  z.object({ kind: z.literal('missing'), sha256: sha256Schema, code: leaseRefusalSchema }),
  /** `cursor`: the head of the library when the answer ended; `now` by the server's clock. */
  z.object({
    kind: z.literal('summary'),
    held: countSchema,
    missing: countSchema,
    cursor: cursorTextSchema,
    now: timeSchema,
  }),
])
/** See {@link attestLineSchema}. */
export type AttestLine = z.infer<typeof attestLineSchema>

/**
 * That a device can be wiped without loss [R6]. `listDigest` is the SHA-256 of the sorted hashes, a line each: any original that is added
 * or changed later is not in it.
 */
export const statementBodySchema = z.object({
  kind: z.literal('safe_to_wipe'),
  device: z.string().max(200),
  deviceId: z.string().max(64),
  library: z.string().max(64),
  server: z.string().max(2_000),
  epoch: countSchema,
  seq: countSchema,
  originals: countSchema,
  bytes: countSchema,
  oldestVerifiedAt: timeSchema.nullable(),
  /** Files that the rules leave alone, and are in no library. */
  ignored: countSchema,
  listDigest: sha256Schema,
  madeAt: timeSchema,
})
/** See {@link statementBodySchema}. */
export type StatementBody = z.infer<typeof statementBodySchema>

/**
 * What a device asks the server to sign: everything but `hashes`, at most `STATEMENT_HASHES_MAX` of them, and `ignored` is the server's to
 * say. A hash that is named twice counts once. `list`: a list that was sent before, of so many hashes, takes their place.
 */
export const statementRequestSchema = z.object({
  hashes: z.array(sha256Schema),
  ignored: countSchema,
  list: z.object({ listId: statementListIdSchema, hashes: countSchema }).exactOptional(),
})

/**
 * Some of the hashes of a list that is too long for one request, in ascending order, each once, from number `from` of it on; 0 begins it.
 * The server looks at them as they come.
 */
export const statementPageSchema = z.object({
  listId: statementListIdSchema,
  from: countSchema,
  hashes: z.array(sha256Schema).min(1).max(STATEMENT_PAGE_MAX),
})

/** How many hashes of the list the server has. */
export const statementPageAnswerSchema = z.object({ taken: countSchema })

/**
 * A signed statement. `signature` (base64) is Ed25519 over the JSON of `body` with keys in order, see `statementText` in sync; `publicKey`
 * is the server's, see {@link serverKeySchema}.
 */
export const statementSchema = z.object({
  body: statementBodySchema,
  publicKey: z.string().max(200),
  signature: z.string().max(200),
})
/** See {@link statementSchema}. */
export type Statement = z.infer<typeof statementSchema>

/** The key by which the server signs, as everybody may know it: base64 of its SubjectPublicKeyInfo in DER (RFC 8410). */
export const serverKeySchema = z.object({ publicKey: z.string().max(200) })
/** See {@link serverKeySchema}. */
export type ServerKey = z.infer<typeof serverKeySchema>
