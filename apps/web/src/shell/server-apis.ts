import type {
  AdminApi,
  ChecksApi,
  DevicesApi,
  ServerApi,
  StorageApi,
  WebApi,
  ZipsApi,
} from '@rollcall/platform-client'
import {
  createAdminApi,
  createCaller,
  createChecksApi,
  createDevicesApi,
  createServerApi,
  createStorageApi,
  createWebApi,
  createZipsApi,
} from '@rollcall/platform-client'
import { browserFetch } from '@rollcall/platform-browser'
import type { LibraryId } from '@rollcall/protocol'

/** The server that this page came from, asked by fetch. */
export interface ServerApis {
  readonly sessions: ServerApi
  readonly web: WebApi
  readonly admin: AdminApi
  readonly devicesOf: (libraryId: LibraryId) => DevicesApi
  readonly storageOf: (libraryId: LibraryId) => StorageApi
  readonly checksOf: (libraryId: LibraryId) => ChecksApi
  readonly zipsOf: (libraryId: LibraryId) => ZipsApi
}

/** Everything that pages ask the server for. With the schemas of its answers this is a third of the app's code, and no photo needs it. */
export function createServerApis(): ServerApis {
  const caller = createCaller({ url: location.origin, token: null, fetch: browserFetch })
  return {
    sessions: createServerApi(caller),
    web: createWebApi(caller),
    admin: createAdminApi(caller),
    devicesOf: (libraryId) => createDevicesApi(caller, libraryId),
    storageOf: (libraryId) => createStorageApi(caller, libraryId),
    checksOf: (libraryId) => createChecksApi(caller, libraryId),
    zipsOf: (libraryId) => createZipsApi(caller, libraryId),
  }
}
