import type {
  DeviceId,
  LibraryId,
  Outcome,
  Problem,
  Sha256,
  Statement,
  StatementBody,
} from '@rollcall/protocol'
import {
  accepted,
  problem,
  refused,
  STATEMENT_HASHES_MAX,
  STATEMENT_VERIFIED_WITHIN_MS,
} from '@rollcall/protocol'
import { publicKeyOf, signEd25519 } from '@rollcall/platform-node'
import { statementText } from '@rollcall/sync'
import { isFresh } from '../uploads/is-fresh.ts'
import type { VerifyPorts } from '../uploads/verify-ports.ts'
import type { HashCheck } from './check-hashes.ts'
import { countUnsafe, openCheck, settleCheck, takeHashes } from './check-hashes.ts'
import type { SigningKey } from './signing-key.ts'

/** When a library that changes all the time may be asked about again. */
const MOVING_RETRY_MS = 60_000

/** What making statements needs of the world. */
export interface StatementPorts extends VerifyPorts {
  readonly signingKey: SigningKey
}

/** What a device wants to have signed, and where it asked. */
export interface StatementWish {
  readonly libraryId: LibraryId
  readonly device: { readonly deviceId: DeviceId; readonly name: string }
  /** The address under which it knows the server. */
  readonly server: string
  /** In any order; or those of a list that was sent before, which are looked at already. */
  readonly hashes: readonly Sha256[] | HashCheck
  readonly ignored: number
}

/**
 * Signs that every one of these originals is safe here [R6]: held, named by a photo that is not in the trash, and read back within seven
 * days, all seen in one state of the library. It believes nothing that the device says of them. Nothing is read back now, that is what
 * to be attested first is for; but every file must be there with its length, and one that is not is marked lost. Looks at some hundred
 * at a time (see `check-hashes.ts`), so that nobody waits for it.
 *
 * Refuses `lease_refused` with how many are not safe, in all and by reason, `too_large` for more hashes than one request takes,
 * `epoch_changed` when the library was set back meanwhile, and `throttled` while it changes all the time.
 */
export async function makeStatement(
  ports: StatementPorts,
  wish: StatementWish,
): Promise<Outcome<Statement, Problem>> {
  const { libraryId, device, server, ignored } = wish
  const check = await checkOf(ports, wish)
  if (!check.ok) return check
  const key = await ports.signingKey()
  const before = refuseUnsafe(check.value)
  if (before !== null) return before
  const settled = await settleCheck(ports, libraryId, check.value)
  if (settled.kind !== 'settled')
    return refused(
      settled.kind === 'moving'
        ? problem('throttled', { retryAfterMs: MOVING_RETRY_MS })
        : problem('epoch_changed'),
    )
  const { list, bytes, oldestVerifiedAt } = check.value
  const now = ports.clock.now()
  const after = refuseUnsafe(check.value) ?? refuseOld(oldestVerifiedAt, now)
  if (after !== null) return after
  const body: StatementBody = {
    kind: 'safe_to_wipe',
    device: device.name,
    deviceId: device.deviceId,
    library: libraryId,
    server,
    ...settled.place,
    originals: list.count(),
    bytes,
    oldestVerifiedAt,
    ignored,
    listDigest: list.digest(),
    madeAt: now,
  }
  const signature = signEd25519(key, statementText(body))
  return accepted({ body, publicKey: publicKeyOf(key), signature })
}

async function checkOf(
  ports: VerifyPorts,
  { libraryId, hashes }: Pick<StatementWish, 'libraryId' | 'hashes'>,
): Promise<Outcome<HashCheck, Problem>> {
  if (!isPlainList(hashes)) return accepted(hashes)
  const parts = partByBeginning(hashes)
  const count = parts.reduce((sum, part) => sum + part.size, 0)
  if (count > STATEMENT_HASHES_MAX)
    return refused(problem('too_large', { hashes: count, hashesMax: STATEMENT_HASHES_MAX }))
  const check = openCheck()
  for (const part of parts) await takeHashes(ports, libraryId, check, [...part].toSorted())
  return accepted(check)
}

/** Hashes by their first two digits, in order, each once: to sort all of them at one go would hold everybody up. */
function partByBeginning(hashes: readonly Sha256[]): readonly ReadonlySet<Sha256>[] {
  const parts = Array.from({ length: 256 }, () => new Set<Sha256>())
  for (const sha256 of hashes) parts[Number.parseInt(sha256.slice(0, 2), 16)]?.add(sha256)
  return parts
}

function isPlainList(hashes: StatementWish['hashes']): hashes is readonly Sha256[] {
  return Array.isArray(hashes)
}

function refuseUnsafe({ unsafe }: HashCheck): Outcome<never, Problem> | null {
  const count = countUnsafe(unsafe)
  return count === 0 ? null : refused(problem('lease_refused', { count, ...unsafe }))
}

/** Looking took its time: what was read lately enough when it was looked at may not be so any more. */
function refuseOld(oldestVerifiedAt: number | null, now: number): Outcome<never, Problem> | null {
  if (oldestVerifiedAt === null || isFresh(oldestVerifiedAt, STATEMENT_VERIFIED_WITHIN_MS, now)) return null
  const facts = { count: 1, notHeld: 0, damaged: 0, notLive: 0, tooOld: 1 }
  return refused(problem('lease_refused', facts))
}
