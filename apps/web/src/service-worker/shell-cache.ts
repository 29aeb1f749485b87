/** The app's own files in the browser's cache, all of one version. */
export interface ShellCache {
  /** Fetches all of them; rejects, keeping none, when one cannot be had. */
  readonly fill: () => Promise<void>
  /** Drops what other versions have left. */
  readonly dropOthers: () => Promise<void>
  /** An answer out of the cache, or null where a request is not about the app's own files and goes its way. */
  readonly answer: (request: Request) => Promise<Response> | null
}

const PREFIX = 'rollcall-shell-'

/** Files that have no content in their names. */
const UNNAMED = ['/', '/manifest.webmanifest', '/icon.svg', '/icon-192.png']

/** Addresses that the server answers itself, even to somebody who types them. */
const SERVERS_OWN = /^\/(?:api|healthz|setup)(?:\/|$)/

/** How long a page waits for the server before it opens with what is kept here. */
const PAGE_WAIT_MS = 2_500

/** Keeps the files of a build, as `listPrecache` names them. `/index.html` is kept as `/`. */
export function createShellCache(
  { version, files }: { readonly version: string; readonly files: readonly string[] },
  caches: CacheStorage,
  fetch: (request: string | Request, options?: RequestInit) => Promise<Response>,
): ShellCache {
  const name = PREFIX + version
  const paths = new Set([...UNNAMED, ...files.filter((path) => path !== '/index.html')])
  const cached = async (path: string) => await (await caches.open(name)).match(path)

  /** The page is asked for anew each time, so that a new version is found; the kept one opens when nobody answers soon. */
  const answerPage = async (request: Request): Promise<Response> => {
    try {
      const answer = await fetch(request, { signal: AbortSignal.timeout(PAGE_WAIT_MS) })
      if (answer.ok || answer.type === 'opaqueredirect') return answer
    } catch {
      // No network, or none worth waiting for: below is what is kept.
    }
    return (await cached('/')) ?? Response.error()
  }

  return {
    fill: async () => {
      const cache = await caches.open(name)
      await cache.addAll([...paths].map((path) => new Request(path, { cache: 'reload' })))
    },
    dropOthers: async () => {
      const others = (await caches.keys()).filter((each) => each.startsWith(PREFIX) && each !== name)
      await Promise.all(others.map((each) => caches.delete(each)))
    },
    answer: (request) => {
      const { origin, pathname } = new URL(request.url)
      if (request.method !== 'GET' || origin !== location.origin || SERVERS_OWN.test(pathname)) return null
      if (request.mode === 'navigate') return answerPage(request)
      return paths.has(pathname) ? cached(pathname).then((kept) => kept ?? fetch(request)) : null
    },
  }
}
