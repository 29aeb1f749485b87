import { createBrowserClock } from '@rollcall/platform-browser'
import type {
  AdminApi,
  ChecksApi,
  DevicesApi,
  ServerApi,
  StorageApi,
  WebApi,
  ZipsApi,
} from '@rollcall/platform-client'
import { ServerAway } from '@rollcall/platform-client'
import type { LibraryId } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { ReactNode } from 'react'
import { createContext, useContext, useMemo } from 'react'
import { lateApi } from './late-api.ts'
import { lateValue } from './late-value.ts'
import { createPlaceBook } from './place-book.ts'
import { useClientState } from './use-library.tsx'

/** The server that this page came from, and the browser's clock. Refusals are values; calls reject with `ServerAway` when there is no answer. */
export interface Server {
  readonly sessions: ServerApi
  readonly web: WebApi
  readonly admin: AdminApi
  readonly clock: Clock
  /** What lies at a spot, by name; see {@link createPlaceBook}. */
  readonly placeAt: ReturnType<typeof createPlaceBook>
  /** The routes of one library. */
  readonly ofLibrary: (libraryId: LibraryId) => LibraryServer
}

/** The server as the pages of a library ask it. What the engine does (feed, uploads) is not asked here. */
export interface LibraryServer {
  readonly devices: DevicesApi
  readonly storage: StorageApi
  readonly zips: ZipsApi
  readonly checks: ChecksApi
}

const ServerContext = createContext<Server | null>(null)

/** Gives the pages within it their server. */
export function ServerProvider({ children }: { readonly children: ReactNode }) {
  const server = useMemo(() => createServer(), [])
  return <ServerContext value={server}>{children}</ServerContext>
}

/** The calls are here at once, their code comes with the first of them: the photos on the first page are not asked for by it. */
function createServer(): Server {
  const apis = lateValue(async () => {
    try {
      return (await import('./server-apis.ts')).createServerApis()
    } catch (cause) {
      throw ServerAway.from(cause, location.origin)
    }
  })
  const web = lateApi<WebApi>(async () => (await apis.load()).web)
  return {
    sessions: lateApi<ServerApi>(async () => (await apis.load()).sessions),
    web,
    placeAt: createPlaceBook(web),
    admin: lateApi<AdminApi>(async () => (await apis.load()).admin),
    clock: createBrowserClock(),
    ofLibrary: (libraryId) => ({
      devices: lateApi<DevicesApi>(async () => (await apis.load()).devicesOf(libraryId)),
      storage: lateApi<StorageApi>(async () => (await apis.load()).storageOf(libraryId)),
      checks: lateApi<ChecksApi>(async () => (await apis.load()).checksOf(libraryId)),
      zips: lateApi<ZipsApi>(async () => (await apis.load()).zipsOf(libraryId)),
    }),
  }
}

/** The server of this page. Throws outside of a {@link ServerProvider}. */
export function useServer(): Server {
  const server = useContext(ServerContext)
  if (server === null) throw new Error('Cannot ask server: there is no ServerProvider around this')
  return server
}

/** The server, as the library of whoever is signed in asks it; null while nobody is. */
export function useLibraryServer(): LibraryServer | null {
  const server = useServer()
  const libraryId = useClientState().identity?.libraries[0]?.libraryId ?? null
  return useMemo(() => (libraryId === null ? null : server.ofLibrary(libraryId)), [server, libraryId])
}
