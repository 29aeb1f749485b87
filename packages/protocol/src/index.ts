export type { Device, DeviceCode, Identity, Session, WaitingDevice } from './account.ts'
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
  waitingDeviceSchema,
} from './account.ts'
export type {
  AdminAccount,
  AdminAccounts,
  NewAccountWish,
  PlanAnswer,
  ServerHealth,
  ServerOwner,
} from './admin.ts'
export {
  adminAccountSchema,
  adminAccountsSchema,
  newAccountSchema,
  planAnswerSchema,
  serverHealthSchema,
  serverOwnerSchema,
} from './admin.ts'
export type { AlarmChannels, Alarms, AlarmTrial, PushSubscription } from './alarms.ts'
export {
  alarmChannelsSchema,
  alarmsSchema,
  alarmTrialsSchema,
  pushEndpointSchema,
  pushSubscriptionSchema,
} from './alarms.ts'
export type {
  Asset,
  AssetKind,
  CurrentVersion,
  Dated,
  DeclaredResource,
  DroppedFile,
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
export type { Command, CommandKind, CommandTarget } from './command.ts'
export { commandSchema, commandTargetSchema } from './command.ts'
export type { MeasuredConditions } from './conditions.ts'
export { measuredConditionsSchema } from './conditions.ts'
export type { Cursor } from './cursor.ts'
export { cursorTextSchema, formatCursor, parseCursor } from './cursor.ts'
export type { PackedDerivative } from './derivative-pack.ts'
export { readDerivativePack, writeDerivativePack } from './derivative-pack.ts'
export type { DeviceReport, EngineHealth, KnownDevice, KnownDevices } from './device-report.ts'
export { deviceReportSchema, engineHealthSchema, knownDevicesSchema } from './device-report.ts'
export type { ChosenSettings, DeviceSetting, DeviceSettingName, DeviceSettings } from './device-settings.ts'
export { deviceSettingSchema, deviceSettingsSchema } from './device-settings.ts'
export type { CheckId, DoctorCheck, DoctorFinding, DoctorReport, Fix } from './doctor.ts'
export { checkIdSchema, doctorReportSchema } from './doctor.ts'
export type { Facts } from './facts.ts'
export { factsSchema } from './facts.ts'
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
  CommandId,
  DeviceId,
  HoldId,
  LeaseId,
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
  commandIdSchema,
  deviceIdSchema,
  holdIdSchema,
  leaseIdSchema,
  libraryIdSchema,
  sha256Schema,
  uploadIdSchema,
} from './ids.ts'
export type { AttestLine, Lease, LeaseCheck, ServerKey, Statement, StatementBody } from './lease.ts'
export {
  attestLineSchema,
  attestRequestSchema,
  leaseCheckSchema,
  leaseRequestSchema,
  leaseSchema,
  serverKeySchema,
  statementPageAnswerSchema,
  statementPageSchema,
  statementRequestSchema,
  statementSchema,
} from './lease.ts'
export {
  ALBUM_DEPTH_MAX,
  ATTEST_HASHES_MAX,
  ATTEST_MAX_AGE_MS,
  BATCH_CHANGES_MAX,
  BATCHES_KEPT,
  BLOB_MAX_BYTES,
  CAPTION_MAX,
  COMMAND_ASSETS_MAX,
  DROPPED_FILES_MAX,
  DUPLICATES_MAX,
  FILE_NAME_MAX,
  HAVE_HASHES_MAX,
  HOLD_ASSETS_MAX,
  JSON_BODY_MAX_BYTES,
  KEYWORD_MAX,
  KEYWORDS_MAX,
  LEASE_HASHES_MAX,
  LEASE_KEPT_MS,
  LEASE_VERIFIED_WITHIN_MS,
  LEASED_HASHES_MAX,
  LEASES_MAX,
  MEDIA_TEXT_MAX,
  PACK_DERIVATIVES_MAX,
  PAGE_CHANGES_MAX,
  PART_BYTES,
  PARTS_MAX,
  PASSKEYS_MAX,
  PASSWORD_MAX,
  PLACES_ASKED_MAX,
  ZIP_ASSETS_MAX,
  PUSH_MUTATIONS_MAX,
  RATING_MAX,
  RESOURCES_MAX,
  SEARCH_MAX,
  SEGMENT_BYTES_MAX,
  SINGLE_PUT_MAX_BYTES,
  STATEMENT_HASHES_MAX,
  STATEMENT_LIST_MAX,
  STATEMENT_PAGE_MAX,
  STATEMENT_VERIFIED_WITHIN_MS,
  TITLE_MAX,
  TRASH_KEPT_MS,
  UPLOAD_EXPIRES_AFTER_MS,
  WAIT_MAX_MS,
  PUSH_SUBSCRIPTIONS_MAX,
  REPORT_ITEMS_MAX,
} from './limits.ts'
export type { Media, ResourceDerivatives } from './media.ts'
export { derivativeKindSchema, mediaSchema } from './media.ts'
export type { ArgsOf, Intent, Mutation, MutationOutcome, MutationRefusal } from './mutation.ts'
export { mutationOutcomeSchema, mutationSchema } from './mutation.ts'
export { timeSchema } from './numbers.ts'
export type { Outcome } from './outcome.ts'
export { accepted, refused } from './outcome.ts'
export { parseJson } from './parse-json.ts'
export type {
  Passkey,
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyRegistration,
  PasskeyRequest,
} from './passkey.ts'
export {
  passkeyAssertionSchema,
  passkeyCreationSchema,
  passkeyRegistrationSchema,
  passkeyRequestSchema,
  passkeySchema,
  passkeySignInSchema,
} from './passkey.ts'
export type { Problem, ProblemCode } from './problem.ts'
export { PROBLEM_STATUS, problem, problemSchema } from './problem.ts'
export type { Recipe } from './recipe.ts'
export { RECIPE_AMOUNT_MAX, recipeFilterSchema, recipeSchema, STRAIGHTEN_MAX } from './recipe.ts'
export type {
  Album,
  AlbumEntry,
  Batch,
  BatchChange,
  CommandRecord,
  DeviceRecord,
  Hold,
  LibraryRecord,
  RecordKind,
  RecordOf,
  Version,
} from './record.ts'
export { libraryRecordSchema } from './record.ts'
export type { Plan, SpaceOffer, Storage } from './storage.ts'
export { changePlanSchema, planSchema, storageSchema } from './storage.ts'
export { OLDEST_PROTOCOL_VERSION, PROTOCOL_HEADER, PROTOCOL_VERSION } from './version.ts'
export type { Reauthenticate, Reauthentication, ServerFacts } from './web-session.ts'
export {
  reauthenticateSchema,
  reauthenticationSchema,
  serverFactsSchema,
  setUpSchema,
} from './web-session.ts'
export type { PlacesAnswer } from './places.ts'
export { placesAnswerSchema, placesQuestionSchema } from './places.ts'
export type { ZipOffer } from './zips.ts'
export { zipOfferSchema, zipRequestSchema } from './zips.ts'
