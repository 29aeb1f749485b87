import type { DeviceSetting, DeviceSettings, MeasuredConditions } from '@rollcall/protocol'
import { formatBytes, parseSize } from '@rollcall/sync'
import { measuredFor } from '../conditions/measured-for.ts'
import { engineHealthOf } from '../engine/engine-health.ts'
import { roomPreview } from '../engine/room.ts'
import { confirm } from './confirm.ts'
import { doDeed, followWords } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { countFidelity, fidelityWords } from './fidelity.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'
import { overWords, roomPreviewWords, waitingForRoomWords } from './room-words.ts'
import { callRollOf } from './status-command.ts'

/** Options of `rollcall optimise`. */
export interface OptimiseOptions extends FolderOptions {
  readonly budget?: string
  readonly yes?: boolean
}

/**
 * `rollcall optimise on|off|status`: whether this device keeps smaller versions where room is short. Tells what would move, by the code
 * that then moves it, and asks [R7]. Works offline.
 */
export async function optimiseCommand(what: string, options: OptimiseOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    if (what === 'status') return await printStatus(device, options)
    if (what !== 'on' && what !== 'off')
      throw new CommandStop(`Say on, off or status instead of ${printable(what)}.`, EXIT.wrongUse)
    await changeRoom(device, settingsFor(what, options), options)
  } finally {
    device.close()
  }
}

function settingsFor(what: 'on' | 'off', { budget }: OptimiseOptions): readonly DeviceSetting[] {
  const optimise: DeviceSetting = { name: 'optimise', value: what === 'on' }
  if (budget === undefined) return [optimise]
  if (budget === 'none') return [optimise, { name: 'budgetBytes', value: null }]
  const value = parseSize(budget)
  if (value === null)
    throw new CommandStop(`${printable(budget)} is no size. Say it like 200MB, 2GB or none.`, EXIT.wrongUse)
  return [optimise, { name: 'budgetBytes', value }]
}

/** Shows what settings of the room would move, asks, and makes them. */
export async function changeRoom(
  device: OpenDevice,
  changes: readonly DeviceSetting[],
  options: Pick<OptimiseOptions, 'yes' | 'json'>,
): Promise<void> {
  const { state, clock } = device.ports
  const before = state.settingsIn(state.replica.view())
  const after: DeviceSettings = {
    ...before,
    ...Object.fromEntries(changes.map(({ name, value }) => [name, value])),
  }
  const measured = await measuredOf(device)
  const preview = roomPreview(state, after, measured, clock.now())
  const lines = roomPreviewWords(preview, measured.freeBytes)
  if (!options.json) for (const line of lines) console.log(line)
  await confirm('Do it?', options.yes ?? false)
  const { batchId } = doDeed(
    device,
    changes.map(
      (setting) => ({ op: 'setDeviceSetting', args: { deviceId: state.deviceId, setting } }) as const,
    ),
  )
  if (options.json) console.log(JSON.stringify({ batchId, ...preview }))
  else {
    if (changes.some(({ name }) => name === 'optimise')) console.log(stateWords(after))
    console.log(followWords(device))
  }
}

async function printStatus(device: OpenDevice, { json = false }: OptimiseOptions): Promise<void> {
  const { state } = device.ports
  const settings = state.settingsIn(state.replica.view())
  const { optimise, budgetBytes, freeFloorBytes, keepDays, pinnedAlbums } = settings
  const roll = await callRollOf(device)
  const fidelity = countFidelity(state, roll)
  const { freeBytes } = await measuredOf(device)
  if (json) {
    const pinned = { albums: pinnedAlbums.length, originals: state.folder.pinned().size }
    console.log(
      JSON.stringify({ optimise, budgetBytes, freeFloorBytes, keepDays, pinned, freeBytes, fidelity }),
    )
    return
  }
  console.log(stateWords(settings))
  if (optimise && keepDays > 0) console.log(`Originals of the last ${keepDays} days are kept first.`)
  for (const line of fidelityWords(fidelity)) console.log(line)
  const { overBytes } = roomPreview(state, settings, { freeBytes }, device.ports.clock.now())
  for (const line of [...waitingForRoomWords(roll), ...overWords(overBytes)]) console.log(line)
}

function stateWords({ optimise, budgetBytes, freeFloorBytes }: DeviceSettings): string {
  if (!optimise) return 'Storage is not optimised: every original is kept here.'
  const budget = budgetBytes === null ? '' : `photos take at most ${formatBytes(budgetBytes)}, and `
  return `Storage is optimised: ${budget}${formatBytes(freeFloorBytes)} of the disk stay free.`
}

async function measuredOf({ ports, root }: OpenDevice): Promise<MeasuredConditions> {
  return await measuredFor(ports, {
    isRunning: engineHealthOf(root, ports.clock.now()).state !== 'not_running',
  })
}
