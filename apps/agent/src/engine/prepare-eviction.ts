import type { Lease, Resource, Sha256 } from '@rollcall/protocol'
import type { RollEntry } from '@rollcall/sync'
import { hasPreview } from '@rollcall/sync'
import { downloadPreview } from '../transfer/download-preview.ts'
import type { FetchedPreview } from '../transfer/download-preview.ts'
import type { MovePorts } from './move-ports.ts'
import { incomingPreview } from './share-room.ts'

/** Originals of one lease: few enough for their smaller versions to lie ready without taking much room. */
const LEASED_MAX = 64

/** Of the lease's time so much is left for the dropping itself; what is not ready by then stays. */
const SPARE_MS = 5 * 60 * 1000

/** Leave to drop originals, with what takes their place. `endsAt` on the monotonic clock. */
export interface ReadyLease {
  readonly leaseId: Lease['leaseId']
  readonly endsAt: number
  /** By the original's hash; null where the server can make no smaller version. */
  readonly ready: ReadonlyMap<Sha256, FetchedPreview | null>
  /** Originals that stay for now, because the server did not give leave, or a smaller version is not to be had or is no smaller. */
  readonly refused: readonly Sha256[]
  /** Those of them that the server gave no leave for, with why. */
  readonly withheld: ReadonlyMap<Sha256, string>
}

/**
 * Asks the server for leave to drop originals [R5] and lays their smaller versions ready. `resourceOf`: the library's word on an original;
 * null when it has none. Null when the server refuses altogether. Rejects with a DiskFailure or ServerAway. Killed anywhere, the
 * lease runs out by itself.
 */
export async function prepareEviction(
  ports: MovePorts,
  entries: readonly RollEntry[],
  resourceOf: (entry: RollEntry) => Resource | null,
): Promise<ReadyLease | null> {
  const resources = new Map<Sha256, Resource>()
  for (const entry of entries) {
    const resource = resourceOf(entry)
    // Before the server has looked into a file, nobody knows whether there will be a smaller version.
    if (resource?.state !== 'present' || resource.derivatives === undefined) continue
    resources.set(resource.sha256, resource)
    if (resources.size === LEASED_MAX) break
  }
  if (resources.size === 0) return null
  const askedAt = ports.clock.monotonic()
  const asked = await ports.api.lease([...resources.keys()])
  if (!asked.ok) {
    ports.link.notice()
    return null
  }
  const { leaseId, granted, refused, keptMs } = asked.value
  const endsAt = askedAt + keptMs
  const ready = new Map<Sha256, FetchedPreview | null>()
  const stays: Sha256[] = refused.map(({ sha256 }) => sha256)
  if (stays.length > 0) ports.link.notice() // the feed tells of damage that the server has found
  for (const sha256 of granted) {
    const resource = resources.get(sha256)
    if (resource === undefined || ports.clock.monotonic() > endsAt - SPARE_MS) continue
    const smaller = await orFree(ports, ready, () => fetchSmaller(ports, resource))
    if (smaller === 'no_room') {
      // Dropping those that are ready makes room for the others.
      if (ready.size > 0) break
      continue
    }
    if (smaller === 'none') stays.push(sha256)
    else ready.set(sha256, smaller)
  }
  const withheld = new Map(refused.map(({ sha256, code }) => [sha256, code]))
  return { leaseId, endsAt, ready, refused: stays, withheld }
}

/** When the next one cannot be had, nobody will use what lies ready: the room set aside for it is free again. */
async function orFree<Value>(
  { room }: MovePorts,
  ready: ReadonlyMap<Sha256, unknown>,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    for (const original of ready.keys()) room.release(incomingPreview(original))
    throw error
  }
}

/** `none` when the original has to stay. Room is set aside for what comes; whoever uses the lease gives it free. */
async function fetchSmaller(
  ports: MovePorts,
  resource: Resource,
): Promise<FetchedPreview | null | 'none' | 'no_room'> {
  if (!hasPreview(resource)) return resource.role === 'sidecar' ? 'none' : null
  const { folder, transaction } = ports.state
  const original = resource.sha256
  const incoming = incomingPreview(original)
  const known = folder.previewsOf(original)
  try {
    const mayTake = (size: number) => ports.room.reserveExchange(original, size)
    const fetched = await downloadPreview(ports, resource, { known, mayTake })
    if (!fetched.ok || fetched.value === 'no_room') {
      ports.room.release(incoming)
      return fetched.ok ? 'no_room' : 'none'
    }
    const { sha256, bytes, from } = fetched.value
    transaction(() => folder.putPreview(sha256, { originalSha256: original, bytes }))
    if (bytes < resource.bytes) return fetched.value
    await ports.disk.remove(from)
  } catch (error) {
    ports.room.release(incoming)
    throw error
  }
  ports.room.release(incoming)
  return 'none'
}
