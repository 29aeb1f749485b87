import { z } from 'zod'
import { assetIdSchema, clientIdSchema, sha256Schema } from './ids.ts'
import { BLOB_MAX_BYTES, CAPTION_MAX, FILE_NAME_MAX, RESOURCES_MAX } from './limits.ts'
import { mediaSchema, resourceDerivativesSchema } from './media.ts'
import { countSchema, timeSchema } from './numbers.ts'

/** What an asset is. A sidecar that belongs to no photo yet is an asset of its own. */
export const assetKindSchema = z.enum(['photo', 'video', 'sidecar'])
/** See {@link assetKindSchema}. */
export type AssetKind = z.infer<typeof assetKindSchema>

/** The part that a file plays in its asset. */
export const resourceRoleSchema = z.enum(['still', 'motion', 'raw', 'sidecar', 'edit'])
/** See {@link resourceRoleSchema}. */
export type ResourceRole = z.infer<typeof resourceRoleSchema>

/** A file name as the camera gave it: never a path, never empty. It is content, not an instruction. */
export const fileNameSchema = z
  .string()
  .min(1)
  .max(FILE_NAME_MAX)
  .refine((name) => !name.includes('/') && !name.includes('\0') && name !== '.' && name !== '..', {
    message: 'must be a file name without a folder',
  })

/** A file of an asset, as a client declares it. `modifiedAt` is the file's own time on the device it came from. */
export const declaredResourceSchema = z.looseObject({
  role: resourceRoleSchema,
  sha256: sha256Schema,
  bytes: countSchema.max(BLOB_MAX_BYTES),
  name: fileNameSchema,
  mime: z.string().min(1).max(FILE_NAME_MAX),
  modifiedAt: timeSchema,
})
/** See {@link declaredResourceSchema}. */
export type DeclaredResource = z.infer<typeof declaredResourceSchema>

/**
 * A file of an asset, as the server tells it. `present`: the server has verified bytes [R4]. `lost`: the stored bytes no
 * longer match the hash; any device that still has the file is asked to send it again.
 */
export const resourceSchema = declaredResourceSchema.extend({
  state: z.enum(['present', 'lost']),
  /** Absent until the server has looked into the file. */
  derivatives: resourceDerivativesSchema.exactOptional(),
})
/** See {@link resourceSchema}. */
export type Resource = z.infer<typeof resourceSchema>

/** When a field group was last set: the change that did it, the time of the edit (server clock minus age), and by which client. */
export const fieldEditSchema = z.looseObject({
  seq: countSchema,
  editedAt: timeSchema,
  clientId: clientIdSchema,
})
/** See {@link fieldEditSchema}. */
export type FieldEdit = z.infer<typeof fieldEditSchema>

/**
 * The last edit of each field group that was ever edited. Groups merge on their own; see the merge table in `packages/sync`.
 * A group that this release does not know is kept, or an older device could not read a library that a newer one edits.
 */
const fieldEditsSchema = z.looseObject({
  favourite: fieldEditSchema.exactOptional(),
  caption: fieldEditSchema.exactOptional(),
  state: fieldEditSchema.exactOptional(),
})

/** One photo, video or sidecar of a library, as the feed tells it. Fields that this release does not know survive. */
export const assetSchema = z.looseObject({
  id: assetIdSchema,
  /** Dense number within the library, from 1. */
  no: countSchema,
  /** The change that last touched this row. */
  seq: countSchema,
  kind: assetKindSchema,
  /** The original that gave the asset its id. */
  primarySha256: sha256Schema,
  takenAt: timeSchema,
  /** What `takenAt` rests on, such as `file_time`. */
  takenFrom: z.string().min(1).max(40),
  favourite: z.boolean(),
  caption: z.string().max(CAPTION_MAX),
  /** `merged`: it turned out to be a part of another asset, `mergedInto`, which holds its files now. */
  state: z.enum(['live', 'trashed', 'merged']),
  mergedInto: assetIdSchema.exactOptional(),
  /** The change by which it last took another asset in. Who has not seen that has not seen the whole. */
  mergedSeq: countSchema.exactOptional(),
  trashedAt: timeSchema.nullable(),
  /** Name of the device that trashed it. */
  trashedBy: z.string().nullable(),
  resources: z.array(resourceSchema).min(1).max(RESOURCES_MAX),
  /** What its files say of it. Absent until the server has read them. */
  media: mediaSchema.exactOptional(),
  edits: fieldEditsSchema,
})
/** See {@link assetSchema}. */
export type Asset = z.infer<typeof assetSchema>
