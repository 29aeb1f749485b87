import type {
  Asset,
  AssetId,
  DeclaredResource,
  Mutation,
  MutationOutcome,
  Problem,
  Sha256,
  UploadId,
} from '@rollcall/protocol'
import { accepted, PART_BYTES, parseCursor, problem, refused } from '@rollcall/protocol'
import { createSha256, hmacSha256 } from '@rollcall/platform-node'
import type { ClientLine, LibraryDraft, MutationContext } from '@rollcall/sync'
import { admitCursor, admitPush, applyMutation, assetIdOf, cutPage } from '@rollcall/sync'
import type { LibraryApi } from '../server/server-api.ts'
import { ServerAway } from '../server/server-away.ts'

/** The secret of every fake library for asset ids. */
export const TEST_ID_KEY = '5a'.repeat(32)

/** A library in memory behind the device's port, out of the rules that the real server runs. */
export interface FakeLibrary {
  readonly api: LibraryApi
  readonly blobs: Map<Sha256, Uint8Array>
  readonly assets: Map<AssetId, Asset>
  /** What the next calls meet. */
  readonly weather: {
    isAway: boolean
    /** Answers the next upload of bytes with this refusal. */
    refusal: Problem | null
    /** The next download breaks off after so many bytes. */
    cutAfter: number | null
    /** Downloads carry other bytes than they should. */
    isRotten: boolean
    quotaBytes: number | null
  }
  /** Names of the calls that brought bytes, in order: `put`, `part 3`, `get from 100`. */
  readonly calls: string[]
  /** Another device adds a photo; answers its asset. */
  readonly addPhoto: (bytes: Uint8Array, name: string, takenAt?: number) => Asset
  /** Another device does something to an asset. */
  readonly act: (edit: Pick<Mutation, 'op' | 'args'>) => void
}

interface Upload {
  readonly sha256: Sha256
  readonly bytes: number
  readonly digests: readonly Sha256[]
  readonly parts: Map<number, Uint8Array>
}

/** SHA-256 of these bytes. */
export function hashOf(bytes: Uint8Array): Sha256 {
  const hash = createSha256()
  hash.update(bytes)
  return hash.digestHex()
}

/** Makes an empty library. */
export function createFakeLibrary(): FakeLibrary {
  const blobs = new Map<Sha256, Uint8Array>()
  const assets = new Map<AssetId, Asset>()
  const uploads = new Map<UploadId, Upload>()
  const calls: string[] = []
  const weather: FakeLibrary['weather'] = {
    isAway: false,
    refusal: null,
    cutAfter: null,
    isRotten: false,
    quotaBytes: null,
  }
  const feed = createFakeFeed(assets, blobs)

  async function reach(): Promise<void> {
    if (weather.isAway)
      throw new ServerAway('server_unreachable', {
        server: 'https://photos.example',
        failure: 'ECONNREFUSED',
      })
  }

  /** What stands in the way of `bytes` more. */
  function refuseBytes(bytes: number): Problem | null {
    const refusal = weather.refusal
    weather.refusal = null
    if (refusal !== null) return refusal
    const usedBytes = sizeOf(blobs)
    const { quotaBytes } = weather
    if (quotaBytes === null || usedBytes + bytes <= quotaBytes) return null
    return problem('quota_full', { bytes, freeBytes: quotaBytes - usedBytes, quotaBytes })
  }

  function keep(sha256: Sha256, bytes: Uint8Array) {
    if (hashOf(bytes) !== sha256) return refused(problem('digest_mismatch'))
    blobs.set(sha256, bytes)
    feed.heal(sha256)
    return accepted({ durable: true as const, sha256, bytes: bytes.length, verifiedAt: 1 })
  }

  const api: LibraryApi = {
    push: async (request) => {
      await reach()
      return feed.push(request)
    },
    changes: async (cursor, clientId) => {
      await reach()
      return feed.read(cursor, clientId)
    },
    usage: async () => {
      await reach()
      return accepted({ usedBytes: sizeOf(blobs), reservedBytes: 0, quotaBytes: weather.quotaBytes })
    },
    putBlob: async (sha256, bytes) => {
      await reach()
      calls.push('put')
      const refusal = refuseBytes(bytes.length)
      return refusal === null ? keep(sha256, bytes.slice()) : refused(refusal)
    },
    openUpload: async ({ sha256, bytes, parts: digests }) => {
      await reach()
      const refusal = refuseBytes(bytes)
      if (refusal !== null) return refused(refusal)
      const held = blobs.get(sha256)
      if (held !== undefined) return keep(sha256, held)
      const uploadId = sha256.slice(0, 32) as UploadId
      const upload = uploads.get(uploadId) ?? { sha256, bytes, digests, parts: new Map() }
      uploads.set(uploadId, upload)
      const missing = digests.map((_, part) => part).filter((part) => !upload.parts.has(part))
      return accepted({ uploadId, sha256, bytes, missing, expiresAt: Number.MAX_SAFE_INTEGER })
    },
    putPart: async (uploadId, part, bytes, digest) => {
      await reach()
      calls.push(`part ${part}`)
      const refusal = weather.refusal
      weather.refusal = null
      if (refusal !== null) return refused(refusal)
      const upload = uploads.get(uploadId)
      if (upload === undefined) return refused(problem('upload_expired'))
      if (upload.digests[part] !== digest || hashOf(bytes) !== digest)
        return refused(problem('digest_mismatch'))
      upload.parts.set(part, bytes.slice())
      return accepted(null)
    },
    completeUpload: async (uploadId) => {
      await reach()
      const upload = uploads.get(uploadId)
      if (upload === undefined || upload.parts.size < upload.digests.length)
        return refused(problem('parts_missing'))
      const whole = new Uint8Array(upload.bytes)
      for (const [part, bytes] of upload.parts) whole.set(bytes, part * PART_BYTES)
      uploads.delete(uploadId)
      return keep(upload.sha256, whole)
    },
    getBlob: async (sha256, from) => {
      await reach()
      calls.push(`get from ${from}`)
      const held = blobs.get(sha256)
      if (held === undefined) return refused(problem('not_found', { sha256 }))
      const bytes = held.slice(from)
      if (weather.isRotten) bytes.fill(0)
      const cutAfter = weather.cutAfter
      weather.cutAfter = null
      const body = cutAfter === null ? bytes : cutStream(bytes.subarray(0, cutAfter))
      return accepted(new Response(body, { status: from > 0 ? 206 : 200 }))
    },
    events: async () => refused(problem('not_found')),
    verify: async () => refused(problem('not_found')),
  }

  return {
    api,
    blobs,
    assets,
    weather,
    calls,
    act: feed.act,
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
      const args = {
        assetId,
        copyNo: 0,
        kind: 'photo',
        takenAt,
        takenFrom: 'file_time',
        resources: [resource],
        source: 'explicit',
      } as const
      feed.act({ op: 'create', args: { ...args, resources: [resource] } })
      const asset = assets.get(assetId)
      if (asset === undefined) throw new Error('Cannot add photo: the library refused it')
      return asset
    },
  }
}

/** The feed's half of a library: order, mutations, pages of two changes. */
function createFakeFeed(assets: Map<AssetId, Asset>, blobs: ReadonlyMap<Sha256, Uint8Array>) {
  const lines = new Map<string, ClientLine>()
  const outcomeByMutation = new Map<string, MutationOutcome>()
  let headSeq = 0
  let lastNo = 0
  const draft: LibraryDraft = {
    asset: (id) => assets.get(id) ?? null,
    putAsset: (asset) => assets.set(asset.id, asset),
    nextSeq: () => ++headSeq,
    nextNo: () => ++lastNo,
    blobBytes: (sha256) => blobs.get(sha256)?.length ?? null,
    assetIdOf: (sha256, copyNo) => assetIdOf(TEST_ID_KEY, sha256, copyNo, hmacSha256),
  }

  function read(cursor: ReturnType<typeof parseCursor>, clientId: string | null) {
    const verdict = admitCursor({ epoch: 1, headSeq, minSeq: 0 }, cursor)
    if (!verdict.ok) return verdict
    if (verdict.value.kind === 'break_epoch') return refused(problem('epoch_changed'))
    const { seq } = verdict.value
    const rows = [...assets.values()]
      .filter((asset) => asset.seq > seq)
      .toSorted((one, other) => one.seq - other.seq)
    const lastMutation = lines.get(clientId ?? '')?.lastMutation ?? 0
    return accepted(
      cutPage({ from: { epoch: 1, seq }, head: headSeq, rows: rows.slice(0, 3), limit: 2, lastMutation }),
    )
  }

  return {
    read,
    push: (request: Parameters<LibraryApi['push']>[0]): Awaited<ReturnType<LibraryApi['push']>> => {
      const fresh = admitPush(lines.get(request.clientId) ?? null, request)
      if (!fresh.ok) return fresh
      const context: MutationContext = {
        clientId: request.clientId,
        deviceName: 'this device',
        now: 1_000_000,
      }
      for (const mutation of fresh.value) {
        const outcome = applyMutation(draft, mutation, context)
        outcomeByMutation.set(`${request.clientId} ${mutation.n}`, outcome)
      }
      const outcomes = request.mutations.map(({ n }) => {
        const outcome = outcomeByMutation.get(`${request.clientId} ${n}`)
        if (outcome === undefined) throw new Error(`Cannot tell outcome: mutation ${n} was never done`)
        return { n, outcome }
      })
      const before = lines.get(request.clientId)?.lastMutation ?? 0
      lines.set(request.clientId, { lastMutation: fresh.value.at(-1)?.n ?? before, nonce: request.next })
      const page = read(request.base === null ? null : parseCursor(request.base), request.clientId)
      return page.ok ? accepted({ outcomes, page: page.value }) : page
    },
    act: (edit: Pick<Mutation, 'op' | 'args'>): void => {
      const context = {
        clientId: 'f'.repeat(32),
        deviceName: 'another device',
        now: 1_000_000,
      } as MutationContext
      applyMutation(draft, { n: 1, baseSeq: headSeq, ageMs: 0, ...edit } as Mutation, context)
    },
    heal: (sha256: Sha256): void => {
      for (const asset of assets.values()) {
        if (!asset.resources.some((resource) => resource.sha256 === sha256 && resource.state === 'lost'))
          continue
        const resources = asset.resources.map((it) =>
          it.sha256 === sha256 ? { ...it, state: 'present' as const } : it,
        )
        assets.set(asset.id, { ...asset, resources, seq: ++headSeq })
      }
    },
  }
}

function sizeOf(blobs: ReadonlyMap<Sha256, Uint8Array>): number {
  return [...blobs.values()].reduce((sum, { length }) => sum + length, 0)
}

function cutStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let isSent = false
  return new ReadableStream({
    pull: (controller) => {
      if (isSent) controller.error(new Error('line cut'))
      else controller.enqueue(bytes)
      isSent = true
    },
  })
}
