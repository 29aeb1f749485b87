import { SHOWN_CHANNEL } from '../engine/thumbs/thumb-index.ts'
import { createKeptThumbs } from './kept-thumbs.ts'
import { createSharedFiles, SHARED_CHANNEL, SHARED_PARAM } from './shared-files.ts'
import { createShellCache } from './shell-cache.ts'

/*
 * What lets the app open without a network. It keeps the app's own files, all of one version at a time. Of the library it keeps nothing: that
 * is the engine's, in files of its own, of which it only reads the small pictures. What other programs share with the app it lays where the
 * engine finds it. A new version waits until no page uses the old one, or until somebody says so.
 */

/** The part of a service worker's global scope that is used here; the DOM's types have it under another library. */
interface WorkerScope {
  readonly skipWaiting: () => Promise<void>
  readonly clients: { readonly claim: () => Promise<void> }
  readonly addEventListener: (type: string, listen: (event: WorkerEvent) => void) => void
}

interface WorkerEvent {
  readonly request: Request
  readonly data: unknown
  readonly waitUntil: (work: Promise<unknown>) => void
  readonly respondWith: (answer: Promise<Response>) => void
}

/** What the build puts here; see `build/list-precache.ts`. */
declare const __PRECACHE__: { readonly version: string; readonly files: readonly string[] }

const scope = globalThis as unknown as WorkerScope
const shell = createShellCache(__PRECACHE__, caches, fetch.bind(globalThis))

const thumbs = createKeptThumbs(() => navigator.storage.getDirectory(), fetch.bind(globalThis), tellShown())
// Nothing is imported that pages import as well: this script is to be one file.
const shared = createSharedFiles(caches, () => crypto.randomUUID())

/** Says which packs are shown, once for pictures of one pack in a row: a timeline shows hundreds of them. */
function tellShown(): (pack: number) => void {
  const channel = new BroadcastChannel(SHOWN_CHANNEL)
  const post = channel.postMessage.bind(channel)
  let told = -1
  return (pack) => {
    if (pack !== told) post(pack)
    told = pack
  }
}

/** Keeps what is shared, tells the engine, and opens the library, which says how many files it was given. */
async function takeShared(request: Request): Promise<Response> {
  const count = await shared.put(await request.formData())
  const channel = new BroadcastChannel(SHARED_CHANNEL)
  const post = channel.postMessage.bind(channel)
  if (count > 0) post(count)
  channel.close()
  return Response.redirect(`/?${SHARED_PARAM}=${count}`, 303)
}

function isShare({ method, url }: Request): boolean {
  return method === 'POST' && new URL(url).pathname === '/share'
}

scope.addEventListener('install', (event) => event.waitUntil(shell.fill()))
scope.addEventListener('activate', (event) => {
  event.waitUntil(shell.dropOthers().then(() => scope.clients.claim()))
})
scope.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(scope.skipWaiting())
})
scope.addEventListener('fetch', (event) => {
  const { request } = event
  const answer = isShare(request) ? takeShared(request) : (thumbs.answer(request) ?? shell.answer(request))
  if (answer !== null) event.respondWith(answer)
})
