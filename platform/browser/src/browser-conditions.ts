import type { MeasuredConditions } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'

/** The longest that the browser may take to tell about its battery or its room. */
const READING_MAX_MS = 3_000

/** What a browser may tell of its network (wicg.github.io/netinfo); not every one has all of it, or any. */
interface Connection {
  readonly type?: string
  readonly saveData?: boolean
}

/** What some browsers tell of the battery (w3.org/TR/battery-status). `level` from 0 to 1. */
interface Battery {
  readonly charging: boolean
  readonly level: number
}

/** The parts of `navigator` that conditions are read from. */
export interface BrowserSigns {
  readonly onLine: boolean
  readonly connection?: Connection
  readonly getBattery?: () => Promise<Battery>
  readonly storage?: { readonly estimate?: () => Promise<{ quota?: number; usage?: number }> }
}

type Network = Pick<MeasuredConditions, 'network' | 'isMetered' | 'isRoaming' | 'isLowData'>
type Power = Pick<MeasuredConditions, 'isCharging' | 'batteryPercent' | 'isLowPower' | 'isTooHot'>
type Why = Readonly<Record<string, string>>

/**
 * Reads what this browser is in, as far as it tells; the rest is null, and `unknown` says why. Never rejects. `clockOffsetMs` is this
 * browser's wall clock less the server's, as answers showed; null before the first.
 */
export async function readBrowserConditions(
  clock: Clock,
  {
    clockOffsetMs,
    signs = navigator,
  }: { readonly clockOffsetMs: number | null; readonly signs?: BrowserSigns },
): Promise<MeasuredConditions> {
  const [power, room] = await Promise.all([readPower(clock, signs), readRoom(clock, signs)])
  const network = readNetwork(signs)
  const wall = new Date(clock.now())
  return {
    ...network.values,
    ...power.values,
    freeBytes: room,
    clockOffsetMs,
    access: null,
    minuteOfDay: wall.getHours() * 60 + wall.getMinutes(),
    unknown: {
      ...network.unknown,
      ...power.unknown,
      access: 'a browser shows Rollcall only the files that you pick',
      ...(room === null ? { freeBytes: 'this browser does not tell how much room it gives' } : {}),
      ...(clockOffsetMs === null ? { clockOffsetMs: 'the server has not told its time yet' } : {}),
    },
  }
}

/** What their names for a network are to us; what is missing says nothing. */
const NETWORK_BY_TYPE: ReadonlyMap<string, NonNullable<MeasuredConditions['network']>> = new Map([
  ['cellular', 'mobile'],
  ['ethernet', 'ethernet'],
  ['none', 'none'],
  ['wifi', 'wifi'],
  ['bluetooth', 'other'],
  ['wimax', 'other'],
  ['other', 'other'],
])

function readNetwork({ onLine, connection }: BrowserSigns): {
  readonly values: Network
  readonly unknown: Why
} {
  const network = onLine ? (NETWORK_BY_TYPE.get(connection?.type ?? '') ?? null) : 'none'
  // Mobile data are paid for by volume until somebody says otherwise; of other networks no browser tells.
  const isMetered = network === 'mobile' ? true : null
  const isLowData = connection?.saveData ?? null
  return {
    values: { network, isMetered, isRoaming: null, isLowData },
    unknown: {
      isRoaming: 'this browser does not tell about roaming',
      ...(network === null ? { network: 'this browser does not tell which network it uses' } : {}),
      ...(isMetered === null
        ? { isMetered: 'this browser does not tell whether the network is metered' }
        : {}),
      ...(isLowData === null ? { isLowData: 'this browser does not tell whether it is to save data' } : {}),
    },
  }
}

async function readPower(
  clock: Clock,
  signs: BrowserSigns,
): Promise<{ readonly values: Power; readonly unknown: Why }> {
  const battery = await within(clock, async () => (await signs.getBattery?.()) ?? null)
  const why = 'this browser does not tell about power'
  return {
    values: {
      isCharging: battery?.charging ?? null,
      batteryPercent: battery === null ? null : Math.round(battery.level * 100),
      isLowPower: null,
      isTooHot: null,
    },
    unknown: {
      isLowPower: why,
      isTooHot: 'this browser does not tell whether it is too hot to work',
      ...(battery === null ? { isCharging: why, batteryPercent: why } : {}),
    },
  }
}

/** Bytes that the browser would still give; null when it does not say. */
async function readRoom(clock: Clock, { storage }: BrowserSigns): Promise<number | null> {
  const estimate = await within(clock, async () => (await storage?.estimate?.()) ?? null)
  if (estimate?.quota === undefined || estimate.usage === undefined) return null
  return Math.max(0, Math.floor(estimate.quota - estimate.usage))
}

/** Null also when the browser refuses, or takes too long. */
async function within<Value>(clock: Clock, ask: () => Promise<Value | null>): Promise<Value | null> {
  const done = new AbortController()
  const late = clock.sleep(READING_MAX_MS, done.signal).then(() => null)
  try {
    return await Promise.race([ask().catch(() => null), late])
  } finally {
    done.abort()
  }
}
