import type { MeasuredConditions } from '@rollcall/protocol'
import type { ConditionsPorts, Readings } from './conditions-ports.ts'
import { readNetwork } from './network-readings.ts'
import { readPower } from './power-readings.ts'
import { within } from './within.ts'

/** The longest that one reading may take. */
const READING_MAX_MS = 3_000

/**
 * Reads what this machine is in. Never rejects: what cannot be read is null, and `unknown` says why. Takes three seconds at most,
 * because every reading runs beside the others.
 */
export async function readConditions(ports: ConditionsPorts): Promise<MeasuredConditions> {
  const { clock, disk, root, machine } = ports
  const [network, power, free] = await Promise.all([
    reading(ports, readNetwork(ports), NO_NETWORK),
    reading(ports, readPower(machine), NO_POWER),
    reading(ports, disk.freeBytes(root).then(freeReadings), NO_DISK),
  ])
  const { interfaceName: _, ...networkValues } = network.values
  const clockOffsetMs = ports.clockOffsetMs()
  return {
    ...networkValues,
    ...power.values,
    ...free.values,
    clockOffsetMs,
    access: 'full',
    minuteOfDay: minuteOfDay(clock.now()),
    unknown: {
      ...network.unknown,
      ...power.unknown,
      ...free.unknown,
      ...(clockOffsetMs === null ? { clockOffsetMs: 'the server has not told its time yet' } : {}),
    },
  }
}

/** The minute of the day on this machine's wall. */
export function minuteOfDay(now: number): number {
  const wall = new Date(now)
  return wall.getHours() * 60 + wall.getMinutes()
}

function freeReadings(freeBytes: number): Readings<{ readonly freeBytes: number | null }> {
  return { values: { freeBytes }, unknown: {} }
}

const NO_NETWORK = {
  network: null,
  isMetered: null,
  isRoaming: null,
  isLowData: null,
  interfaceName: null,
} as const

const NO_POWER = { isCharging: null, batteryPercent: null, isLowPower: null, isTooHot: null } as const

const NO_DISK = { freeBytes: null } as const

/** A reading, or nothing with why. */
async function reading<Value extends object>(
  { clock }: ConditionsPorts,
  work: Promise<Readings<Value>>,
  nothing: Value,
): Promise<Readings<Value>> {
  try {
    return await within(clock, READING_MAX_MS, work)
  } catch (cause) {
    const why = (cause instanceof Error ? cause.message : String(cause)).slice(0, 300)
    return { values: nothing, unknown: Object.fromEntries(Object.keys(nothing).map((name) => [name, why])) }
  }
}
