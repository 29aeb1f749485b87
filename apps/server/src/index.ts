export type { AccountPorts } from './accounts/account-ports.ts'
export { createArgon2Hasher } from './accounts/argon2-hasher.ts'
export type { AccountRefusal, AccountWish } from './accounts/create-account.ts'
export { createAccount } from './accounts/create-account.ts'
export type { PasswordHasher } from './accounts/password-hasher.ts'
export { openSetup } from './accounts/setup.ts'
export type { BlobCheck, Blobs, OpenBlob, PartToStore } from './blobs/blobs.ts'
export type { FileBlobsPorts } from './blobs/file-blobs.ts'
export { createFileBlobs } from './blobs/file-blobs.ts'
export type { Bootstrap } from './bootstrap/bootstrap.ts'
export { createBootstrap } from './bootstrap/bootstrap.ts'
export type { BootstrapPorts, BootstrapSizes } from './bootstrap/bootstrap-ports.ts'
export type { OpenPartEncoder, PartEncoder } from './bootstrap/part-encoder.ts'
export { createPartEncoder } from './bootstrap/part-encoder.ts'
export { createThreadPartEncoder } from './bootstrap/thread-part-encoder.ts'
export type { DerivationPorts } from './derivatives/derivation-ports.ts'
export type { DerivativeFiles } from './derivatives/derivative-files.ts'
export { createDerivativeFiles } from './derivatives/derivative-files.ts'
export type { DeriveJob, Deriver, DeriveResult } from './derivatives/deriver.ts'
export { runDerivations } from './derivatives/run-derivations.ts'
export { createDeriver } from './derivatives/worker/create-deriver.ts'
export type { Wants } from './derivatives/wants.ts'
export { createWants } from './derivatives/wants.ts'
export { createNodeServer } from './http/node-listener.ts'
export type { RequestEnv } from './http/request-env.ts'
export type { ServerApp } from './http/server-app.ts'
export { createServerApp } from './http/server-app.ts'
export type { ServerPorts } from './http/server-ports.ts'
export type { Log, LogFields } from './log/log.ts'
export { silentLog } from './log/silent-log.ts'
export { createInProcessNotifier } from './notifier/in-process-notifier.ts'
export type { Notifier } from './notifier/notifier.ts'
export type { SegmentRow } from './store/segment-store.ts'
export { createSqliteStore } from './store/sqlite-store.ts'
export type {
  AccountRow,
  AccountStore,
  BlobRow,
  DeviceCodeRow,
  DeviceRow,
  LibraryReader,
  LibraryRow,
  LibraryWriter,
  NewAccount,
  Store,
  UploadRow,
} from './store/store.ts'
export type { EndTrashOptions, TrashReport } from './trash/end-trash.ts'
export { endTrash } from './trash/end-trash.ts'
export { runTrash } from './trash/run-trash.ts'
export type { TrashPorts } from './trash/trash-ports.ts'
export { expireUploads } from './uploads/expire-uploads.ts'
export { findMissing } from './uploads/find-missing.ts'
export { recover } from './uploads/recover.ts'
