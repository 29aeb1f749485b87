import type { Command, CommandId, DeviceSetting } from '@rollcall/protocol'
import type { Doing } from './deeds.ts'
import { doDeed, further, pickOf } from './deeds.ts'
import type { DeviceNode } from './device-node.ts'
import type { OperationKind } from './script.ts'
import { createSeededRandom } from './seeded-random.ts'

/** How long a pause lasts that ends by itself, milliseconds. */
const PAUSE_MS = 8_000

/** What can be given to a device that anybody can see the end of. */
const COMMANDS: readonly Command[] = [
  { what: 'retry' },
  { what: 'sync_now' },
  { what: 'restart_sync' },
  { what: 'reset_connections' },
]

/** What people choose for devices and have them do, on the device itself or on another, whether either is online or not. */
export const DEVICE_DOINGS = {
  choose_setting: (world, device, pick) => {
    const target = pickOf(world.devices, further(pick, 1))
    const { state } = device
    if (target === null || state === null) return
    const until = device.wallNow() + PAUSE_MS
    const settings: readonly DeviceSetting[] = [
      { name: 'isOn', value: false },
      { name: 'isOn', value: true },
      { name: 'pausedUntil', value: 'resumed' },
      { name: 'pausedUntil', value: until },
      { name: 'pausedUntil', value: null },
      { name: 'keepDays', value: Math.floor(further(pick, 3) * 100) },
    ]
    const setting = pickOf(settings, further(pick, 2))
    if (setting === null) return
    const { deviceId } = target.session
    doDeed(world, device, [{ op: 'setDeviceSetting', args: { deviceId, setting } }])
  },
  give_command: (world, device, pick) => {
    const target = pickOf(world.devices, further(pick, 1))
    const command = pickOf(COMMANDS, further(pick, 2))
    if (target === null || command === null) return
    const random = createSeededRandom(world.seed, `command/${device.name}/${world.kernel.count}`)
    const commandId = random.hex(16) as CommandId
    const args = { target: target.session.deviceId, commandId, command }
    doDeed(world, device, [{ op: 'issueCommand', args }])
  },
} satisfies Partial<Record<OperationKind, Doing>>

/** Lets a device move everything again, if anybody has chosen otherwise. */
export function wakeUp({ state, engine }: DeviceNode): void {
  if (state === null) return
  const { isOn, pausedUntil } = state.settingsIn(state.replica.view())
  const due: DeviceSetting[] = []
  if (!isOn) due.push({ name: 'isOn', value: true })
  if (pausedUntil !== null) due.push({ name: 'pausedUntil', value: null })
  if (due.length === 0) return
  state.transaction(() => {
    for (const setting of due)
      state.replica.queue({ op: 'setDeviceSetting', args: { deviceId: state.deviceId, setting } }, null)
  })
  engine?.noticeLibrary()
}
