import { wantOriginals } from '@rollcall/agent'
import type { CommandId, DeviceSetting } from '@rollcall/protocol'
import type { Doing } from './deeds.ts'
import { assetsIn, doDeed, further, pickOf } from './deeds.ts'
import type { DeviceNode } from './device-node.ts'
import type { OperationKind } from './script.ts'
import { createSeededRandom } from './seeded-random.ts'
import type { World } from './world.ts'

/** What people let photos take on a device, bytes: about so many as a few of them have. */
const BUDGETS = [0, 400, 1_000, 2_500] as const

/** More than any disk of this world has: nothing but smaller versions is left there. */
const FLOOR_ABOVE_ALL = 2e12

/** How often optimised storage is turned off again. */
const OFF_SHARE = 0.2

/** What people do about room, on devices and at the server. */
export const ROOM_DOINGS = {
  optimise: (world, device, pick) => {
    const target = further(pick, 3) < 0.7 ? device : pickOf(world.devices, further(pick, 2))
    if (target === null) return
    const { deviceId } = target.session
    const budget = pickOf([...BUDGETS, null], further(pick, 4)) ?? null
    const chosen: readonly DeviceSetting[] =
      further(pick, 1) < OFF_SHARE
        ? [{ name: 'optimise', value: false }]
        : [
            { name: 'optimise', value: true },
            { name: 'budgetBytes', value: budget },
            { name: 'freeFloorBytes', value: budget === null ? FLOOR_ABOVE_ALL : 0 },
          ]
    doDeed(
      world,
      device,
      chosen.map((setting) => ({ op: 'setDeviceSetting', args: { deviceId, setting } })),
    )
  },
  fetch_back: (world, device, pick) => {
    const { state } = device
    const asset = pickOf(assetsIn(device, 'live'), further(pick, 1))
    if (state === null || asset === null) return
    if (pick < 0.5) {
      const hashes = asset.resources.map(({ sha256 }) => sha256)
      state.transaction(() => wantOriginals(state, hashes, device.wallNow()))
      device.engine?.noticeState()
      return
    }
    const target = pickOf(world.devices, further(pick, 2))
    if (target === null) return
    const assetIds = further(pick, 3) < 0.3 ? null : [asset.id]
    const command = { what: 'fetch', assetIds } as const
    const args = { target: target.session.deviceId, commandId: commandId(world, device), command }
    doDeed(world, device, [{ op: 'issueCommand', args }])
  },
  pin: ({ kernel: _kernel }, device, pick) => {
    const { state } = device
    const asset = pickOf(assetsIn(device, 'live'), further(pick, 1))
    if (state === null || asset === null) return
    state.transaction(() => {
      for (const { sha256 } of asset.resources) state.folder.putPinned(sha256, further(pick, 2) < 0.6)
    })
    device.engine?.noticeState()
  },
  change_plan: (world, device, pick) => {
    const plan = pick < 0.4 ? 'small' : pick < 0.8 ? 'large' : 'none_such'
    const command = { what: 'change_plan', plan } as const
    const args = { target: 'server' as const, commandId: commandId(world, device), command }
    doDeed(world, device, [{ op: 'issueCommand', args }])
  },
} satisfies Partial<Record<OperationKind, Doing>>

/** Has every original come back to the devices that have dropped some. Answers which those are. */
export function bringBack({ devices }: World): readonly DeviceNode[] {
  return devices.filter(({ state, engine }) => {
    if (state === null || !state.settingsIn(state.replica.view()).optimise) return false
    const setting = { name: 'optimise', value: false } as const
    state.transaction(() =>
      state.replica.queue({ op: 'setDeviceSetting', args: { deviceId: state.deviceId, setting } }, null),
    )
    engine?.noticeLibrary()
    return true
  })
}

function commandId(world: World, device: DeviceNode): CommandId {
  return createSeededRandom(world.seed, `command/${device.name}/${world.kernel.count}`).hex(16) as CommandId
}
