import type { LibraryApi } from '@rollcall/platform-client'
import { ServerAway } from '@rollcall/platform-client'
import type { Asset, AssetId, DeclaredResource, Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { hmacSha256 } from '@rollcall/platform-node'
import { assetIdOf } from '@rollcall/sync'
import type { Weather } from './fake-bytes.ts'
import { createFakeBytes, hashOf, sizeOf } from './fake-bytes.ts'
import type { FakeFeed } from './fake-feed.ts'
import { createFakeFeed, TEST_ID_KEY } from './fake-feed.ts'
import { createFakeLeases } from './fake-leases.ts'
import { createFakePreviews } from './fake-previews.ts'

/** A library in memory behind the device's port, out of the rules that the real server runs. */
export interface FakeLibrary {
  readonly api: LibraryApi
  readonly blobs: Map<Sha256, Uint8Array>
  readonly assets: Map<AssetId, Asset>
  readonly weather: Weather
  /** Hashes that the server finds damaged when a lease makes it read them back. */
  readonly rotten: Set<Sha256>
  /** Names of the calls that moved bytes, in order: `put`, `part 3`, `get from 100`. */
  readonly calls: string[]
  /** Another device adds a photo; answers its asset. */
  readonly addPhoto: (bytes: Uint8Array, name: string, takenAt?: number) => Asset
  readonly act: FakeFeed['act']
  /** The server looks into a file: it makes a smaller version of so many bytes, or finds that it can make none for null. Answers its bytes. */
  readonly derive: (sha256: Sha256, bytes: number | null) => Uint8Array | null
}

/** Makes an empty library. */
export function createFakeLibrary(): FakeLibrary {
  const blobs = new Map<Sha256, Uint8Array>()
  const assets = new Map<AssetId, Asset>()
  const calls: string[] = []
  const rotten = new Set<Sha256>()
  const weather: Weather = { isAway: false, refusal: null, cutAfter: null, isRotten: false, quotaBytes: null }
  const feed = createFakeFeed(assets, blobs)
  const bytesApi = createFakeBytes({ blobs, weather, calls, onStored: feed.heal })
  const { put: putPreview, getPreview } = createFakePreviews(calls)
  const api: LibraryApi = {
    getPreview,
    ...bytesApi,
    ...createFakeLeases({ blobs, assets, rotten }),
    push: feed.push,
    changes: feed.changes,
    bootstrap: async () => refused(problem('not_found')),
    segment: async () => null,
    usage: async () =>
      accepted({ usedBytes: sizeOf(blobs), reservedBytes: 0, quotaBytes: weather.quotaBytes }),
    events: async () => refused(problem('not_found')),
    verify: async () => refused(problem('not_found')),
  }
  return {
    api: underWeather(api, weather),
    blobs,
    assets,
    weather,
    rotten,
    calls,
    act: feed.act,
    derive: (sha256, bytes) => {
      feed.tellDerived(sha256, bytes === null ? [] : ['small', 'medium', 'preview'])
      return bytes === null ? null : putPreview(sha256, bytes)
    },
    addPhoto: (bytes, name, takenAt = Date.UTC(2026, 10, 3)) => {
      const sha256 = hashOf(bytes)
      blobs.set(sha256, bytes)
      const assetId = assetIdOf(TEST_ID_KEY, sha256, 0, hmacSha256)
      const resource: DeclaredResource = {
        role: 'still',
        sha256,
        bytes: bytes.length,
        name,
        mime: 'image/jpeg',
        modifiedAt: takenAt,
      }
      const args = { assetId, copyNo: 0, kind: 'photo', takenAt, takenFrom: 'file_time' } as const
      feed.act({ op: 'create', args: { ...args, resources: [resource], source: 'explicit' } })
      const asset = assets.get(assetId)
      if (asset === undefined) throw new Error('Cannot add photo: the library refused it')
      return asset
    },
  }
}

/** The same port, which rejects while the server is away. */
function underWeather(api: LibraryApi, weather: Weather): LibraryApi {
  const facts = { server: 'https://photos.example', failure: 'ECONNREFUSED' }
  return new Proxy(api, {
    get:
      (target, name) =>
      (...args: readonly unknown[]) =>
        weather.isAway
          ? Promise.reject(new ServerAway('server_unreachable', facts))
          : Reflect.apply(Reflect.get(target, name), target, args),
  })
}
