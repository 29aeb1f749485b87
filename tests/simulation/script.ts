import { createSeededRandom } from './seeded-random.ts'

/*
 * What happens in one run: what people do, and what goes wrong, each at its time. A script is plain JSON, so that one that
 * found something can be kept and played again, whatever later becomes of the generator. Steps say `pick`, a number in
 * [0, 1), instead of naming a file or an asset: leaving a step out leaves every other one meaningful.
 */

/** Something that a person does on a device. */
export interface Operation {
  readonly at: number
  readonly device: number
  readonly kind: OperationKind
  readonly pick: number
}

/** See {@link Operation}. */
export type OperationKind =
  | 'add'
  | 'add_video'
  | 'add_live_half'
  | 'add_copy'
  | 'add_batch'
  | 'add_beside_download'
  | 'move'
  | 'edit'
  | 'delete'
  | 'delete_all'
  | 'put_back'
  | 'restore'
  | 'favourite'
  | 'caption'
  | 'pause'
  | 'resume'
  | 'answer_held'

/** Something that goes wrong, or that the server's operator does. `device` null: at the server. */
export interface Fault {
  readonly at: number
  readonly device: number | null
  readonly kind: FaultKind
  readonly pick: number
  /** How long it lasts, milliseconds; of a backup, how old it is. */
  readonly lasts: number
}

/** See {@link Fault}. */
export type FaultKind =
  | 'crash'
  | 'power_cut'
  | 'partition'
  | 'bad_network'
  | 'sync_fails'
  | 'disk_full'
  | 'unreadable_folder'
  | 'folder_gone'
  | 'clock_jump'
  | 'clone'
  | 'rot'
  | 'verify'
  | 'quota'
  | 'restore_backup'

/** One run. `seed` decides what steps and faults leave open. */
export interface Script {
  readonly seed: number
  readonly devices: number
  /** Changes of a page of the feed; null: as many as the server gives. */
  readonly pageLimit: number | null
  /** The probability of each kind of network trouble, for every request and all the time. */
  readonly weather: number
  readonly operations: readonly Operation[]
  readonly faults: readonly Fault[]
}

/** How often each happens, against the others. */
const OPERATION_WEIGHTS: Readonly<Record<OperationKind, number>> = {
  add: 30,
  add_video: 0.5,
  add_live_half: 8,
  add_copy: 4,
  add_batch: 0.7,
  add_beside_download: 4,
  move: 8,
  edit: 5,
  delete: 9,
  delete_all: 1.5,
  put_back: 4,
  restore: 5,
  favourite: 8,
  caption: 26,
  pause: 1,
  resume: 2,
  answer_held: 2,
}

const DEVICE_FAULT_WEIGHTS: Partial<Readonly<Record<FaultKind, number>>> = {
  crash: 4,
  power_cut: 4,
  partition: 3,
  bad_network: 8,
  sync_fails: 2,
  disk_full: 2,
  unreadable_folder: 2,
  folder_gone: 1,
  clock_jump: 4,
  clone: 1,
}

const SERVER_FAULT_WEIGHTS: Partial<Readonly<Record<FaultKind, number>>> = {
  crash: 4,
  power_cut: 4,
  sync_fails: 3,
  disk_full: 2,
  rot: 3,
  verify: 5,
  quota: 2,
  restore_backup: 3,
}

/** Everything happens within so much virtual time; it includes minutes of rest between bursts. */
const SPAN_MS = 100_000

/** The worst weather: so bad that most uploads take a few tries. */
const WEATHER_MAX = 0.12

const OPERATIONS_MIN = 12
const OPERATIONS_MAX = 32
const FAULTS_MAX = 14

/** The script of a seed. */
export function createScript(seed: number): Script {
  const random = createSeededRandom(seed, 'script')
  const devices = 2 + random.below(2)
  const operations = Array.from(
    { length: OPERATIONS_MIN + random.below(OPERATIONS_MAX - OPERATIONS_MIN) },
    () => ({
      at: Math.round(random.between(0, SPAN_MS)),
      device: random.below(devices),
      kind: drawKind(OPERATION_WEIGHTS, random.fraction()),
      pick: random.fraction(),
    }),
  )
  const faults = Array.from({ length: random.below(FAULTS_MAX) }, () => {
    const device = random.chance(0.5) ? random.below(devices) : null
    return {
      at: Math.round(random.between(0, SPAN_MS)),
      device,
      kind: drawKind(device === null ? SERVER_FAULT_WEIGHTS : DEVICE_FAULT_WEIGHTS, random.fraction()),
      pick: random.fraction(),
      lasts: Math.round(random.between(500, 30_000)),
    }
  })
  const byTime = (one: { at: number }, other: { at: number }) => one.at - other.at
  return {
    seed,
    devices,
    pageLimit: random.chance(0.5) ? 1 + random.below(4) : null,
    weather: random.chance(0.5) ? 0 : random.between(0.01, WEATHER_MAX),
    operations: operations.toSorted(byTime),
    faults: faults.toSorted(byTime),
  }
}

function drawKind<Kind extends string>(
  weights: Partial<Readonly<Record<Kind, number>>>,
  fraction: number,
): Kind {
  const entries = Object.entries(weights) as [Kind, number][]
  let left = fraction * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [kind, weight] of entries) {
    left -= weight
    if (left < 0) return kind
  }
  throw new Error('Cannot draw kind: there is none')
}
