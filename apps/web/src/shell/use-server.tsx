import { browserFetch, createBrowserClock } from '@rollcall/platform-browser'
import type { AdminApi, DevicesApi, ServerApi, StorageApi, WebApi } from '@rollcall/platform-client'
import {
  createAdminApi,
  createCaller,
  createDevicesApi,
  createServerApi,
  createStorageApi,
  createWebApi,
} from '@rollcall/platform-client'
import type { LibraryId } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { ReactNode } from 'react'
import { createContext, useContext, useMemo } from 'react'
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
}

const ServerContext = createContext<Server | null>(null)

/** Gives the pages within it their server. */
export function ServerProvider({ children }: { readonly children: ReactNode }) {
  const server = useMemo(() => createServer(), [])
  return <ServerContext value={server}>{children}</ServerContext>
}

function createServer(): Server {
  const caller = createCaller({ url: location.origin, token: null, fetch: browserFetch })
  const web = createWebApi(caller)
  return {
    sessions: createServerApi(caller),
    web,
    placeAt: createPlaceBook(web),
    admin: createAdminApi(caller),
    clock: createBrowserClock(),
    ofLibrary: (libraryId) => ({
      devices: createDevicesApi(caller, libraryId),
      storage: createStorageApi(caller, libraryId),
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
