import type { DeviceSetting, DeviceSettings } from '@rollcall/protocol'
import { createSha256, holdLock } from '@rollcall/platform-node'
import type { RollCall, RollEntry } from '@rollcall/sync'
import { formatBytes, REASONS } from '@rollcall/sync'
import { measuredFor } from '../conditions/measured-for.ts'
import { rollOfDevice } from '../engine/roll-of-device.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { DeviceState } from '../state/device-state.ts'
import type { OpenDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** Digits of a preview's id. */
const ID_DIGITS = 12

/** What would become of some items that stand otherwise now. */
export interface PreviewLine {
  readonly action: RollEntry['decision']['action']
  readonly code: string
  readonly items: number
  readonly bytes: number
  /** "412 originals (2.1 GB) would wait: there is no Wi-Fi". */
  readonly words: string
}

/** What a setting would change on this device at this moment [R7]. `id` names exactly that: another roll, or another value, has another. */
export interface SettingPreview {
  readonly id: string
  readonly lines: readonly PreviewLine[]
}

/** Calls the roll twice, as things are and with the setting, by the same function that the engine acts on [R3] [R7]. */
export async function previewSetting(device: OpenDevice, setting: DeviceSetting): Promise<SettingPreview> {
  const { ports, root } = device
  const { state, clock } = ports
  const lock = holdLock(devicePaths(root).lock)
  lock?.release()
  const measured = await measuredFor(ports, { isRunning: lock === null })
  // As it would be while it syncs: that it does not run now is no effect of the setting.
  const surroundings = { now: clock.now(), engine: 'running' as const, measured, active: new Map() }
  const before = rollOfDevice(state, surroundings).roll
  const after = rollOfDevice(withSetting(state, setting), surroundings).roll
  const moved = changedEntries(before, after)
  return { id: idOf(state, setting, moved), lines: linesOf(moved) }
}

/** A device's state as if somebody had chosen the setting. Nothing is written. */
function withSetting(state: DeviceState, { name, value }: DeviceSetting): DeviceState {
  const settingsIn: DeviceState['settingsIn'] = (view): DeviceSettings => ({
    ...state.settingsIn(view),
    [name]: value,
  })
  return { ...state, settingsIn }
}

function changedEntries(before: RollCall, after: RollCall): readonly RollEntry[] {
  const known = new Map(before.entries.map((entry) => [entry.item.key, meaningOf(entry)]))
  return after.entries.filter((entry) => known.get(entry.item.key) !== meaningOf(entry))
}

function meaningOf({ decision: { action, because } }: RollEntry): string {
  return `${action} ${because[0].code}`
}

function idOf({ deviceId }: DeviceState, setting: DeviceSetting, moved: readonly RollEntry[]): string {
  const items = moved.map((entry) => [entry.item.key, entry.item.sha256, entry.item.bytes, meaningOf(entry)])
  const running = createSha256()
  running.update(new TextEncoder().encode(JSON.stringify([deviceId, setting, items])))
  return running.digestHex().slice(0, ID_DIGITS)
}

/** One line for each way that items would go, the most items first. */
function linesOf(moved: readonly RollEntry[]): readonly PreviewLine[] {
  const groups = new Map<string, [RollEntry, ...RollEntry[]]>()
  for (const entry of moved) {
    const group = groups.get(meaningOf(entry))
    if (group === undefined) groups.set(meaningOf(entry), [entry])
    else group.push(entry)
  }
  return [...groups.values()].map(lineOf).toSorted((one, other) => other.items - one.items)
}

function lineOf(group: readonly [RollEntry, ...RollEntry[]]): PreviewLine {
  const { action, because, state } = group[0].decision
  const { code, facts } = because[0]
  const bytes = group.reduce((sum, { item }) => sum + item.bytes, 0)
  const count = group.length === 1 ? '1 original' : `${group.length.toLocaleString('en')} originals`
  const why = printable(REASONS[code].sentence(facts))
  const words = MOVES[action] ?? `${RESTS[state] ?? 'would not move'}: ${why}`
  return { action, code, items: group.length, bytes, words: `${count} (${formatBytes(bytes)}) ${words}` }
}

const MOVES: Readonly<Partial<Record<RollEntry['decision']['action'], string>>> = {
  upload: 'would be sent',
  download: 'would come to this device',
  download_preview: 'would come to this device as smaller versions',
  request_lease: 'would become smaller versions here; the server keeps the originals',
  evict: 'would become smaller versions here; the server keeps the originals',
}

const RESTS: Readonly<Partial<Record<RollEntry['decision']['state'], string>>> = {
  waiting: 'would wait',
  inProgress: 'would be on their way',
  excluded: 'would be left alone',
  safe: 'would stay as they are',
}
