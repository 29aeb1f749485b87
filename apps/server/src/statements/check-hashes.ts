import type { Asset, LibraryId, Sha256 } from '@rollcall/protocol'
import { STATEMENT_VERIFIED_WITHIN_MS } from '@rollcall/protocol'
import type { LibraryReader } from '../store/store.ts'
import { isFresh } from '../uploads/is-fresh.ts'
import { readBack } from '../uploads/read-back.ts'
import type { VerifyPorts } from '../uploads/verify-ports.ts'
import { withoutTheirBytes } from '../uploads/without-their-bytes.ts'
import type { HashList } from './hash-list.ts'
import { createHashList } from './hash-list.ts'

/*
 * Looks whether originals are safe, any number of them, without holding up the library: some hundred at a time. Each look sees another
 * state of the library, and a statement speaks of one. What makes the two agree: nothing that was safe ceases to be so without a change of
 * an asset that names it, be it trashed, merged, deleted, or told that its bytes are lost. So whoever has looked at every hash needs to look
 * again only at what the feed tells since the first look (`settleCheck`), and when it tells nothing more, all of it is so at that place.
 *
 *   look 1 ─ look 2 ─ … ─ look n ─ what changed meanwhile ─ what changed meanwhile ─ nothing: at this seq, all are safe
 */

/** Hashes of one look: what people do waits no longer than that takes, some ten milliseconds. */
const HASHES_A_LOOK = 250

/** Changed assets of one look. */
const ASSETS_A_LOOK = 200

/** Looks at what changed meanwhile. A library that changes faster is asked about again when it rests. */
const SETTLING_LOOKS_MAX = 20_000

/** How many are not safe, by what is wrong with them. */
export type Unsafe = Readonly<Record<'notHeld' | 'damaged' | 'notLive' | 'tooOld', number>>

/** Where in the feed of a library something was so. */
interface Place {
  readonly epoch: number
  readonly seq: number
}

/** What is known of a list of hashes that is looked at part by part. */
export interface HashCheck {
  readonly list: HashList
  /** Where the first look was; null before it. */
  since: Place | null
  bytes: number
  oldestVerifiedAt: number | null
  unsafe: Unsafe
}

/** A check of no hashes yet. */
export function openCheck(): HashCheck {
  const unsafe = { notHeld: 0, damaged: 0, notLive: 0, tooOld: 0 }
  return { list: createHashList(), since: null, bytes: 0, oldestVerifiedAt: null, unsafe }
}

/** How many of the hashes that were looked at are not safe. */
export function countUnsafe({ notHeld, damaged, notLive, tooOld }: Unsafe): number {
  return notHeld + damaged + notLive + tooOld
}

/**
 * Takes hashes into a check, behind those that it has, and looks at them: at their rows, and whether every file is there with its length;
 * one that is not is marked lost. Answers false, with nothing taken, unless they ascend from the last one. Rejects when the store or the disk does; the check is
 * then good for nothing.
 */
export async function takeHashes(
  ports: VerifyPorts,
  libraryId: LibraryId,
  check: HashCheck,
  hashes: readonly Sha256[],
): Promise<boolean> {
  if (!check.list.goesOnWith(hashes)) return false
  for (let from = 0; from < hashes.length; from += HASHES_A_LOOK) {
    const some = hashes.slice(from, from + HASHES_A_LOOK)
    check.list.add(some)
    await lookAtSome(ports, libraryId, check, some)
  }
  return true
}

async function lookAtSome(
  ports: VerifyPorts,
  libraryId: LibraryId,
  check: HashCheck,
  hashes: readonly Sha256[],
): Promise<void> {
  const look = () => ports.store.read(libraryId, (reader) => lookAt(reader, hashes, ports.clock.now()))
  let seen = await look()
  check.since ??= seen.place
  // Of what is held the files are looked at, which lets others have their turn.
  if (seen.holdings.length === 0) await ports.clock.sleep(0)
  const missing = await withoutTheirBytes(ports.blobs, seen.holdings)
  for await (const _ of readBack(ports, libraryId, missing, () => false));
  // What was marked lost just now is counted as that; what was read and found well is well.
  if (missing.length > 0) seen = await look()
  noteLook(check, seen)
}

type Look = ReturnType<typeof lookAt>

/** One look at some hashes, in one state of the library. */
function lookAt(reader: LibraryReader, hashes: readonly Sha256[], now: number) {
  const { epoch, headSeq: seq } = reader.library()
  const holdings = reader.holdings(hashes)
  const unsafe = { notHeld: hashes.length - holdings.length, damaged: 0, notLive: 0, tooOld: 0 }
  for (const held of holdings) {
    if (held.state === 'lost') unsafe.damaged++
    else if (!held.isLive) unsafe.notLive++
    else if (!isFresh(held.verifiedAt, STATEMENT_VERIFIED_WITHIN_MS, now)) unsafe.tooOld++
  }
  return { place: { epoch, seq }, holdings, unsafe }
}

function noteLook(check: HashCheck, { holdings, unsafe }: Look): void {
  for (const { bytes, verifiedAt } of holdings) {
    check.bytes += bytes
    check.oldestVerifiedAt = Math.min(check.oldestVerifiedAt ?? verifiedAt, verifiedAt)
  }
  addUnsafe(check, unsafe)
}

function addUnsafe(check: HashCheck, { notHeld, damaged, notLive, tooOld }: Unsafe): void {
  const { unsafe } = check
  check.unsafe = {
    notHeld: unsafe.notHeld + notHeld,
    damaged: unsafe.damaged + damaged,
    notLive: unsafe.notLive + notLive,
    tooOld: unsafe.tooOld + tooOld,
  }
}

/** What a check came to, at one place in the feed; or that there is no one place, and why. */
export type Settled = { readonly kind: 'settled'; readonly place: Place } | Unsettled
/** `epoch_changed`: what was looked at is another library now, so to say. `moving`: it changed all the time. */
type Unsettled = { readonly kind: 'epoch_changed' | 'moving' }

/**
 * Looks again at what changed since the first look, until nothing does, and counts into the check what is not safe any more. See this
 * file's header. A check of no hashes stands where the library is.
 */
export async function settleCheck(
  ports: VerifyPorts,
  libraryId: LibraryId,
  check: HashCheck,
): Promise<Settled> {
  for (let looks = 0; looks < SETTLING_LOOKS_MAX; looks++) {
    const step = await ports.store.read(libraryId, (reader) => settleOnce(reader, check, ports.clock.now()))
    if (step === null) return { kind: 'epoch_changed' }
    check.since = step.place
    addUnsafe(check, step.unsafe)
    if (step.isHead || countUnsafe(check.unsafe) > 0) return { kind: 'settled', place: step.place }
    // The next look is a turn of its own, and others come in between.
    await ports.clock.sleep(0)
  }
  return { kind: 'moving' }
}

function settleOnce(reader: LibraryReader, { list, since }: HashCheck, now: number) {
  const { epoch, headSeq } = reader.library()
  const from = since ?? { epoch, seq: headSeq }
  if (from.epoch !== epoch) return null
  const changed = reader.assetsBySeq(from.seq, headSeq, ASSETS_A_LOOK)
  const isHead = changed.length < ASSETS_A_LOOK
  // A file that was let go of stands for nothing from then on, and its asset tells so.
  const filesOf = ({ resources, droppedFiles = [] }: Asset) => [...resources, ...droppedFiles]
  const named = new Set(changed.flatMap((asset) => filesOf(asset).map(({ sha256 }) => sha256)))
  const { unsafe } = lookAt(
    reader,
    [...named].filter((sha256) => list.has(sha256)),
    now,
  )
  const seq = isHead ? headSeq : (changed.at(-1)?.seq ?? headSeq)
  return { isHead, place: { epoch, seq }, unsafe }
}
