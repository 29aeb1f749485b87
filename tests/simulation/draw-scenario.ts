import type { Fault, Operation } from './script.ts'
import { createSeededRandom } from './seeded-random.ts'

/*
 * Some bugs need three or four things in one order, which by chance alone follow each other once in hundreds of runs. So a few runs have,
 * beside all else that happens in them, such a course of events, early, while there is still calm. It is drawn from numbers of its own:
 * the other runs, and everything else in these, are what they would be without.
 */

/** A course of events, on top of what else happens in a run. */
export interface Scenario {
  readonly operations: readonly Operation[]
  readonly faults: readonly Fault[]
}

/** How many runs have one. */
const SCENARIO_SHARE = 0.2

/** When it begins: what the run opened with has spread by then. */
const BEGINS_MS = 4_000

/** A blob has rotted, and nobody looks for it before so much later. */
const ROT_FOUND_AFTER_MS = 20_000

/** What a scenario is drawn with. */
interface Chances {
  readonly devices: number
  /** A number in [0, 1), another one each time. */
  readonly fraction: () => number
}

type Draw = (chances: Chances) => Scenario

const SCENARIOS: readonly Draw[] = [
  contraryWhileAway,
  wipedOverRot,
  putBackWhatWasDeleted,
  backupFromBeforeDropping,
]

/** How long a device is away that says the contrary of what the others say. */
const CONTRARY_AWAY_MS = 6_000

/** Chances out of which people put the first keyword on the first photo, and take the same one off the same. */
const KEYWORD_ON = 0.004
const KEYWORD_OFF = 0.057

/** What the seed's run has beside all else; empty for most. `devices`: how many the run begins with. */
export function drawScenario(seed: number, devices: number): Scenario {
  const all = [drawCourse(seed, devices), drawEdits(seed, devices), drawHold(seed, devices)]
  return {
    operations: all.flatMap(({ operations }) => operations),
    faults: all.flatMap(({ faults }) => faults),
  }
}

/** In how many runs everything is deleted at once, so that the server holds it. */
const HOLD_SHARE = 0.08

/** Chances out of which everything is deleted at once, as a tool does that has gone wrong, and the deletions are let go of. */
const TRASH_ALL = 0.053
const RELEASE = 0.001

/** Everything is deleted at once, held, and let go of on another device; in half of these runs the server dies shortly after that. */
function drawHold(seed: number, devices: number): Scenario {
  const random = createSeededRandom(seed, 'scenario/hold')
  if (!random.chance(HOLD_SHARE)) return { operations: [], faults: [] }
  const device = random.below(devices)
  const at = BEGINS_MS + random.between(0, 20_000)
  const crash = {
    at: at + random.between(4_000, 5_500),
    device: null,
    kind: 'crash',
    pick: 0.5,
    lasts: 2_000,
  } as const
  return {
    operations: [
      { at, device, kind: 'trash', pick: TRASH_ALL },
      { at: at + 4_000, device: (device + 1) % devices, kind: 'answer_hold', pick: RELEASE },
    ],
    faults: random.chance(0.5) ? [crash] : [],
  }
}

/** How many runs have photos that are edited several times, and earlier edits that somebody lets go of. */
const EDITS_SHARE = 0.1

/** Between two edits of it: each has rested and is sent before the next. */
const EDITED_EVERY_MS = 5_000

/** How far apart two edits of one file are: near enough to be of the same file, with other contents. */
const ANOTHER_EDIT = 1e-6

/**
 * A photo is edited until it has an earlier edit. One device lets go of that and takes it back, another, which is away, only lets go. In
 * half of these runs two months pass with it let go of again, after which its bytes are gone.
 */
function drawEdits(seed: number, devices: number): Scenario {
  const random = createSeededRandom(seed, 'scenario/edits')
  if (!random.chance(EDITS_SHARE)) return { operations: [], faults: [] }
  const saying = random.below(devices)
  const away = (saying + 1) % devices
  const [file, photo] = [random.fraction() * (1 - 3 * ANOTHER_EDIT), random.fraction()]
  const step = (after: number, device: number, kind: Operation['kind'], pick: number) => ({
    at: BEGINS_MS + after,
    device,
    kind,
    pick,
  })
  const hasMonth = random.chance(0.5)
  // The server counts from when it has first seen that a file was let go of: once before the first month ends, again after the second.
  const month = (after: number) =>
    ({ at: BEGINS_MS + after, device: null, kind: 'month_passes', pick: 0.5, lasts: 0 }) as const
  return {
    operations: [
      ...[0, 1, 2].map((time) => step(EDITED_EVERY_MS * time, saying, 'edit', file + time * ANOTHER_EDIT)),
      step(17_500, saying, 'let_edit_go', photo),
      step(18_000, away, 'let_edit_go', photo),
      step(19_500, saying, 'keep_edit', photo),
      ...(hasMonth ? [step(26_000, saying, 'let_edit_go', photo), step(53_000, saying, 'look', photo)] : []),
    ],
    faults: [
      { at: BEGINS_MS + 17_000, device: away, kind: 'partition', pick: 0.5, lasts: CONTRARY_AWAY_MS },
      ...(hasMonth ? [month(33_000), month(43_000)] : []),
    ],
  }
}

function drawCourse(seed: number, devices: number): Scenario {
  const random = createSeededRandom(seed, 'scenario')
  const draw = SCENARIOS[random.below(SCENARIOS.length)]
  if (draw === undefined || !random.chance(SCENARIO_SHARE)) return { operations: [], faults: [] }
  return draw({ devices, fraction: () => random.fraction() })
}

/** Somebody asks whether a device can be wiped, shortly after bytes have rotted that the server has not read since. */
function wipedOverRot({ devices, fraction }: Chances): Scenario {
  const at = BEGINS_MS + Math.round(1_000 * fraction())
  const device = Math.floor(devices * fraction())
  return {
    operations: [{ at: at + 100, device, kind: 'wipe', pick: fraction() }],
    faults: [{ at, device: null, kind: 'rot', pick: fraction(), lasts: ROT_FOUND_AFTER_MS }],
  }
}

/** A photo is deleted for good on one device; on another somebody asks for it all the same, and its file comes back into the folder. */
function putBackWhatWasDeleted({ devices, fraction }: Chances): Scenario {
  const deleting = Math.floor(devices * fraction())
  const keeping = (deleting + 1) % devices
  const step = (after: number, device: number, kind: Operation['kind']) => ({
    at: BEGINS_MS + after,
    device,
    kind,
    pick: fraction(),
  })
  return {
    operations: [
      step(0, deleting, 'trash'),
      step(1_500, deleting, 'delete_for_good'),
      step(4_000, keeping, 'reimport'),
      step(4_500, keeping, 'put_back'),
    ],
    faults: [],
  }
}

/** While a device is away, another trashes and restores a photo and sets a keyword again; the one that sees nothing of it undoes both. */
function contraryWhileAway({ devices, fraction }: Chances): Scenario {
  const saying = Math.floor(devices * fraction())
  const away = (saying + 1) % devices
  const photo = fraction()
  const step = (after: number, device: number, kind: Operation['kind'], pick: number) => ({
    at: BEGINS_MS + after,
    device,
    kind,
    pick,
  })
  return {
    operations: [
      step(0, saying, 'keyword', KEYWORD_ON),
      step(2_000, saying, 'trash', photo),
      step(2_500, away, 'keyword', KEYWORD_OFF),
      step(2_600, away, 'trash', photo),
      step(3_000, saying, 'restore', fraction()),
      step(3_200, saying, 'keyword', KEYWORD_ON),
    ],
    faults: [
      { at: BEGINS_MS + 1_500, device: away, kind: 'partition', pick: fraction(), lasts: CONTRARY_AWAY_MS },
    ],
  }
}

/** A device drops originals, and then the server goes back to a backup from before that, or even from before it had them. */
function backupFromBeforeDropping({ devices, fraction }: Chances): Scenario {
  const device = Math.floor(devices * fraction())
  const at = BEGINS_MS + 8_000 + Math.round(4_000 * fraction())
  const lasts = at - Math.round(BEGINS_MS * 2 * fraction())
  return {
    operations: [
      { at: Math.round(BEGINS_MS * fraction()), device, kind: 'add', pick: fraction() },
      { at: BEGINS_MS, device, kind: 'optimise', pick: fraction() },
      { at: BEGINS_MS + 500, device: (device + 1) % devices, kind: 'optimise', pick: fraction() },
    ],
    faults: [{ at, device: null, kind: 'restore_backup', pick: fraction(), lasts }],
  }
}
