import type { ItemState, RollCall, RollEntry } from '@rollcall/sync'
import { fixWordsOf, formatBytes, REASONS } from '@rollcall/sync'
import { measuredFor } from '../conditions/measured-for.ts'
import { etaWords } from './eta-words.ts'
import { engineHealthOf } from '../engine/engine-health.ts'
import type { DeviceRoll } from '../engine/roll-of-device.ts'
import { rollOfDevice } from '../engine/roll-of-device.ts'
import { listUnshown, unshownWords } from './list-unshown.ts'
import { CommandStop, EXIT } from './exit.ts'
import { bytesHereFinder, countFidelity, fidelityWords } from './fidelity.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'
import { waitingForRoomWords } from './room-words.ts'
import { engineWords, quietDevices, quietWords } from './quiet-devices.ts'
import { printSetbacks, setbackWords } from './setbacks.ts'
import { heldWords, waitingHolds } from './waiting-holds.ts'

/** The states in the order in which people ask for them, with their words. */
const STATES: readonly (readonly [ItemState, string])[] = [
  ['safe', 'safe'],
  ['inProgress', 'in progress'],
  ['waiting', 'waiting'],
  ['blocked', 'blocked'],
  ['excluded', 'excluded'],
  ['deleted', 'deleted'],
]

/** Options of `rollcall status`. */
export interface StatusOptions {
  readonly folder: string
  readonly list?: string
  readonly json?: boolean
  readonly conditions?: string
}

/** `rollcall status`: the roll call of this device, or the items behind one of its numbers [R1]. Exit code 1 unless all is safe. */
export async function statusCommand(options: StatusOptions): Promise<number> {
  const device = openDevice(options.folder, { conditions: options.conditions })
  try {
    if (options.list === 'refused') {
      printSetbacks(device, options)
      return EXIT.done
    }
    const found = await readRoll(device, options)
    const { roll } = found
    if (options.list !== undefined) printList(device, roll, parseState(options.list), options.json ?? false)
    else if (options.json) {
      const quiet = quietDevices(device)
      const engine = engineHealthOf(device.root, device.ports.clock.now())
      console.log(JSON.stringify({ ...rollAsJson(device, roll), engine, quiet }))
    } else {
      printRoll(device, roll, etaWords(device, found))
      for (const line of idleWords(device)) console.log(line)
    }
    return roll.allSafe ? EXIT.done : EXIT.needsYou
  } finally {
    device.close()
  }
}

/** What nobody has looked at since the last sync is not counted. */
function idleWords({ root, ports }: OpenDevice): readonly string[] {
  const hasSynced = ports.state.values.get('converged_at') !== null
  if (!hasSynced || engineHealthOf(root, ports.clock.now()).state !== 'not_running') return []
  return [
    '  Sync is not running here: what was added since then is not counted. Start it with: rollcall sync',
  ]
}

/** The roll of a device as of now, by the same function and under the same conditions that the engine acts on [R3]. */
export async function callRollOf(
  { ports, root }: OpenDevice,
  options: { readonly conditions?: string } = {},
): Promise<RollCall> {
  return (await readRoll({ ports, root }, options)).roll
}

async function readRoll(
  { ports, root }: Pick<OpenDevice, 'ports' | 'root'>,
  options: { readonly conditions?: string },
): Promise<DeviceRoll> {
  const { state: engine, since: engineSince } = engineHealthOf(root, ports.clock.now())
  const isRunning = engine !== 'not_running'
  return rollOfDevice(ports.state, {
    now: ports.clock.now(),
    engine,
    engineSince,
    measured: await measuredFor(ports, { isRunning, ...options }),
    active: new Map(),
  })
}

/** What `status --json` answers. */
export function rollAsJson(device: OpenDevice, roll: RollCall): Record<string, unknown> {
  const { total, counts, bytes } = roll
  const { config, ports } = device
  const { deviceName, server, libraryId: library } = config
  const unshown = listUnshown(ports.state.replica.base().values()).length
  return {
    device: deviceName,
    server,
    library,
    total,
    ...counts,
    bytes,
    fidelity: countFidelity(ports.state, roll),
    unshown,
    held: waitingHolds(device).reduce((sum, { assetIds }) => sum + assetIds.length, 0),
    unsent: ports.state.replica.outboxLength(),
    refused: ports.state.setbacks.countUnseen(),
    cursor: ports.state.values.get('cursor'),
  }
}

/** The roll call for a person: what is safe first, then each number that needs a look, and how long it takes (`eta`). */
export function printRoll(device: OpenDevice, roll: RollCall, eta: readonly string[] = []): void {
  const { config, root, ports } = device
  console.log(`${config.deviceName} · ${root}`)
  console.log(`${config.account} on ${config.server}\n`)
  const total = roll.total === 1 ? '1 original' : `${roll.total.toLocaleString('en')} originals`
  console.log(`${total}, ${formatBytes(roll.bytes)}`)
  for (const [state, words] of STATES) {
    if (roll.counts[state] === 0 && state !== 'safe') continue
    console.log(`  ${roll.counts[state].toLocaleString('en').padStart(9)}  ${words}`)
  }
  console.log()
  for (const line of [...summaryOf(roll), ...eta]) console.log(line)
  for (const line of fidelityWords(countFidelity(ports.state, roll))) console.log(line)
  for (const line of waitingForRoomWords(roll)) console.log(line)
  for (const line of keptBothWords(roll)) console.log(line)
  const unshown = listUnshown(ports.state.replica.base().values())
  for (const line of unshownWords(unshown)) console.log(line)
  for (const line of unsentWords(ports.state.replica.outboxLength())) console.log(line)
  for (const line of heldWords(waitingHolds(device))) console.log(line)
  for (const line of setbackWords(device)) console.log(line)
  for (const line of engineWords(engineHealthOf(root, ports.clock.now()))) console.log(line)
  for (const line of quietWords(device)) console.log(line)
  const { values } = ports.state
  const convergedAt = values.get('converged_at')
  const at = convergedAt === null ? 'never yet' : new Date(convergedAt).toLocaleString()
  console.log(`  as of the last talk with the server: ${at}`)
}

/** What two devices changed at once: it is safe, and somebody may want to choose. */
function keptBothWords({ entries }: RollCall): readonly string[] {
  const count = entries.filter(({ decision }) => decision.because[0].code === 'conflict_kept_both').length
  if (count === 0) return []
  const [photos, both] =
    count === 1 ? ['1 photo was', 'both are'] : [`${count} photos were`, 'both of each are']
  return [`· ${photos} changed in two places at once, and ${both} kept. See: rollcall journal --conflicts`]
}

/** What was said here and has not reached the server yet. */
function unsentWords(count: number): readonly string[] {
  if (count === 0) return []
  return [
    `· ${count === 1 ? '1 change' : `${count} changes`} made here ${count === 1 ? 'waits to be sent. It goes' : 'wait to be sent. They go'} with: rollcall sync`,
  ]
}

/** One sentence for each reason that keeps something from being safe, most items first. */
export function summaryOf(roll: RollCall): string[] {
  if (roll.total === 0) return ['Nothing here yet. Put photos into the folder and run: rollcall sync']
  if (roll.allSafe) return allSafeWords(roll)
  const groups = new Map<string, RollEntry[]>()
  for (const entry of roll.entries) {
    const { state, because } = entry.decision
    if (state === 'safe' || state === 'excluded' || state === 'deleted') continue
    groups.set(because[0].code, [...(groups.get(because[0].code) ?? []), entry])
  }
  const lines: string[] = []
  for (const [, entries] of [...groups].toSorted(([, a], [, b]) => b.length - a.length)) {
    const [first] = entries
    if (first === undefined) continue
    const { code, facts } = first.decision.because[0]
    const { sentence, state } = REASONS[code]
    const fix = fixWordsOf(code, facts)
    const count = entries.length === 1 ? printable(first.item.path) : `${entries.length} items`
    lines.push(`${state === 'blocked' ? '!' : '·'} ${count}: ${printable(sentence(facts))}`)
    if (fix !== null) lines.push(`    ${fix}`)
  }
  return lines
}

/** Nothing waits. What settings leave out is told, as nothing else than this device may have it. */
function allSafeWords({ entries }: RollCall): string[] {
  const leftOut = entries.filter(
    ({ item, decision }) =>
      decision.state === 'excluded' &&
      decision.because[0].until !== null &&
      item.standing.kind === 'to_upload',
  ).length
  if (leftOut === 0) return ['✓ All safe: the server holds every original and has read each one back.']
  const [originals, are] =
    leftOut === 1 ? ['1 original', 'is'] : [`${leftOut.toLocaleString('en')} originals`, 'are']
  return [
    '✓ The server holds every original that is to be synced, and has read each one back.',
    `! ${originals} ${are} left out by your settings, so only here. See: rollcall status --list excluded`,
  ]
}

function printList(device: OpenDevice, roll: RollCall, state: ItemState, asJson: boolean): void {
  const since = device.ports.state.folder.sinces()
  const entries = roll.entries.filter(({ decision }) => decision.state === state)
  const bytesHere = bytesHereFinder(device.ports.state)
  const items = entries.map(({ item, decision }) => {
    const [{ code, facts, nextTry }] = decision.because
    const known = since.get(item.key)
    return {
      path: item.path,
      sha256: item.sha256,
      bytes: item.bytes,
      bytesHere: bytesHere({ item }),
      state: decision.state,
      code,
      facts,
      since: known?.code === code ? new Date(known.since).toISOString() : null,
      nextTry: nextTry === null ? null : new Date(nextTry).toISOString(),
      fix: fixWordsOf(code, facts),
    }
  })
  if (asJson) {
    console.log(JSON.stringify({ items }))
    return
  }
  for (const { path, bytes, bytesHere: lies, code, facts, since: at, nextTry, fix } of items) {
    console.log(`${printable(path)}  (${sizeWords(bytes, lies)})`)
    console.log(`    ${code}: ${printable(REASONS[code].sentence(facts))}`)
    if (at !== null)
      console.log(
        `    since ${new Date(at).toLocaleString()}${nextTry === null ? '' : `, next try ${new Date(nextTry).toLocaleTimeString()}`}`,
      )
    if (fix !== null) console.log(`    ${fix}`)
  }
  if (items.length === 0) console.log('None.')
}

/** The size of an original, beside what of it lies here where that is something else. */
function sizeWords(bytes: number, bytesHere: number | null): string {
  if (bytesHere === null || bytesHere === bytes) return formatBytes(bytes)
  if (bytesHere === 0) return `nothing here, the original has ${formatBytes(bytes)}`
  return `${formatBytes(bytesHere)} here, the original has ${formatBytes(bytes)}`
}

function parseState(text: string): ItemState {
  const wanted = text.toLowerCase().replaceAll(/[\s_-]/g, '')
  const found = STATES.find(([state]) => state.toLowerCase() === wanted)
  if (found !== undefined) return found[0]
  const names = [...STATES.map(([state]) => state), 'refused'].join(', ')
  throw new CommandStop(`There is no list '${printable(text)}'. Lists: ${names}.`, EXIT.wrongUse)
}
