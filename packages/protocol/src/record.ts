import { z } from 'zod'
import { currentVersionSchema, fieldEditSchema } from './asset.ts'
import { commandSchema, commandTargetSchema } from './command.ts'
import { chosenSettingsSchema } from './device-settings.ts'
import {
  albumIdSchema,
  assetIdSchema,
  batchIdSchema,
  clientIdSchema,
  commandIdSchema,
  deviceIdSchema,
  holdIdSchema,
} from './ids.ts'
import { BATCH_CHANGES_MAX, HOLD_ASSETS_MAX, SEARCH_MAX, TITLE_MAX } from './limits.ts'
import { factsSchema } from './facts.ts'
import { countSchema, timeSchema } from './numbers.ts'

/*
 * What a library holds besides assets: small rows of a few kinds, each with a key of its own within its kind. They travel in the
 * feed like assets, and like assets survive clients that do not know all of their fields.
 */

/** The place of a row among its siblings: texts that sort by code unit, with room between any two for another. */
const placeKeySchema = z.string().min(1).max(1_000)

/** How the photos of an album are shown: in their own order, or by time. */
export const albumSortSchema = z.enum(['manual', 'oldest', 'newest'])

/** `folder` holds albums and folders; `smart` shows whatever its search finds. */
export const albumTypeSchema = z.enum(['album', 'folder', 'smart'])

/** The name of an album: not empty. */
export const albumNameSchema = z.string().min(1).max(TITLE_MAX)

/** An album, a folder of albums or a saved search. `key` is its id. */
export const albumSchema = z.looseObject({
  kind: z.literal('album'),
  key: albumIdSchema,
  seq: countSchema,
  type: albumTypeSchema,
  name: albumNameSchema,
  /** The folder it lies in; null at the top. */
  parentId: albumIdSchema.nullable(),
  place: placeKeySchema,
  cover: assetIdSchema.nullable(),
  sort: albumSortSchema,
  /** What a smart album searches for, in the words of a search; null of the others. */
  search: z.string().max(SEARCH_MAX).nullable(),
  state: z.enum(['live', 'trashed']),
  trashedAt: timeSchema.nullable(),
  trashedBy: z.string().nullable(),
  edits: z.looseObject({
    name: fieldEditSchema.exactOptional(),
    cover: fieldEditSchema.exactOptional(),
    sort: fieldEditSchema.exactOptional(),
    search: fieldEditSchema.exactOptional(),
    parent: fieldEditSchema.exactOptional(),
    state: fieldEditSchema.exactOptional(),
  }),
})
/** See {@link albumSchema}. */
export type Album = z.infer<typeof albumSchema>

/** That an asset is in an album, or was. `key` is `albumId:assetId`. */
export const entrySchema = z.looseObject({
  kind: z.literal('entry'),
  key: z.string().regex(/^[0-9a-f]{32}:[0-9a-f]{32}$/),
  seq: countSchema,
  albumId: albumIdSchema,
  assetId: assetIdSchema,
  place: placeKeySchema,
  /** False once it was taken out: the row stays, so that a concurrent addition is seen to be one. */
  isIn: z.boolean(),
  edit: fieldEditSchema,
})
/** See {@link entrySchema}. */
export type AlbumEntry = z.infer<typeof entrySchema>

/** A way that an asset has looked since it was taken; kept for ever. `key` is `assetId:rev`. */
export const versionSchema = currentVersionSchema.extend({
  kind: z.literal('version'),
  key: z.string().regex(/^[0-9a-f]{32}:\d{1,9}$/),
  seq: countSchema,
  assetId: assetIdSchema,
  madeAt: timeSchema,
  madeBy: z.string(),
  /** The photo was purged, and how it looked is not known any more: `recipe` and `sha256` are null, and so they do not tell. */
  forgotten: z.literal(true).exactOptional(),
})
/** See {@link versionSchema}. */
export type Version = z.infer<typeof versionSchema>

/** A value of a field as it was before a change or after it; fields that are documents are told whole. */
const fieldValueSchema = z.unknown()

/**
 * One change within a batch. Either `assetId` or `albumId` is set, both for an entry. `verdict`: `overrode` won against a concurrent
 * edit, whose value is `before`; `lost` did not take effect: `after` is the value that lost.
 */
export const batchChangeSchema = z.looseObject({
  assetId: assetIdSchema.exactOptional(),
  albumId: albumIdSchema.exactOptional(),
  field: z.string().min(1).max(40),
  /** Which keyword, for the field `keywords`. */
  element: z.string().max(200).exactOptional(),
  before: fieldValueSchema,
  after: fieldValueSchema,
  /** The change that did it; of a change that lost, the one that won. */
  seq: countSchema,
  verdict: z.enum(['applied', 'overrode', 'lost']),
  /** The photo was purged, and what was said of it is not known any more: `before` and `after` are null, and so they do not tell. */
  forgotten: z.literal(true).exactOptional(),
})
/** See {@link batchChangeSchema}. */
export type BatchChange = z.infer<typeof batchChangeSchema>

/** A row of the journal: what one device did at a time. `key` is the batch's id, and a number from 2 for each further row of it. */
export const batchSchema = z.looseObject({
  kind: z.literal('batch'),
  key: z.string().regex(/^[0-9a-f]{32}(\.\d{1,6})?$/),
  seq: countSchema,
  batchId: batchIdSchema,
  /** The seq of its first change: the order of the journal. */
  firstSeq: countSchema,
  clientId: clientIdSchema,
  deviceName: z.string(),
  startedAt: timeSchema,
  endedAt: timeSchema,
  /** The batch that this one takes back. */
  undoes: batchIdSchema.nullable(),
  /** How often each operation was done. */
  counts: z.record(z.string(), countSchema),
  /** Numbers of the assets that it created, as ranges with both ends. */
  created: z.array(z.tuple([countSchema, countSchema])),
  changes: z.array(batchChangeSchema).max(BATCH_CHANGES_MAX),
})
/** See {@link batchSchema}. */
export type Batch = z.infer<typeof batchSchema>

/** How a release goes on: in whose name, in which batch of the journal, and what stood in the hold's `seq` when it was answered. */
const holdReleaseSchema = z.looseObject({
  heldSeq: countSchema,
  clientId: clientIdSchema,
  answeredAt: timeSchema,
  batchId: batchIdSchema,
  undoes: batchIdSchema.nullable(),
})

/** Deletions by one device that look like an accident and wait for a person's word [R17]. `key` is its id. */
export const holdSchema = z.looseObject({
  kind: z.literal('hold'),
  key: holdIdSchema,
  seq: countSchema,
  deviceName: z.string(),
  clientId: clientIdSchema,
  heldAt: timeSchema,
  assetIds: z.array(assetIdSchema).min(1).max(HOLD_ASSETS_MAX),
  state: z.enum(['waiting', 'released', 'undone']),
  answeredBy: z.string().nullable(),
  /** There while a release is on its way: some of the photos have not gone to the trash yet. */
  release: holdReleaseSchema.exactOptional(),
})
/** See {@link holdSchema}. */
export type Hold = z.infer<typeof holdSchema>

/** A device of the library's account, and what was chosen for it. `key` is its id. */
export const deviceRecordSchema = z.looseObject({
  kind: z.literal('device'),
  key: deviceIdSchema,
  seq: countSchema,
  name: z.string(),
  addedAt: timeSchema,
  /** When it was signed out for good; null while it is one. */
  removedAt: timeSchema.nullable(),
  settings: chosenSettingsSchema,
  /** By name of the setting. */
  edits: z.record(z.string(), fieldEditSchema),
})
/** See {@link deviceRecordSchema}. */
export type DeviceRecord = z.infer<typeof deviceRecordSchema>

/**
 * The last command of its sort to a device, and what became of it: a later one of the same sort takes its place. `key` is
 * `target:what`. `cancelled`: somebody took it back before it was done.
 */
export const commandRecordSchema = z.looseObject({
  kind: z.literal('command'),
  key: z.string().regex(/^([0-9a-f]{32}|server):[a-z_]{1,40}$/),
  seq: countSchema,
  target: commandTargetSchema,
  commandId: commandIdSchema,
  command: commandSchema,
  issuedAt: timeSchema,
  /** The device that it was chosen on. */
  issuedBy: z.string(),
  state: z.enum(['waiting', 'done', 'refused', 'cancelled']),
  /** What came of it, as shown to people and tools. */
  facts: factsSchema,
  finishedAt: timeSchema.nullable(),
})
/** See {@link commandRecordSchema}. */
export type CommandRecord = z.infer<typeof commandRecordSchema>

/** See the file's header. The union is closed: a client stops at a kind that it does not know. */
export const libraryRecordSchema = z.discriminatedUnion('kind', [
  albumSchema,
  entrySchema,
  versionSchema,
  batchSchema,
  holdSchema,
  deviceRecordSchema,
  commandRecordSchema,
])
/** See {@link libraryRecordSchema}. */
export type LibraryRecord = z.infer<typeof libraryRecordSchema>

/** A kind of {@link LibraryRecord}. */
export type RecordKind = LibraryRecord['kind']

/** The record of a kind. */
export type RecordOf<Kind extends RecordKind> = Extract<LibraryRecord, { readonly kind: Kind }>
