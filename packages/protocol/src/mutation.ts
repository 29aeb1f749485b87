import { z } from 'zod'
import {
  assetKindSchema,
  datedSchema,
  declaredResourceSchema,
  keywordSchema,
  locatedSchema,
  ratingSchema,
} from './asset.ts'
import { commandKindSchema, commandSchema, commandTargetSchema } from './command.ts'
import { deviceSettingSchema } from './device-settings.ts'
import { factsSchema } from './facts.ts'
import { countSchema, timeSchema } from './numbers.ts'
import {
  albumIdSchema,
  assetIdSchema,
  batchIdSchema,
  commandIdSchema,
  deviceIdSchema,
  holdIdSchema,
  sha256Schema,
} from './ids.ts'
import { CAPTION_MAX, DUPLICATES_MAX, RESOURCES_MAX, SEARCH_MAX, TITLE_MAX } from './limits.ts'
import { recipeSchema } from './recipe.ts'
import { albumNameSchema, albumSortSchema, albumTypeSchema } from './record.ts'

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
  /** The deed that this is a part of; without one, the server finds what belongs together. `undoes`: the deed that it takes back. */
  batch: z.object({ id: batchIdSchema, undoes: batchIdSchema.nullable() }).exactOptional(),
}

/** `explicit`: a person asked for just this. `automatic`: it follows from what a folder holds, and is obeyed less. */
const sourceSchema = z.enum(['automatic', 'explicit'])

/**
 * Declares an asset whose bytes the server already holds, or further files of one. The first resource is the one that gave the asset
 * its id. A new file in the role `edit` becomes how the asset looks.
 */
const createArgsSchema = z.object({
  assetId: assetIdSchema,
  /** 0, or above for a duplicate that a person made on purpose. */
  copyNo: countSchema.max(10_000),
  kind: assetKindSchema,
  takenAt: timeSchema,
  takenFrom: z.string().min(1).max(40),
  resources: z.array(declaredResourceSchema).min(1).max(RESOURCES_MAX),
  source: sourceSchema,
})

const onAsset = z.object({ assetId: assetIdSchema })
const onAlbum = z.object({ albumId: albumIdSchema })
const onEntry = onAsset.extend({ albumId: albumIdSchema })

/** A place among siblings: after one of them, or at an end. */
const afterSchema = <Id extends z.ZodType>(id: Id) => z.union([id, z.literal('start'), z.literal('end')])

/** See the file's header. The union is closed: an unknown `op` is refused, never guessed at. */
export const mutationSchema = z.discriminatedUnion('op', [
  z.object({ ...frame, op: z.literal('create'), args: createArgsSchema }),
  z.object({
    ...frame,
    op: z.literal('trash'),
    args: onAsset.extend({ source: sourceSchema.exactOptional() }),
  }),
  z.object({ ...frame, op: z.literal('restore'), args: onAsset }),
  z.object({ ...frame, op: z.literal('deleteForGood'), args: onAsset }),
  z.object({ ...frame, op: z.literal('setFavourite'), args: onAsset.extend({ value: z.boolean() }) }),
  z.object({ ...frame, op: z.literal('setHidden'), args: onAsset.extend({ value: z.boolean() }) }),
  z.object({ ...frame, op: z.literal('setRating'), args: onAsset.extend({ value: ratingSchema }) }),
  z.object({
    ...frame,
    op: z.literal('setCaption'),
    args: onAsset.extend({ value: z.string().max(CAPTION_MAX) }),
  }),
  z.object({
    ...frame,
    op: z.literal('setTitle'),
    args: onAsset.extend({ value: z.string().max(TITLE_MAX) }),
  }),
  /** Null: as the files say. So is it for the place. */
  z.object({ ...frame, op: z.literal('setDated'), args: onAsset.extend({ value: datedSchema.nullable() }) }),
  z.object({
    ...frame,
    op: z.literal('setLocated'),
    args: onAsset.extend({ value: locatedSchema.nullable() }),
  }),
  z.object({
    ...frame,
    op: z.literal('setKeyword'),
    args: onAsset.extend({ keyword: keywordSchema, isOn: z.boolean() }),
  }),
  /** How the asset is to look: a recipe, done to one of its edited files or to the original. Both null: as it was taken. */
  z.object({
    ...frame,
    op: z.literal('setVersion'),
    args: onAsset.extend({ recipe: recipeSchema.nullable(), sha256: sha256Schema.nullable() }),
  }),
  /** Whether an edited file that is not how the asset looks is kept; false lets go of it. */
  z.object({
    ...frame,
    op: z.literal('setEditKept'),
    args: onAsset.extend({ sha256: sha256Schema, isKept: z.boolean() }),
  }),
  /** These look the same: what was said of the others is said of the keeper, and the others go to the trash. */
  z.object({
    ...frame,
    op: z.literal('uniteDuplicates'),
    args: onAsset.extend({ duplicates: z.array(assetIdSchema).min(1).max(DUPLICATES_MAX) }),
  }),
  z.object({
    ...frame,
    op: z.literal('createAlbum'),
    args: onAlbum.extend({
      type: albumTypeSchema,
      name: albumNameSchema,
      parentId: albumIdSchema.nullable(),
      search: z.string().max(SEARCH_MAX).nullable(),
    }),
  }),
  z.object({ ...frame, op: z.literal('setAlbumName'), args: onAlbum.extend({ value: albumNameSchema }) }),
  z.object({
    ...frame,
    op: z.literal('setAlbumCover'),
    args: onAlbum.extend({ value: assetIdSchema.nullable() }),
  }),
  z.object({ ...frame, op: z.literal('setAlbumSort'), args: onAlbum.extend({ value: albumSortSchema }) }),
  z.object({
    ...frame,
    op: z.literal('setAlbumSearch'),
    args: onAlbum.extend({ value: z.string().max(SEARCH_MAX) }),
  }),
  z.object({
    ...frame,
    op: z.literal('moveAlbum'),
    args: onAlbum.extend({ parentId: albumIdSchema.nullable(), after: afterSchema(albumIdSchema) }),
  }),
  z.object({ ...frame, op: z.literal('trashAlbum'), args: onAlbum }),
  z.object({ ...frame, op: z.literal('restoreAlbum'), args: onAlbum }),
  z.object({
    ...frame,
    op: z.literal('placeEntry'),
    args: onEntry.extend({ after: afterSchema(assetIdSchema) }),
  }),
  z.object({ ...frame, op: z.literal('removeEntry'), args: onEntry }),
  /** `release`: they are deleted after all. `undo`: they stay. */
  z.object({
    ...frame,
    op: z.literal('answerHold'),
    args: z.object({ holdId: holdIdSchema, answer: z.enum(['release', 'undo']) }),
  }),
  /** What is chosen for a device, by itself or from another one. */
  z.object({
    ...frame,
    op: z.literal('setDeviceSetting'),
    args: z.object({ deviceId: deviceIdSchema, setting: deviceSettingSchema }),
  }),
  z.object({
    ...frame,
    op: z.literal('issueCommand'),
    args: z.object({ target: commandTargetSchema, commandId: commandIdSchema, command: commandSchema }),
  }),
  /** What became of a command: said by whoever did it, or, `cancelled`, by anybody. */
  z.object({
    ...frame,
    op: z.literal('answerCommand'),
    args: z.object({
      target: commandTargetSchema,
      what: commandKindSchema,
      commandId: commandIdSchema,
      state: z.enum(['done', 'refused', 'cancelled']),
      facts: factsSchema,
    }),
  }),
])
/** See {@link mutationSchema}. */
export type Mutation = z.infer<typeof mutationSchema>

/** A mutation before it has a place in a client's line: what to do, without `n`, `baseSeq` and `ageMs`. */
export type Intent = Mutation extends infer M
  ? M extends Mutation
    ? Pick<M, 'op' | 'args'> & Partial<Pick<M, 'batch'>>
    : never
  : never

/** The arguments of an operation. */
export type ArgsOf<Op extends Mutation['op']> = Extract<Mutation, { readonly op: Op }>['args']

/** Why the server will never do a mutation. Consumes its `n` all the same. */
export const mutationRefusalSchema = z.enum([
  'blob_missing',
  'deleted_by_you',
  'gone',
  'wrong_asset_id',
  'size_mismatch',
  'too_many_resources',
  'not_in_trash',
  'changed_since',
  'no_such_album',
  'no_such_file',
  'wrong_album_type',
  'album_in_itself',
  'too_deep',
  'too_many_keywords',
  'no_such_hold',
  'no_such_device',
  'no_such_command',
])
/** See {@link mutationRefusalSchema}. */
export type MutationRefusal = z.infer<typeof mutationRefusalSchema>

/**
 * What became of a mutation. `superseded`: a concurrent edit won, and `facts.lost` holds the value that did not.
 * `applied` with `facts.overrode`: this one won, and that is the value it replaced.
 */
export const mutationOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('applied'), facts: factsSchema.optional() }),
  z.object({ kind: z.literal('unchanged') }),
  z.object({ kind: z.literal('superseded'), facts: factsSchema }),
  /** The deletion firewall took it for a part of an accident; `facts.holdId` says which hold a person is to answer [R17]. */
  z.object({ kind: z.literal('held'), facts: factsSchema }),
  z.object({ kind: z.literal('refused'), code: mutationRefusalSchema, facts: factsSchema }),
])
/** See {@link mutationOutcomeSchema}. */
export type MutationOutcome = z.infer<typeof mutationOutcomeSchema>
