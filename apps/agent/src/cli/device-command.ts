import type { Command, CommandId, CommandKind, CommandRecord } from '@rollcall/protocol'
import { commandIdSchema } from '@rollcall/protocol'
import { commandsTo, parseSize } from '@rollcall/sync'
import { holdLock } from '@rollcall/platform-node'
import { createCommandWatch } from '../engine/command-watch.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { ChosenDevice } from './choose-device.ts'
import { chooseDevice } from './choose-device.ts'
import { doDeed } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { isoOf } from './photo-words.ts'
import { printable } from './print-table.ts'
import { callRollOf } from './status-command.ts'

/** How long a command waits for the engine here to do it. */
const WAIT_MAX_MS = 5_000
const LOOK_EVERY_MS = 100

/** Options of `rollcall command`. */
export interface DeviceCommandOptions extends FolderOptions {
  readonly device?: string
  readonly bytes?: string
  readonly cancel?: boolean
}

/** What people can have a device do, in words. `change_plan` is the server's: `rollcall plan`. */
const COMMAND_WORDS: Readonly<Record<Exclude<CommandKind, 'change_plan'>, string>> = {
  sync_now: 'move what waits now, whatever power, Wi-Fi and the hours say',
  allow_mobile_once: 'let what waits now use mobile data',
  retry: 'try again at once what did not work',
  reset_connections: 'ask the server again at once',
  restart_sync: 'end the sync engine and start it again',
  free_up_space: 'replace originals by smaller versions',
  fetch: 'bring all originals back',
  check: 'report how it is',
  update: 'say how to update Rollcall there',
}

/**
 * `rollcall command [WHAT]`: gives a device something to do, or lists what was given and what came of it. Travels in the feed, is done there
 * once, and works offline: then it waits.
 */
export async function deviceCommand(
  what: string | undefined,
  options: DeviceCommandOptions,
): Promise<number> {
  const device = openDevice(options.folder)
  try {
    const target = chooseDevice(device, options.device)
    if (what === undefined) {
      printGiven(device, target, options.json ?? false)
      return EXIT.done
    }
    const kind = kindOf(what)
    if (options.cancel) return cancelCommand(device, target, kind, options)
    return await giveCommand(device, target, toCommand(kind, options), options.json ?? false)
  } finally {
    device.close()
  }
}

function kindOf(text: string): keyof typeof COMMAND_WORDS {
  const wanted = text.toLowerCase().replaceAll('-', '_')
  const kinds = Object.keys(COMMAND_WORDS) as (keyof typeof COMMAND_WORDS)[]
  const found = kinds.find((kind) => kind === wanted || (kind === 'restart_sync' && wanted === 'restart'))
  if (found !== undefined) return found
  const lines = kinds.map((kind) => `    ${kind.replaceAll('_', '-').padEnd(20)}${COMMAND_WORDS[kind]}`)
  throw new CommandStop(
    `There is no command ${printable(text)}. There are:\n${lines.join('\n')}`,
    EXIT.wrongUse,
  )
}

function toCommand(what: keyof typeof COMMAND_WORDS, { bytes }: DeviceCommandOptions): Command {
  if (what === 'fetch') return { what, assetIds: null }
  if (what !== 'free_up_space') return { what }
  const size = bytes === undefined ? null : parseSize(bytes)
  if (bytes !== undefined && size === null)
    throw new CommandStop(`${printable(bytes)} is no size. Say it as 2GB.`, EXIT.wrongUse)
  return { what, bytes: size }
}

/** Gives it, waits a moment for an engine that runs here, and tells what came of it. */
async function giveCommand(
  device: OpenDevice,
  target: ChosenDevice,
  command: Command,
  asJson: boolean,
): Promise<number> {
  const { state, random, clock } = device.ports
  const commandId = commandIdSchema.parse(random.hex(16))
  const issue = { op: 'issueCommand' as const, args: { target: target.deviceId, commandId, command } }
  // Before its first talk with the server, the library of this device does not know even this one.
  const isOn = state.settingsIn(state.replica.view()).isOn
  const setting = { name: 'isOn' as const, value: isOn }
  const known = { op: 'setDeviceSetting' as const, args: { deviceId: target.deviceId, setting } }
  doDeed(device, target.record === null ? [known, issue] : [issue])
  if (target.isThis) await obeyHere(device, command)
  const until = clock.monotonic() + WAIT_MAX_MS
  let given = recordOf(device, target, command.what)
  const isAwaited = target.isThis && isSyncing(device)
  while (isAwaited && given?.state === 'waiting' && clock.monotonic() < until) {
    await clock.sleep(LOOK_EVERY_MS)
    given = recordOf(device, target, command.what)
  }
  if (asJson) console.log(JSON.stringify(asAnswer(target, given, commandId)))
  else console.log(answerWords(target, given))
  return given?.state === 'refused' ? EXIT.needsYou : EXIT.done
}

/** Whether an engine runs over this folder, which then does what is asked of it. */
function isSyncing({ root }: OpenDevice): boolean {
  const lock = holdLock(devicePaths(root).lock)
  lock?.release()
  return lock === null
}

/** Without an engine here, what only changes the state of this device is done at once. */
async function obeyHere(device: OpenDevice, { what }: Command): Promise<void> {
  const isOfState =
    what === 'retry' || what === 'sync_now' || what === 'allow_mobile_once' || what === 'update'
  const lock = isOfState ? holdLock(devicePaths(device.root).lock) : null
  if (lock === null) return
  try {
    const roll = await callRollOf(device)
    createCommandWatch({ state: device.ports.state, only: what }).obey(() => roll)
  } finally {
    lock.release()
  }
}

function recordOf(
  { ports }: OpenDevice,
  { deviceId }: ChosenDevice,
  what: CommandKind,
): CommandRecord | null {
  ports.state.replica.reload()
  return ports.state.replica.view().records.record('command', `${deviceId}:${what}`)
}

function cancelCommand(
  device: OpenDevice,
  target: ChosenDevice,
  what: CommandKind,
  { json }: DeviceCommandOptions,
): number {
  const given = recordOf(device, target, what)
  if (given?.state !== 'waiting') throw new CommandStop('Nothing of this sort waits there.')
  const args = {
    target: target.deviceId,
    what,
    commandId: given.commandId,
    state: 'cancelled',
    facts: {},
  } as const
  doDeed(device, [{ op: 'answerCommand', args }])
  if (json) console.log(JSON.stringify(asAnswer(target, recordOf(device, target, what), given.commandId)))
  else console.log('Taken back, unless it is done by then.')
  return EXIT.done
}

function asAnswer(target: ChosenDevice, given: CommandRecord | null, commandId: CommandId): unknown {
  const { state = 'waiting', facts = {}, finishedAt = null } = given ?? {}
  const about = { device: target.name, deviceId: target.deviceId, commandId, command: given?.command ?? null }
  return { ...about, state, facts, finishedAt: isoOf(finishedAt) }
}

function answerWords({ name, isThis }: ChosenDevice, given: CommandRecord | null): string {
  const where = isThis ? 'this device' : printable(name)
  if (given === null || given.state === 'waiting')
    return isThis
      ? 'It waits for the sync of this device. Start it with: rollcall sync'
      : `It waits until ${where} is next heard. See: rollcall command --device ${JSON.stringify(name)}`
  if (given.state === 'cancelled') return 'It was taken back.'
  const { because, line, items } = given.facts
  if (given.state === 'refused') return `${where}: ${printable(String(because ?? 'This was not done.'))}`
  const more = line !== undefined && line !== null ? ` Update with: ${printable(String(line))}` : ''
  return `Done on ${where}${typeof items === 'number' ? `, for ${items} ${items === 1 ? 'item' : 'items'}` : ''}.${more}`
}

function printGiven({ ports }: OpenDevice, target: ChosenDevice, asJson: boolean): void {
  const given = ports.state.replica
    .view()
    .records.recordsIn(commandsTo(target.deviceId))
    .flatMap((record) => (record.kind === 'command' ? [record] : []))
    .toSorted((one, other) => other.issuedAt - one.issuedAt)
  if (asJson) {
    const commands = given.map((each) => ({
      ...(asAnswer(target, each, each.commandId) as object),
      issuedAt: isoOf(each.issuedAt),
      issuedBy: each.issuedBy,
    }))
    console.log(JSON.stringify({ commands }))
    return
  }
  for (const each of given) {
    const { issuedAt, issuedBy, command } = each
    console.log(
      `${new Date(issuedAt).toLocaleString()}  ${command.what.replaceAll('_', '-')}, chosen on ${printable(issuedBy)}`,
    )
    console.log(`    ${answerWords(target, each)}`)
  }
  if (given.length === 0) console.log(`Nobody has given ${printable(target.name)} anything to do.`)
}
