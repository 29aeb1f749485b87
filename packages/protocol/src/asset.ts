import { z } from 'zod'
import { assetIdSchema, clientIdSchema, sha256Schema } from './ids.ts'
import {
  BLOB_MAX_BYTES,
  CAPTION_MAX,
  DROPPED_FILES_MAX,
  FILE_NAME_MAX,
  KEYWORD_MAX,
  KEYWORDS_MAX,
  RATING_MAX,
  RESOURCES_MAX,
  TITLE_MAX,
} from './limits.ts'
import { mediaSchema, offsetMinutesSchema, resourceDerivativesSchema } from './media.ts'
import { countSchema, timeSchema } from './numbers.ts'
import { recipeSchema } from './recipe.ts'

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

/**
 * An edited file that somebody has let go of: it is none of the asset's files any more. The server keeps its bytes for 30 days from
 * `droppedAt`, by its own clock; `purgedAt` is when they went. The name and the hash stay, so that no device brings it back by itself.
 */
export const droppedFileSchema = resourceSchema.extend({
  droppedAt: timeSchema,
  /** Name of the device. */
  droppedBy: z.string(),
  purgedAt: timeSchema.exactOptional(),
})
/** See {@link droppedFileSchema}. */
export type DroppedFile = z.infer<typeof droppedFileSchema>

/** When a field group was last set: the change that did it, the time of the edit (server clock minus age), and by which client. */
export const fieldEditSchema = z.looseObject({
  seq: countSchema,
  editedAt: timeSchema,
  clientId: clientIdSchema,
  /** The last change by another client that this one's had not seen. */
  othersSeq: countSchema.exactOptional(),
})
/** See {@link fieldEditSchema}. */
export type FieldEdit = z.infer<typeof fieldEditSchema>

/**
 * The last edit of each field group that was ever edited. Groups merge on their own; see the merge table in `packages/sync`.
 * A group that this release does not know is kept, or an older device could not read a library that a newer one edits.
 */
const fieldEditsSchema = z.looseObject({
  favourite: fieldEditSchema.exactOptional(),
  hidden: fieldEditSchema.exactOptional(),
  rating: fieldEditSchema.exactOptional(),
  caption: fieldEditSchema.exactOptional(),
  title: fieldEditSchema.exactOptional(),
  dated: fieldEditSchema.exactOptional(),
  located: fieldEditSchema.exactOptional(),
  version: fieldEditSchema.exactOptional(),
  state: fieldEditSchema.exactOptional(),
  /** By keyword, of those that are on it and of those that were taken off: each merges on its own. */
  keywords: z.record(z.string(), fieldEditSchema).exactOptional(),
  /** By the hash of an edited file, of those that somebody has let go of or taken back. */
  files: z.record(z.string(), fieldEditSchema).exactOptional(),
})

/** A word or a few that a person files photos under: trimmed, not empty. */
export const keywordSchema = z
  .string()
  .min(1)
  .max(KEYWORD_MAX)
  .refine((word) => word.trim() === word, { message: 'must not begin or end with a space' })
  // The one name under which an object cannot hold a mark.
  .refine((word) => word !== '__proto__', { message: 'must be another word' })

/** From none, 0, to five stars. */
export const ratingSchema = z.number().int().min(0).max(RATING_MAX)

/** When a photo was taken, by a person's word: as `takenAt` and `media.offsetMinutes`, which stay what the files say. */
export const datedSchema = z.looseObject({ at: timeSchema, offsetMinutes: offsetMinutesSchema.nullable() })
/** See {@link datedSchema}. */
export type Dated = z.infer<typeof datedSchema>

/** Where a photo was taken, by a person's word: degrees, WGS 84. Both null: nowhere that is to be known. */
export const locatedSchema = z
  .looseObject({
    latitude: z.number().min(-90).max(90).nullable(),
    longitude: z.number().min(-180).max(180).nullable(),
  })
  .refine(({ latitude, longitude }) => (latitude === null) === (longitude === null), {
    message: 'must have both degrees or neither',
  })
/** See {@link locatedSchema}. */
export type Located = z.infer<typeof locatedSchema>

/**
 * How an asset looks now: `recipe` done to `sha256`, which is one of its files in the role `edit`, or to the original for null.
 * `rev` is that of the `version` record that says the same; 0 has no record: it is the original as it was taken.
 */
export const currentVersionSchema = z.looseObject({
  rev: countSchema,
  recipe: recipeSchema.nullable(),
  sha256: sha256Schema.nullable(),
  /** What the server has made of the look, under its render id (see `renderTextOf` in media); absent until it has, and without a recipe. */
  derivatives: resourceDerivativesSchema.exactOptional(),
})
/** See {@link currentVersionSchema}. */
export type CurrentVersion = z.infer<typeof currentVersionSchema>

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
  /** Kept out of the timeline, albums and searches unless asked for. Absent here and below: as nobody has said otherwise. */
  hidden: z.boolean().exactOptional(),
  rating: ratingSchema.exactOptional(),
  title: z.string().max(TITLE_MAX).exactOptional(),
  /** Sorted, each once. */
  keywords: z.array(keywordSchema).max(KEYWORDS_MAX).exactOptional(),
  dated: datedSchema.nullable().exactOptional(),
  located: locatedSchema.nullable().exactOptional(),
  version: currentVersionSchema.exactOptional(),
  /** How many versions there have ever been, without the original. */
  versions: countSchema.exactOptional(),
  /**
   * `trashed`: it comes back for the asking until `purgeAt`. `deleted`: for good, at `deletedAt`; the row stays, so that no device
   * brings it back by itself. `merged`: it turned out to be a part of another asset, `mergedInto`, which holds its files now.
   */
  state: z.enum(['live', 'trashed', 'deleted', 'merged']),
  mergedInto: assetIdSchema.exactOptional(),
  /** The change by which it last took another asset in. Who has not seen that has not seen the whole. */
  mergedSeq: countSchema.exactOptional(),
  trashedAt: timeSchema.nullable(),
  /** Name of the device that trashed it. */
  trashedBy: z.string().nullable(),
  /** When the server deletes a trashed asset for good, by its own clock. */
  purgeAt: timeSchema.exactOptional(),
  /** When and by which device it was deleted for good; the bytes go 30 days after that. */
  deletedAt: timeSchema.exactOptional(),
  deletedBy: z.string().exactOptional(),
  /** When the bytes of a deleted asset went. */
  purgedAt: timeSchema.exactOptional(),
  resources: z.array(resourceSchema).min(1).max(RESOURCES_MAX),
  /** None of these is in `resources`. */
  droppedFiles: z.array(droppedFileSchema).max(DROPPED_FILES_MAX).exactOptional(),
  /** What its files say of it. Absent until the server has read them. */
  media: mediaSchema.exactOptional(),
  edits: fieldEditsSchema,
})
/** See {@link assetSchema}. */
export type Asset = z.infer<typeof assetSchema>
