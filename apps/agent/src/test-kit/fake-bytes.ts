import type { LibraryApi } from '@rollcall/platform-client'
import type { Outcome, Problem, Sha256, UploadId } from '@rollcall/protocol'
import { accepted, PART_BYTES, problem, refused } from '@rollcall/protocol'
import { createSha256 } from '@rollcall/platform-node'

/** What the next calls to a fake library meet. */
export interface Weather {
  isAway: boolean
  /** Answers the next call that brings bytes with this refusal. */
  refusal: Problem | null
  /** The next download breaks off after so many bytes. */
  cutAfter: number | null
  /** Downloads carry other bytes than they should. */
  isRotten: boolean
  quotaBytes: number | null
}

/** The part of a library's port that moves bytes. */
export type BytesApi = Pick<LibraryApi, 'putBlob' | 'openUpload' | 'putPart' | 'completeUpload' | 'getBlob'>

/** What a fake library's bytes rest on. `calls` takes the names of the calls that move bytes; see `FakeLibrary`. */
export interface FakeBytesPorts {
  readonly blobs: Map<Sha256, Uint8Array>
  readonly weather: Weather
  readonly calls: string[]
  readonly onStored: (sha256: Sha256) => void
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

/** Bytes of all blobs. */
export function sizeOf(blobs: ReadonlyMap<Sha256, Uint8Array>): number {
  return [...blobs.values()].reduce((sum, { length }) => sum + length, 0)
}

/** Makes the bytes' half of a fake library: blobs, uploads in parts and downloads. */
export function createFakeBytes(ports: FakeBytesPorts): BytesApi {
  const { blobs, weather, calls } = ports
  const uploads = new Map<UploadId, Upload>()
  return {
    putBlob: async (sha256, bytes) => {
      calls.push('put')
      const refusal = refuseBytes(ports, bytes.length)
      return refusal === null ? keep(ports, sha256, bytes.slice()) : refused(refusal)
    },
    openUpload: async ({ sha256, bytes, parts: digests }) => {
      const refusal = refuseBytes(ports, bytes)
      if (refusal !== null) return refused(refusal)
      const held = blobs.get(sha256)
      if (held !== undefined) return keep(ports, sha256, held)
      const uploadId = sha256.slice(0, 32) as UploadId
      const upload = uploads.get(uploadId) ?? { sha256, bytes, digests, parts: new Map() }
      uploads.set(uploadId, upload)
      const missing = digests.map((_, part) => part).filter((part) => !upload.parts.has(part))
      return accepted({ uploadId, sha256, bytes, missing, expiresAt: Number.MAX_SAFE_INTEGER })
    },
    putPart: async (uploadId, part, bytes, digest) => {
      calls.push(`part ${part}`)
      const refusal = takeRefusal(weather)
      if (refusal !== null) return refused(refusal)
      const upload = uploads.get(uploadId)
      if (upload === undefined) return refused(problem('upload_expired'))
      if (upload.digests[part] !== digest || hashOf(bytes) !== digest)
        return refused(problem('digest_mismatch'))
      upload.parts.set(part, bytes.slice())
      return accepted(null)
    },
    completeUpload: async (uploadId) => {
      const upload = uploads.get(uploadId)
      if (upload === undefined || upload.parts.size < upload.digests.length)
        return refused(problem('parts_missing'))
      const whole = new Uint8Array(upload.bytes)
      for (const [part, bytes] of upload.parts) whole.set(bytes, part * PART_BYTES)
      uploads.delete(uploadId)
      return keep(ports, upload.sha256, whole)
    },
    getBlob: async (sha256, from) => {
      calls.push(`get from ${from}`)
      const held = blobs.get(sha256)
      if (held === undefined) return refused(problem('not_found', { sha256 }))
      const bytes = held.slice(from)
      if (weather.isRotten) bytes.fill(0)
      const { cutAfter } = weather
      weather.cutAfter = null
      const body = cutAfter === null ? bytes : cutStream(bytes.subarray(0, cutAfter))
      return accepted(new Response(body, { status: from > 0 ? 206 : 200 }))
    },
  }
}

function takeRefusal(weather: Weather): Problem | null {
  const { refusal } = weather
  weather.refusal = null
  return refusal
}

/** What stands in the way of `bytes` more. */
function refuseBytes({ blobs, weather }: FakeBytesPorts, bytes: number): Problem | null {
  const refusal = takeRefusal(weather)
  const { quotaBytes } = weather
  if (refusal !== null || quotaBytes === null) return refusal
  const freeBytes = quotaBytes - sizeOf(blobs)
  return bytes <= freeBytes ? null : problem('quota_full', { bytes, freeBytes, quotaBytes })
}

function keep(
  { blobs, onStored }: FakeBytesPorts,
  sha256: Sha256,
  bytes: Uint8Array,
): Outcome<{ durable: true; sha256: Sha256; bytes: number; verifiedAt: number }, Problem> {
  if (hashOf(bytes) !== sha256) return refused(problem('digest_mismatch'))
  blobs.set(sha256, bytes)
  onStored(sha256)
  return accepted({ durable: true, sha256, bytes: bytes.length, verifiedAt: 1 })
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
