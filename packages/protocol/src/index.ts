export type { Device, DeviceCode, Identity, Session } from './account.ts'
export {
  deviceCodeApprovalSchema,
  deviceCodeRequestSchema,
  deviceCodeSchema,
  deviceCodeTokenSchema,
  deviceSchema,
  identitySchema,
  membershipSchema,
  personalNameSchema,
  sessionSchema,
  signInSchema,
} from './account.ts'
export type {
  Asset,
  AssetKind,
  CurrentVersion,
  Dated,
  DeclaredResource,
  FieldEdit,
  Located,
  Resource,
  ResourceRole,
} from './asset.ts'
export {
  assetSchema,
  declaredResourceSchema,
  fileNameSchema,
  keywordSchema,
  resourceSchema,
} from './asset.ts'
export type { Durable, OpenUpload, UploadState, Usage, VerifyLine } from './blob.ts'
export {
  durableSchema,
  haveRequestSchema,
  haveResponseSchema,
  openUploadSchema,
  uploadStateSchema,
  usageSchema,
  verifyLineSchema,
  verifyQuerySchema,
} from './blob.ts'
export type { BootstrapManifest, SegmentFile } from './bootstrap.ts'
export { bootstrapManifestSchema } from './bootstrap.ts'
export type { Cursor } from './cursor.ts'
export { cursorTextSchema, formatCursor, parseCursor } from './cursor.ts'
export type { PackedDerivative } from './derivative-pack.ts'
export { readDerivativePack, writeDerivativePack } from './derivative-pack.ts'
export type { Change, FeedPage, Poke, PushRequest, PushResponse } from './feed.ts'
export {
  changeSchema,
  changesQuerySchema,
  feedPageSchema,
  pokeSchema,
  pushRequestSchema,
  pushResponseSchema,
} from './feed.ts'
export type {
  AccountId,
  AlbumId,
  AssetId,
  BatchId,
  ClientId,
  DeviceId,
  HoldId,
  LibraryId,
  Sha256,
  UploadId,
} from './ids.ts'
export {
  accountIdSchema,
  albumIdSchema,
  assetIdSchema,
  batchIdSchema,
  clientIdSchema,
  deviceIdSchema,
  holdIdSchema,
  libraryIdSchema,
  sha256Schema,
  uploadIdSchema,
} from './ids.ts'
export {
  ALBUM_DEPTH_MAX,
  BATCH_CHANGES_MAX,
  BATCHES_KEPT,
  BLOB_MAX_BYTES,
  CAPTION_MAX,
  DUPLICATES_MAX,
  FILE_NAME_MAX,
  HAVE_HASHES_MAX,
  HOLD_ASSETS_MAX,
  JSON_BODY_MAX_BYTES,
  KEYWORD_MAX,
  KEYWORDS_MAX,
  MEDIA_TEXT_MAX,
  PACK_DERIVATIVES_MAX,
  PAGE_CHANGES_MAX,
  PART_BYTES,
  PARTS_MAX,
  PASSWORD_MAX,
  PUSH_MUTATIONS_MAX,
  RATING_MAX,
  RESOURCES_MAX,
  SEARCH_MAX,
  SEGMENT_BYTES_MAX,
  SINGLE_PUT_MAX_BYTES,
  TITLE_MAX,
  TRASH_KEPT_MS,
  UPLOAD_EXPIRES_AFTER_MS,
  WAIT_MAX_MS,
} from './limits.ts'
export type { Media, ResourceDerivatives } from './media.ts'
export { derivativeKindSchema, mediaSchema } from './media.ts'
export type { ArgsOf, Facts, Intent, Mutation, MutationOutcome, MutationRefusal } from './mutation.ts'
export { factsSchema, mutationOutcomeSchema, mutationSchema } from './mutation.ts'
export { timeSchema } from './numbers.ts'
export type { Outcome } from './outcome.ts'
export { accepted, refused } from './outcome.ts'
export type { Problem, ProblemCode } from './problem.ts'
export { PROBLEM_STATUS, problem, problemSchema } from './problem.ts'
export type { Recipe } from './recipe.ts'
export { RECIPE_AMOUNT_MAX, recipeFilterSchema, recipeSchema, STRAIGHTEN_MAX } from './recipe.ts'
export type {
  Album,
  AlbumEntry,
  Batch,
  BatchChange,
  Hold,
  LibraryRecord,
  RecordKind,
  RecordOf,
  Version,
} from './record.ts'
export { libraryRecordSchema } from './record.ts'
export { OLDEST_PROTOCOL_VERSION, PROTOCOL_HEADER, PROTOCOL_VERSION } from './version.ts'
