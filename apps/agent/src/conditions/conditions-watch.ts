import type { MeasuredConditions } from '@rollcall/protocol'
import type { ConditionsFile } from './conditions-file.ts'
import { overlayConditions } from './conditions-file.ts'
import type { ConditionsPorts } from './conditions-ports.ts'
import { minuteOfDay, readConditions } from './read-conditions.ts'

/** A reading of the system counts for so long. */
const FRESH_MS = 15_000

/** How often a running engine looks whether the file of conditions changed, and whether a new reading is due. */
const LOOK_MS = 1_000

/** Why the free bytes are not known. */
const DISK_WAIT_NOTE = 'the disk does not say'

/** The conditions of this device, as whoever asks needs them now. */
export interface ConditionsWatch {
  /** The latest snapshot. Waits for the first reading, three seconds at most, and never for another. Never rejects. */
  readonly latest: () => Promise<MeasuredConditions>
  /** Looks again and again until `signal` is aborted; calls `onChange` when something changed that a decision may rest on. */
  readonly keepLooking: (signal: AbortSignal, onChange: () => void) => Promise<void>
}

/** Watches the conditions of a device. Reads nothing before it is first asked. `file` null: only what is measured counts. */
export function createConditionsWatch(ports: ConditionsPorts, file: ConditionsFile | null): ConditionsWatch {
  const { clock, disk, root } = ports
  let reading: Promise<void> | null = null
  let last: { readonly measured: MeasuredConditions; readonly at: number } | null = null

  async function read(): Promise<void> {
    last = { measured: await readConditions(ports), at: clock.monotonic() }
    reading = null
  }

  function refresh(): Promise<void> {
    reading ??= read()
    return reading
  }

  async function latest(): Promise<MeasuredConditions> {
    if (last === null) await refresh()
    else if (clock.monotonic() - last.at >= FRESH_MS) void refresh()
    const measured = last?.measured ?? (await readConditions(ports))
    // These three change with what the device itself does, and cost nothing to read.
    const free = await disk.freeBytes(root).catch(() => null)
    const { freeBytes: _, ...unknown } = measured.unknown
    const snapshot: MeasuredConditions = {
      ...measured,
      freeBytes: free,
      clockOffsetMs: ports.clockOffsetMs(),
      minuteOfDay: minuteOfDay(clock.now()),
      unknown: free === null ? { ...unknown, freeBytes: DISK_WAIT_NOTE } : unknown,
    }
    return file === null ? snapshot : overlayConditions(snapshot, file.latest())
  }

  return {
    latest,
    keepLooking: async (signal, onChange) => {
      const look = async () => essenceOf(await latest(), file !== null)
      let before = await look()
      while (!signal.aborted) {
        await clock.sleep(LOOK_MS, signal)
        if (signal.aborted) return
        const now = await look()
        if (now !== before) onChange()
        before = now
      }
    },
  }
}

/** What a decision may rest on. Bytes and minutes come and go, and the engine looks at them anyway. */
function essenceOf(measured: MeasuredConditions, isWritten: boolean): string {
  const { freeBytes, clockOffsetMs } = measured
  const isClockFar = clockOffsetMs !== null && Math.abs(clockOffsetMs) > 60_000
  const whole = isWritten ? { freeBytes } : { freeBytes: null, minuteOfDay: 0 }
  return JSON.stringify({ ...measured, unknown: {}, clockOffsetMs: isClockFar, ...whole })
}
