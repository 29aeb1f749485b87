import type { Sha256 } from '@rollcall/protocol'
import type { PlainFiles, PrivateFiles } from './private-files.ts'

/*
 * A state that changes as a whole, over files that do not. It is written into two files in turn, never into the one that holds the last
 * whole state:
 *
 *   4 bytes "RCst" │ u64 sequence │ u32 length │ the state │ SHA-256 of all before, 64 hex digits
 *
 * Numbers are big-endian. The file with the greatest sequence whose sum is right is the state: a write that was cut short, or of which only
 * some blocks reached the disk, has a wrong sum, and the other file still holds the state before.
 */

const SLOTS = ['slot-0', 'slot-1'] as const
const MAGIC = 0x52_43_73_74
const HEAD_BYTES = 16
const SUM_BYTES = 64

/** The largest state, bytes. */
const STATE_BYTES_MAX = 128 * 1024 * 1024

/** A state as a slot holds it. */
interface HeldState {
  readonly slot: 0 | 1
  readonly sequence: bigint
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Sums bytes up. Each platform has its own. */
type Sha256Of = (bytes: Uint8Array) => Promise<Sha256>

/** Adds a state to plain files. `slots` are files of their own, which nobody else writes. */
export function withState(
  files: PlainFiles,
  { slots, sha256Of }: { readonly slots: PlainFiles; readonly sha256Of: Sha256Of },
): PrivateFiles {
  /** Undefined until the slots have been read. */
  let held: Pick<HeldState, 'slot' | 'sequence'> | null | undefined
  let lastTurn: Promise<unknown> = Promise.resolve()

  /** One call after the other: each needs to know which slot the one before has left. */
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = lastTurn.then(work)
    lastTurn = turn.catch(() => undefined) // told to whoever called
    return turn
  }

  async function find(): Promise<HeldState | null> {
    const [first, second] = await Promise.all([readSlot(0), readSlot(1)])
    const latest = first === null || (second !== null && second.sequence > first.sequence) ? second : first
    held = latest === null ? null : { slot: latest.slot, sequence: latest.sequence }
    return latest
  }

  async function readSlot(slot: 0 | 1): Promise<HeldState | null> {
    const file = await slots.read(SLOTS[slot])
    const state = file === null ? null : await decodeState(file, sha256Of)
    return state === null ? null : { slot, ...state }
  }

  return {
    ...files,
    readState: () => inTurn(async () => (await find())?.bytes ?? null),
    writeState: (bytes) =>
      inTurn(async () => {
        if (held === undefined) await find()
        const slot = held?.slot === 0 ? 1 : 0
        const sequence = (held?.sequence ?? 0n) + 1n
        await slots.writeWhole(SLOTS[slot], await encodeState(sequence, bytes, sha256Of))
        held = { slot, sequence }
      }),
    removeState: () =>
      inTurn(async () => {
        if (held === undefined) await find()
        const slot = held?.slot ?? 0
        await slots.remove(SLOTS[slot === 0 ? 1 : 0]) // first, or the state before would be back for a moment
        await slots.remove(SLOTS[slot])
        held = undefined
      }),
  }
}

async function encodeState(
  sequence: bigint,
  bytes: Uint8Array,
  sha256Of: Sha256Of,
): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes.length > STATE_BYTES_MAX) throw new Error(`Cannot write state: it has ${bytes.length} bytes`)
  const end = HEAD_BYTES + bytes.length
  const file = new Uint8Array(end + SUM_BYTES)
  const view = new DataView(file.buffer)
  view.setUint32(0, MAGIC)
  view.setBigUint64(4, sequence)
  view.setUint32(12, bytes.length)
  file.set(bytes, HEAD_BYTES)
  file.set(digitsOf(await sha256Of(file.subarray(0, end))), end)
  return file
}

/** Null when the file is no whole state. */
async function decodeState(
  file: Uint8Array<ArrayBuffer>,
  sha256Of: Sha256Of,
): Promise<Pick<HeldState, 'sequence' | 'bytes'> | null> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const end = file.length - SUM_BYTES
  if (end < HEAD_BYTES || view.getUint32(0) !== MAGIC || view.getUint32(12) !== end - HEAD_BYTES) return null
  const sum = digitsOf(await sha256Of(file.subarray(0, end)))
  if (!sum.every((digit, index) => digit === file[end + index])) return null
  return { sequence: view.getBigUint64(4), bytes: file.subarray(HEAD_BYTES, end) }
}

function digitsOf(sum: Sha256): readonly number[] {
  return Array.from(sum, (digit) => digit.charCodeAt(0))
}
