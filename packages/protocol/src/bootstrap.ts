import { z } from 'zod'
import { sha256Schema } from './ids.ts'
import { SEGMENT_BYTES_MAX } from './limits.ts'
import { countSchema, timeSchema } from './numbers.ts'

/*
 * How a new device gets a library without reading every row of its feed: in segments, files of columns that never change and are fetched
 * by their hash. The manifest says which there are. Segments are built at different places of the feed; whoever has them reads the
 * feed on from the lowest `builtSeq` and takes of each row what has the greatest seq.
 */

/** A segment. `sha256` and `bytes` are of the file as it is fetched, compressed by gzip; `rawBytes` what it holds. */
export const segmentFileSchema = z.object({
  sha256: sha256Schema,
  bytes: countSchema.max(SEGMENT_BYTES_MAX),
  rawBytes: countSchema.max(SEGMENT_BYTES_MAX),
})
/** See {@link segmentFileSchema}. */
export type SegmentFile = z.infer<typeof segmentFileSchema>

/** Parts of a manifest at most. */
const PARTS_MAX = 20_000

/** Assets that were taken from `from` on, and none after `to`; newest parts come first. The three tiers hold the same rows. */
const assetPartSchema = z.object({
  builtSeq: countSchema,
  rows: countSchema,
  from: timeSchema,
  to: timeSchema,
  skeleton: segmentFileSchema,
  looks: segmentFileSchema,
  details: segmentFileSchema,
})

const recordPartSchema = z.object({ builtSeq: countSchema, rows: countSchema, records: segmentFileSchema })

/** What there is to begin with. Without parts the feed alone is as good. */
export const bootstrapManifestSchema = z.object({
  epoch: countSchema,
  headSeq: countSchema,
  /** Newest first, by UTC. `live`: those that are neither trashed, deleted nor merged. */
  months: z.array(
    z.object({ month: z.string().regex(/^\d{4}-\d{2}$/), assets: countSchema, live: countSchema }),
  ),
  assets: z.array(assetPartSchema).max(PARTS_MAX),
  records: z.array(recordPartSchema).max(PARTS_MAX),
})
/** See {@link bootstrapManifestSchema}. */
export type BootstrapManifest = z.infer<typeof bootstrapManifestSchema>
