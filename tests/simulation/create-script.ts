import { drawScenario } from './draw-scenario.ts'
import type { Fault, FaultKind, Operation, OperationKind, Script } from './script.ts'
import type { SeededRandom } from './seeded-random.ts'
import { createSeededRandom } from './seeded-random.ts'

/*
 * Draws the script of a seed. Bugs of a system like this hide where things meet: so a run begins with a few photos, and what people do
 * afterwards comes in bursts, on all devices at once, mostly of one theme and often one and the same thing, and while one of the devices is away.
 */

/** How often each happens, against the others. */
type Weights<Kind extends string> = Readonly<Partial<Record<Kind, number>>>

const FILES: Weights<OperationKind> = {
  add: 30,
  add_video: 0.06,
  add_live_half: 8,
  add_copy: 4,
  add_batch: 0.7,
  add_beside_download: 4,
  move: 8,
  edit: 6,
  delete: 9,
  delete_all: 1.5,
  put_back: 4,
  wipe: 3,
}

const SAID: Weights<OperationKind> = {
  favourite: 3,
  hide: 2,
  rate: 2,
  caption: 8,
  title: 3,
  date: 3,
  locate: 3,
  keyword: 30,
  look: 8,
  undo: 6,
}

const TRASH: Weights<OperationKind> = {
  trash: 12,
  restore: 12,
  delete_for_good: 10,
  reimport: 5,
  put_back: 4,
  delete: 4,
  unite: 4,
  caption: 4,
  answer_hold: 4,
  undo: 4,
}

const ALBUMS: Weights<OperationKind> = {
  create_album: 8,
  set_album: 8,
  move_album: 10,
  trash_album: 4,
  restore_album: 5,
  place_entry: 24,
  remove_entry: 8,
  unite: 2,
  undo: 6,
}

const ROOM: Weights<OperationKind> = {
  optimise: 10,
  fetch_back: 8,
  pin: 2,
  add: 8,
  add_live_half: 2,
  add_copy: 2,
  edit: 4,
  move: 5,
  delete: 4,
  put_back: 2,
  trash: 3,
  restore: 3,
  look: 2,
  wipe: 3,
}

const ALWAYS: Weights<OperationKind> = {
  choose_setting: 3,
  give_command: 3,
  pause: 1,
  resume: 2,
  answer_held: 2,
  undo: 4,
  answer_hold: 1,
  wipe: 4,
  change_plan: 1.5,
}

const DEVICE_FAULTS: Weights<FaultKind> = {
  crash: 4,
  power_cut: 4,
  partition: 3,
  bad_network: 8,
  sync_fails: 2,
  disk_full: 2,
  unreadable_folder: 2,
  folder_gone: 1,
  clock_jump: 6,
  clone: 1,
}

const SERVER_FAULTS: Weights<FaultKind> = {
  crash: 4,
  power_cut: 4,
  sync_fails: 3,
  disk_full: 2,
  rot: 5,
  verify: 3,
  quota: 2,
  restore_backup: 3,
  month_passes: 3,
  hours_pass: 2,
  visit: 5,
}

/** What a run is mostly about, and what it begins with. */
interface Theme {
  readonly weights: readonly Weights<OperationKind>[]
  readonly opening: Weights<OperationKind>
  readonly openingMax: number
  /** What people only say is soon said: more of it fits into a run than of what moves files. */
  readonly operations: number
  /** Months that pass at most, beside those that pass by chance. */
  readonly monthsMax: number
  /** How often what the server has read is spoilt and some hours pass, at most. */
  readonly rotsMax: number
  readonly share: number
}

const PHOTOS: Weights<OperationKind> = { add: 8, add_live_half: 1 }

const THEMES: readonly Theme[] = [
  { weights: [FILES], opening: FILES, openingMax: 6, operations: 1, monthsMax: 0, rotsMax: 0, share: 0.34 },
  { weights: [SAID], opening: PHOTOS, openingMax: 2, operations: 1.6, monthsMax: 0, rotsMax: 0, share: 0.16 },
  {
    weights: [TRASH],
    opening: PHOTOS,
    openingMax: 4,
    operations: 1.5,
    monthsMax: 3,
    rotsMax: 0,
    share: 0.18,
  },
  {
    weights: [ROOM],
    opening: { add: 8, optimise: 4 },
    openingMax: 8,
    operations: 1.3,
    monthsMax: 0,
    rotsMax: 2,
    share: 0.16,
  },
  {
    weights: [ALBUMS],
    opening: { add: 4, create_album: 3 },
    openingMax: 8,
    operations: 2,
    monthsMax: 0,
    rotsMax: 0,
    share: 0.16,
  },
]

/** How much a run's theme weighs against all else. */
const THEME_WEIGHT = 12

/** How much happens in a run, all of it within so much virtual time. */
interface Size {
  readonly spanMs: number
  readonly operationsMin: number
  readonly operationsMax: number
  readonly burstsMax: number
  readonly faultsMax: number
}

/** Most runs are short: most bugs need few steps, and many short runs try more of them than a few long ones. */
const SHORT: Size = { spanMs: 30_000, operationsMin: 3, operationsMax: 10, burstsMax: 2, faultsMax: 5 }

/** Long enough for minutes of rest between bursts, and for what takes many steps. */
const LONG: Size = { spanMs: 100_000, operationsMin: 12, operationsMax: 32, burstsMax: 6, faultsMax: 12 }

/** CI plays thousands of seeds after each change: most of them are brief, the first ones and those of a hunt are not. */
const BRIEF: Size = { spanMs: 12_000, operationsMin: 1, operationsMax: 4, burstsMax: 1, faultsMax: 3 }
const BRIEF_FROM = 601
const BRIEF_TO = 100_000

/** What a brief run begins with, at most. */
const BRIEF_OPENING_MAX = 2

/** How many of the runs are long. */
const LONG_SHARE = 0.1

/** How many of the short runs have three devices. */
const THREE_SHARE = 0.35

/** What a run begins with is done within so much time, and mostly has spread before the first burst. */
const OPENING_MS = 2_000
const BURSTS_FROM_MS = 9_000

/** How long a burst lasts, and how long a device stays away that is away for it. */
const BURST_MS = 3_000
const AWAY_MAX_MS = 9_000

/** How often a device is away during a burst. */
const AWAY_CHANCE = 0.8

/** How often those who take part in a burst do what the others do. */
const FAD_CHANCE = 0.4

/** What happens outside of bursts. */
const SCATTERED = 0.25

/** The worst weather: so bad that most uploads take a few tries. */
const WEATHER_MAX = 0.12

/** The script of a seed. */
export function createScript(seed: number): Script {
  const random = createSeededRandom(seed, 'script')
  const isBrief = seed >= BRIEF_FROM && seed <= BRIEF_TO
  const size = isBrief ? BRIEF : random.chance(LONG_SHARE) ? LONG : SHORT
  const theme = drawTheme(random.fraction())
  const devices = size === LONG || (!isBrief && random.chance(THREE_SHARE)) ? 3 : 2
  const bursts = Array.from({ length: 1 + random.below(size.burstsMax) }, () =>
    random.between(BURSTS_FROM_MS, size.spanMs),
  )
  const byTime = (one: { at: number }, other: { at: number }) => one.at - other.at
  const operations = drawOperations(random, size, theme, bursts, devices)
  const faults = [
    ...drawFaults(random, size, devices),
    ...drawAbsences(random, bursts, devices),
    ...drawMonths(random, size, theme),
    ...drawRots(random, size, theme),
  ]
  const scenario = drawScenario(seed, devices)
  return {
    seed,
    ...(isBrief ? { isBrief } : {}),
    devices,
    pageLimit: random.chance(0.5) ? 1 + random.below(4) : null,
    weather: random.chance(0.5) ? 0 : random.between(0.01, WEATHER_MAX),
    operations: [...operations, ...scenario.operations].toSorted(byTime),
    faults: [...faults, ...scenario.faults].toSorted(byTime),
  }
}

function drawOperations(
  random: SeededRandom,
  size: Size,
  { weights: mostly, opening, openingMax, operations }: Theme,
  bursts: readonly number[],
  devices: number,
): readonly Operation[] {
  const weights = sumOfWeights([FILES, SAID, TRASH, ALBUMS, ROOM, ALWAYS], mostly)
  const draw = (kinds: Weights<OperationKind>, at: number): Operation => ({
    at: Math.round(at),
    device: random.below(devices),
    kind: drawKind(kinds, random.fraction()),
    pick: random.fraction(),
  })
  const begunMax = size === BRIEF ? Math.min(openingMax, BRIEF_OPENING_MAX) : openingMax
  const begun = Array.from({ length: 1 + random.below(begunMax) }, () =>
    draw(opening, random.between(0, OPENING_MS)),
  )
  const count = size.operationsMin + random.below(size.operationsMax - size.operationsMin)
  const fads = bursts.map(() => drawKind(weights, random.fraction()))
  const later = Array.from({ length: Math.round(count * operations) }, () => {
    if (random.chance(SCATTERED)) return draw(weights, random.between(0, size.spanMs))
    const burst = random.below(bursts.length)
    const fad = fads[burst]
    const isFad = fad !== undefined && random.chance(FAD_CHANCE)
    return draw(isFad ? { [fad]: 1 } : weights, (bursts[burst] ?? 0) + random.between(0, BURST_MS))
  })
  return [...begun, ...later]
}

function drawFaults(random: SeededRandom, size: Size, devices: number): readonly Fault[] {
  return Array.from({ length: random.below(size.faultsMax) }, () => {
    const device = random.chance(0.5) ? random.below(devices) : null
    return {
      at: Math.round(random.between(0, size.spanMs)),
      device,
      kind: drawKind(device === null ? SERVER_FAULTS : DEVICE_FAULTS, random.fraction()),
      pick: random.fraction(),
      lasts: Math.round(random.between(500, 30_000)),
    }
  })
}

/** Who is away while others do something does not see it, and does the same or the contrary. */
function drawAbsences(random: SeededRandom, bursts: readonly number[], devices: number): readonly Fault[] {
  return bursts
    .filter(() => random.chance(AWAY_CHANCE))
    .map((burst) => ({
      at: Math.round(burst - random.between(0, 1_000)),
      device: random.below(devices),
      kind: 'partition' as const,
      pick: random.fraction(),
      lasts: Math.round(random.between(BURST_MS, AWAY_MAX_MS)),
    }))
}

/** In a month the trash is emptied, and in another one the bytes go. */
function drawMonths(random: SeededRandom, { spanMs }: Size, { monthsMax }: Theme): readonly Fault[] {
  return Array.from({ length: random.below(monthsMax + 1) }, () => ({
    at: Math.round(random.between(BURSTS_FROM_MS, spanMs + BURST_MS)),
    device: null,
    kind: 'month_passes' as const,
    pick: random.fraction(),
    lasts: 0,
  }))
}

/** Bytes that rot after the server has read them, and that nobody asks for before that was hours ago. */
function drawRots(random: SeededRandom, { spanMs }: Size, { rotsMax }: Theme): readonly Fault[] {
  return Array.from({ length: random.below(rotsMax + 1) }, () => {
    const at = Math.round(random.between(BURSTS_FROM_MS / 2, spanMs))
    const server = { device: null, pick: random.fraction(), lasts: 0 }
    return [
      { ...server, at, kind: 'rot' as const, lasts: ROT_FOUND_AFTER_MS },
      { ...server, at: at + 1, kind: 'hours_pass' as const },
    ]
  }).flat()
}

/** Nobody looks for this rot before the devices had time to do so much harm. */
const ROT_FOUND_AFTER_MS = 15_000

function drawTheme(fraction: number): Theme {
  let left = fraction
  for (const theme of THEMES) {
    left -= theme.share
    if (left < 0) return theme
  }
  throw new Error('Cannot draw theme: the shares do not make one')
}

function sumOfWeights(
  groups: readonly Weights<OperationKind>[],
  mostly: readonly Weights<OperationKind>[],
): Weights<OperationKind> {
  const sums: Partial<Record<OperationKind, number>> = {}
  for (const group of groups) {
    const times = mostly.includes(group) ? THEME_WEIGHT : 1
    for (const [kind, weight] of entriesOf(group)) sums[kind] = (sums[kind] ?? 0) + times * weight
  }
  return sums
}

function drawKind<Kind extends string>(weights: Weights<Kind>, fraction: number): Kind {
  const entries = entriesOf(weights)
  let left = fraction * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [kind, weight] of entries) {
    left -= weight
    if (left < 0) return kind
  }
  throw new Error('Cannot draw kind: there is none')
}

function entriesOf<Kind extends string>(weights: Weights<Kind>): readonly (readonly [Kind, number])[] {
  return Object.entries(weights) as [Kind, number][]
}
