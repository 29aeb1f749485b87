import { z } from 'zod'
import { countSchema, timeSchema } from './numbers.ts'
import { sha256Schema, uploadIdSchema } from './ids.ts'
import { BLOB_MAX_BYTES, HAVE_HASHES_MAX, PARTS_MAX } from './limits.ts'

/** The server's word that it re-read the stored bytes, recomputed this hash, and made them survive a power cut [R4] [R14]. */
export const durableSchema = z.object({
  durable: z.literal(true),
  sha256: sha256Schema,
  bytes: countSchema,
  verifiedAt: timeSchema,
})
/** See {@link durableSchema}. */
export type Durable = z.infer<typeof durableSchema>

/** "Which of these does this library hold?" [R16] */
export const haveRequestSchema = z.object({ hashes: z.array(sha256Schema).max(HAVE_HASHES_MAX) })
/** Only the hashes whose bytes are durable in this library. */
export const haveResponseSchema = z.object({ durable: z.array(sha256Schema) })

/** Opens an upload in parts of `PART_BYTES`, the last one shorter. Repeating it answers the upload that is open. */
export const openUploadSchema = z.object({
  sha256: sha256Schema,
  bytes: countSchema.min(1).max(BLOB_MAX_BYTES),
  parts: z.array(sha256Schema).min(1).max(PARTS_MAX),
})
/** See {@link openUploadSchema}. */
export type OpenUpload = z.infer<typeof openUploadSchema>

/** Where an upload stands. `missing` lists part numbers, from 0, that the server has not got. */
export const uploadStateSchema = z.object({
  uploadId: uploadIdSchema,
  sha256: sha256Schema,
  bytes: countSchema,
  missing: z.array(countSchema),
  expiresAt: timeSchema,
})
/** See {@link uploadStateSchema}. */
export type UploadState = z.infer<typeof uploadStateSchema>

/** Bytes of a library. `reservedBytes` are promised to uploads under way; `quotaBytes` is null when there is no quota. */
export const usageSchema = z.object({
  usedBytes: countSchema,
  reservedBytes: countSchema,
  quotaBytes: countSchema.nullable(),
  /** What the used bytes are of; `unnamed`: uploaded, and recorded by no asset. Absent from an older server. */
  byKind: z
    .record(z.enum(['originals', 'edits', 'trash', 'quarantine', 'unnamed']), countSchema)
    .exactOptional(),
})
/** See {@link usageSchema}. */
export type Usage = z.infer<typeof usageSchema>

/** What `verify` reads again: the originals of live photos, or also the trash and what no photo names. */
export const verifyQuerySchema = z.object({ scope: z.enum(['live', 'everything']).default('live') })

/** A line of the answer to `verify`: progress, then one summary. Newline-delimited JSON. */
export const verifyLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    checked: countSchema,
    of: countSchema,
    bytes: countSchema,
    bytesInAll: countSchema,
  }),
  z.object({
    kind: z.literal('failure'),
    sha256: sha256Schema,
    bytes: countSchema,
    code: z.enum(['missing', 'readback_mismatch', 'unreadable']),
    names: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('summary'),
    checked: countSchema,
    bytes: countSchema,
    failures: countSchema,
    milliseconds: countSchema,
  }),
])
/** See {@link verifyLineSchema}. */
export type VerifyLine = z.infer<typeof verifyLineSchema>
