import {
  browserFetch,
  createBrowserClock,
  createBrowserHmac,
  createBrowserRandom,
  createBrowserSha256,
  createOpfsFiles,
  holdBrowserLock,
  readBrowserConditions,
  sha256Of,
  unpackSegment,
} from '@rollcall/platform-browser'
import { createCaller, createDerivativesApi, createUploadsApi } from '@rollcall/platform-client'
import type { EnginePorts } from './engine-ports.ts'
import type { LibraryEngine } from './library-engine.ts'
import { openLibraryEngine } from './library-engine.ts'
import { createMemoryFiles } from './store/memory-files.ts'
import app from '../../package.json' with { type: 'json' }
import { createSharedFiles, SHARED_CHANNEL } from '../service-worker/shared-files.ts'
import { createThumbKeeper } from './thumbs/keep-thumbs.ts'
import { SHOWN_CHANNEL, THUMBS_FOLDER } from './thumbs/thumb-index.ts'
import { withThumbs } from './thumbs/with-thumbs.ts'
import { createUploads } from './uploads/create-uploads.ts'
import { createThumbnails } from './uploads/make-thumbnail.ts'
import { browserName } from './worker/browser-name.ts'
import type { Port, TabChannel } from './worker/messages.ts'
import { runRelay } from './worker/relay.ts'

/*
 * The worker of a tab: see `relay.ts`. What it is made of is put together here, and nowhere else.
 */

/** The folder of the library in this browser's store, its lock and its channel. */
const LIBRARY = 'library'
const LOCK = 'rollcall-library'

const clock = createBrowserClock()
const random = createBrowserRandom()

/** A bug ends the worker, and with it every call of the page. */
function onBug(failure: unknown): void {
  reportError(failure)
}

async function portsOf(): Promise<EnginePorts> {
  const kept = await createOpfsFiles(LIBRARY)
  const thumbFiles = kept === null ? null : await createOpfsFiles(THUMBS_FOLDER)
  const hmacSha256 = await createBrowserHmac()
  const caller = createCaller({ url: location.origin, token: null, fetch: browserFetch })
  const conditions = () => readBrowserConditions(clock, { clockOffsetMs: null })
  const sha256OfText = (text: string) => sha256Of(new TextEncoder().encode(text))
  const thumbs =
    thumbFiles === null
      ? null
      : createThumbKeeper({
          ...{ files: thumbFiles, clock, conditions, sha256OfText },
          quotaBytes: async () => (await navigator.storage.estimate()).quota ?? null,
          derivatives: (libraryId) => createDerivativesApi(caller, libraryId),
        })
  return {
    files: kept ?? createMemoryFiles(),
    clock,
    random,
    hmacSha256,
    sha256OfText,
    caller,
    unpackSegment: (bytes, file) => unpackSegment(bytes.slice(), file),
    conditions,
    storeFacts: async () => {
      const storage = globalThis.isSecureContext ? navigator.storage : undefined
      const estimate = await storage?.estimate()
      return { bytes: estimate?.usage ?? 0, isProtected: (await storage?.persisted()) ?? null }
    },
    offsetMinutes: () => -new Date(clock.now()).getTimezoneOffset(),
    version: app.version,
    platform: browserName(navigator.userAgent),
    createUploads: (library) => {
      const uploads = createUploads(library, {
        ...{ files: kept, clock, random, hmacSha256, conditions, sha256Of, onBug },
        createSha256: createBrowserSha256,
        uploadsApi: (libraryId) => createUploadsApi(caller, libraryId),
        thumbnails: createThumbnails(),
      })
      if (thumbs === null) return uploads
      new BroadcastChannel(SHOWN_CHANNEL).addEventListener('message', ({ data: pack }) => {
        if (typeof pack === 'number') thumbs.use(pack)
      })
      return withThumbs(uploads, thumbs, library)
    },
    onBug,
  }
}

/** Takes in what was shared with the app, now and from now on. */
function takeShared(engine: LibraryEngine): void {
  if (globalThis.isSecureContext !== true) return // there is no service worker that could have been given anything
  const shared = createSharedFiles(caches, () => random.hex(16))
  const take = () => void shared.takeEach(engine.upload).catch(onBug)
  new BroadcastChannel(SHARED_CHANNEL).addEventListener('message', take)
  take()
}

const page: Port = {
  post: self.postMessage.bind(self),
  onMessage: (listener) => self.addEventListener('message', ({ data }) => listener(data)),
}
const channel = new BroadcastChannel(LOCK)
const tabs: TabChannel = {
  post: channel.postMessage.bind(channel),
  onMessage: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
}

runRelay({
  page,
  tabs,
  clock,
  takeOver: async () => {
    // Held until the tab ends.
    await holdBrowserLock(LOCK, new AbortController().signal)
  },
  openEngine: async () => {
    const engine = await openLibraryEngine(await portsOf())
    takeShared(engine)
    return engine
  },
}).catch(onBug)
