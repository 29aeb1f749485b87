export { connectLibrary } from './engine/connect-library.ts'
export type { EnginePorts, UploadsLibrary } from './engine/engine-ports.ts'
export type {
  CellPhoto,
  ClientState,
  DeedOutcome,
  LibraryClient,
  Timeline,
  TimelineQuery,
} from './engine/library-client.ts'
export type { LibraryEngine } from './engine/library-engine.ts'
export { openLibraryEngine } from './engine/library-engine.ts'
export type { WebReplica } from './engine/replica/web-replica.ts'
export { createWebReplica } from './engine/replica/web-replica.ts'
export type { LibraryFiles } from './engine/store/library-files.ts'
export type { LibraryStore } from './engine/store/library-store.ts'
export { openLibraryStore } from './engine/store/library-store.ts'
export type { ThumbKeeper } from './engine/thumbs/keep-thumbs.ts'
export { createThumbKeeper } from './engine/thumbs/keep-thumbs.ts'
export { decodePlaces, indexName } from './engine/thumbs/thumb-index.ts'
export { createUploads } from './engine/uploads/create-uploads.ts'
export type { UploadPorts } from './engine/uploads/upload-ports.ts'
export type { Uploads } from './engine/uploads-port.ts'
export { createWithoutUploads } from './engine/without-uploads.ts'
export type { Call, Port, TabChannel } from './engine/worker/messages.ts'
export { createPageClient } from './engine/worker/page-client.ts'
export { runRelay } from './engine/worker/relay.ts'
