import type { DeviceId, Lease, LibraryId, Outcome, Problem, Sha256 } from '@rollcall/protocol'
import {
  accepted,
  LEASE_KEPT_MS,
  LEASE_VERIFIED_WITHIN_MS,
  LEASED_HASHES_MAX,
  leaseIdSchema,
  LEASES_MAX,
  problem,
  refused,
} from '@rollcall/protocol'
import type { LibraryReader } from '../store/store.ts'
import type { Holding } from '../store/verification-store.ts'
import { countOn } from '../trash/count-on.ts'
import { isFresh } from '../uploads/is-fresh.ts'
import { readBack } from '../uploads/read-back.ts'
import { withoutTheirBytes } from '../uploads/without-their-bytes.ts'
import type { LeasePorts } from './lease-ports.ts'

/*
 * A lease is the server's word that it holds the bytes of some hashes and keeps them until the lease is over, so that a device may drop
 * its own copies [R5]. It is given over bytes that this library has, that a photo outside the trash names, and that were read back
 * within the hour or are read back now; other devices' copies count for nothing. While it holds, nothing it names is purged; photos
 * can be trashed all the same, so a device asks once more right before it drops anything (see `check-lease.ts`).
 *
 * Leases end in time that the server has counted, not by its clock: a clock that is set forward ends none early.
 */

/** How long one question may make the server read. What is left then is `not_checked`, and the next question goes on from there. */
const READ_FOR_MS = 60_000

/** What a device asks for. */
export interface LeaseWish {
  readonly libraryId: LibraryId
  readonly deviceId: DeviceId
  readonly hashes: readonly Sha256[]
}

/**
 * Grants a lease over those of the hashes that are safe, and says of each other why not. Refuses `throttled` while the device has too many
 * leases, or leases over too many hashes. Asked again, it grants another lease. Rejects when the store or the blob store does.
 */
export async function grantLease(ports: LeasePorts, wish: LeaseWish): Promise<Outcome<Lease, Problem>> {
  const { store, clock, random } = ports
  const { libraryId, deviceId } = wish
  const hashes = [...new Set(wish.hashes)]
  const beganAt = clock.monotonic()
  const { countedMs } = await countOn(ports)
  const room = (reader: LibraryReader) => admitLease(reader, deviceId, hashes.length, countedMs)
  const seen = await store.read(libraryId, (reader) => ({
    room: room(reader),
    held: reader.holdings(hashes),
  }))
  if (!seen.room.ok) return seen.room
  const unreadable = await readStale(ports, libraryId, seen.held)

  const leaseId = leaseIdSchema.parse(random.hex(LEASE_ID_BYTES))
  return await store.write(libraryId, (writer) => {
    const stillRoom = room(writer)
    if (!stillRoom.ok) return stillRoom
    const now = clock.now()
    const heldByHash = new Map(writer.holdings(hashes).map((held) => [held.sha256, held]))
    const judged = hashes.map((sha256) => {
      const code = refusalOf(heldByHash.get(sha256) ?? null, now)
      return { sha256, code: code === 'damaged' && unreadable.has(sha256) ? 'not_readable' : code }
    })
    const granted = judged.flatMap(({ sha256, code }) => (code === null ? [sha256] : []))
    const withheld = judged.flatMap(({ sha256, code }) => (code === null ? [] : [{ sha256, code }]))
    const endsAt = countedMs + (clock.monotonic() - beganAt) + LEASE_KEPT_MS
    if (granted.length > 0) writer.putLease({ leaseId, deviceId, endsAt, hashes: granted })
    return accepted({
      leaseId,
      granted,
      refused: withheld,
      expiresAt: now + LEASE_KEPT_MS,
      keptMs: LEASE_KEPT_MS,
    })
  })
}

const LEASE_ID_BYTES = 16

type LeaseRefusal = Lease['refused'][number]['code']

/** Why these bytes are not safe now; null: they are. */
function refusalOf(held: Holding | null, now: number): LeaseRefusal | null {
  if (held === null) return 'not_held'
  if (held.state === 'lost') return 'damaged'
  if (!held.isLive) return 'not_live'
  return isFresh(held.verifiedAt, LEASE_VERIFIED_WITHIN_MS, now) ? null : 'not_checked'
}

/** Reads back what was not read for too long or seems to be gone, for a bounded time. Answers what the disk did not give. */
async function readStale(
  ports: LeasePorts,
  libraryId: LibraryId,
  held: readonly Holding[],
): Promise<ReadonlySet<Sha256>> {
  const { clock } = ports
  const now = clock.now()
  const lately = held.filter((each) => refusalOf(each, now) === null)
  const stale = [
    ...(await withoutTheirBytes(ports.blobs, lately)),
    ...held.filter((each) => refusalOf(each, now) === 'not_checked'),
  ]
  const endsAt = clock.monotonic() + READ_FOR_MS
  const unreadable = new Set<Sha256>()
  for await (const { row, check } of readBack(ports, libraryId, stale, () => clock.monotonic() > endsAt)) {
    if (check === 'unreadable') unreadable.add(row.sha256)
  }
  return unreadable
}

function admitLease(
  reader: LibraryReader,
  deviceId: DeviceId,
  hashes: number,
  countedMs: number,
): Outcome<null, Problem> {
  const open = reader.openLeases(deviceId, countedMs)
  if (open.leases < LEASES_MAX && open.hashes + hashes <= LEASED_HASHES_MAX) return accepted(null)
  const retryAfterMs = Math.max(0, (open.firstEndsAt ?? countedMs) - countedMs)
  return refused(problem('throttled', { leases: open.leases, hashes: open.hashes, retryAfterMs }))
}
