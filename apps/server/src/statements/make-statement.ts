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
  sha256Schema,
  STATEMENT_HASHES_MAX,
  STATEMENT_VERIFIED_WITHIN_MS,
} from '@rollcall/protocol'
import { publicKeyOf, sha256Text, signEd25519 } from '@rollcall/platform-node'
import { hashList, statementText } from '@rollcall/sync'
import type { LibraryReader } from '../store/store.ts'
import { isFresh } from '../uploads/is-fresh.ts'
import { readBack } from '../uploads/read-back.ts'
import type { VerifyPorts } from '../uploads/verify-ports.ts'
import { withoutTheirBytes } from '../uploads/without-their-bytes.ts'
import type { SigningKey } from './signing-key.ts'

/** Hashes whose files are looked for together. */
const HASHES_A_LOOK = 1_000

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
  readonly hashes: readonly Sha256[]
  readonly ignored: number
}

/**
 * Signs that every one of these originals is safe here [R6]: held, named by a photo that is not in the trash, and read back within seven
 * days, all seen in one state of the library. It believes nothing that the device says of them. Nothing is read back now, that is what
 * to be attested first is for; but every file must be there with its length, and one that is not is marked lost.
 *
 * Refuses `lease_refused` with how many are not safe, in all and by reason, and `too_large` for more hashes than one statement takes.
 */
export async function makeStatement(
  ports: StatementPorts,
  wish: StatementWish,
): Promise<Outcome<Statement, Problem>> {
  const { libraryId, device, server, ignored } = wish
  const hashes = [...new Set(wish.hashes)]
  if (hashes.length > STATEMENT_HASHES_MAX)
    return refused(problem('too_large', { hashes: hashes.length, hashesMax: STATEMENT_HASHES_MAX }))
  const { store, clock } = ports
  const key = await ports.signingKey()
  await markMissing(ports, libraryId, hashes)
  const now = clock.now()
  const seen = await store.read(libraryId, (reader) => lookAt(reader, hashes, now))
  const { notHeld, damaged, notLive, tooOld } = seen.unsafe
  const count = notHeld + damaged + notLive + tooOld
  if (count > 0) return refused(problem('lease_refused', { count, notHeld, damaged, notLive, tooOld }))
  const body: StatementBody = {
    kind: 'safe_to_wipe',
    device: device.name,
    deviceId: device.deviceId,
    library: libraryId,
    server,
    ...seen.facts,
    ignored,
    listDigest: sha256Schema.parse(sha256Text(hashList(hashes))),
    madeAt: now,
  }
  const signature = signEd25519(key, statementText(body))
  return accepted({ body, publicKey: publicKeyOf(key), signature })
}

/** Before the look that is signed, so that it finds them lost. */
async function markMissing(
  ports: VerifyPorts,
  libraryId: LibraryId,
  hashes: readonly Sha256[],
): Promise<void> {
  for (let from = 0; from < hashes.length; from += HASHES_A_LOOK) {
    const some = hashes.slice(from, from + HASHES_A_LOOK)
    const held = await ports.store.read(libraryId, (reader) => reader.holdings(some))
    const missing = await withoutTheirBytes(ports.blobs, held)
    for await (const _ of readBack(ports, libraryId, missing, () => false));
  }
}

interface Look {
  readonly facts: Pick<StatementBody, 'epoch' | 'seq' | 'originals' | 'bytes' | 'oldestVerifiedAt'>
  readonly unsafe: Readonly<Record<'notHeld' | 'damaged' | 'notLive' | 'tooOld', number>>
}

/** One consistent look: what is safe, and what is not. */
function lookAt(reader: LibraryReader, hashes: readonly Sha256[], now: number): Look {
  const { epoch, headSeq: seq } = reader.library()
  const holdings = reader.holdings(hashes)
  const unsafe = { notHeld: hashes.length - holdings.length, damaged: 0, notLive: 0, tooOld: 0 }
  let bytes = 0
  let oldestVerifiedAt: number | null = null
  for (const held of holdings) {
    bytes += held.bytes
    oldestVerifiedAt = Math.min(oldestVerifiedAt ?? held.verifiedAt, held.verifiedAt)
    if (held.state === 'lost') unsafe.damaged++
    else if (!held.isLive) unsafe.notLive++
    else if (!isFresh(held.verifiedAt, STATEMENT_VERIFIED_WITHIN_MS, now)) unsafe.tooOld++
  }
  return { facts: { epoch, seq, originals: hashes.length, bytes, oldestVerifiedAt }, unsafe }
}
