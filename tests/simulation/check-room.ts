import type { Resource, Sha256 } from '@rollcall/protocol'
import type { RollEntry } from '@rollcall/sync'
import { originalOf, previewOf } from './contents.ts'
import type { DeviceNode } from './device-node.ts'
import { FREE_BYTES } from './sim-disk.ts'
import type { World } from './world.ts'

/*
 * What must be so of a device whose storage is optimised, when nothing is left to do: told once more, and independently of the plan that
 * the product makes.
 */

/**
 * Whether an original is still to be dropped, as far as its device knows, at once or when it asks again for a lease that was refused. Not
 * one whose stored bytes are spoilt, which has to stay, once its device was told so.
 */
export function isLeaving({ item, decision }: RollEntry, { witness }: Pick<World, 'witness'>): boolean {
  const isDue = decision.action === 'request_lease' || decision.action === 'evict'
  if (isDue || decision.because[0].code !== 'lease_refused') return isDue
  return item.sha256 !== null && !witness.spoilt.has(item.sha256)
}

/** Whether somebody asked for an original that does not fit into the budget. */
export function isAskedTooMuch({ item: { sha256 }, decision }: RollEntry, { state }: DeviceNode): boolean {
  if (decision.because[0].code !== 'over_budget' || state === null || sha256 === null) return false
  return state.folder.pinned().has(sha256) || state.folder.wanted().has(sha256)
}

/** Checks that a device keeps to its budget, and that every photo that is not here can be seen here. */
export function checkRoom(world: World, device: DeviceNode): void {
  const { witness, server } = world
  const { state, roll, name } = device
  if (state === null || roll === null) return
  const { optimise, budgetBytes, freeFloorBytes } = state.settingsIn(state.replica.view())
  const resources = new Map<Sha256, Resource>()
  for (const asset of server.history.assets.values())
    if (asset.state === 'live') for (const each of asset.resources) resources.set(each.sha256, each)
  const stays = new Set([...state.folder.pinned(), ...state.folder.wanted().keys()])
  const doubled = new Set(
    roll.entries.flatMap(({ item }) =>
      item.standing.kind === 'verified' && item.standing.duplicateOf !== null ? (item.sha256 ?? []) : [],
    ),
  )
  let used = 0
  let least = 0
  for (const { item } of roll.entries) {
    const { standing, sha256 } = item
    const resource = sha256 === null ? undefined : resources.get(sha256)
    if (sha256 === null || resource === undefined) continue
    if (standing.kind === 'verified') {
      const mustStay = stays.has(sha256) || doubled.has(sha256) || witness.spoilt.has(sha256)
      used += item.bytes
      least += mustStay ? item.bytes : Math.min(item.bytes, previewBytesOf(resource))
    }
    if (standing.kind !== 'optimised') continue
    const bytes = standing.previewPath === null ? null : device.bytesOf(standing.previewPath)
    used += bytes?.length ?? 0
    least += bytes?.length ?? 0
    const isSeen = bytes === null ? !isPreviewMade(resource) : originalOf(bytes) === sha256
    witness.expect(isSeen, 'every photo can be seen', () => `${name} shows nothing of ${item.path}`)
  }
  if (!optimise) return
  const room = freeFloorBytes > FREE_BYTES ? 0 : (budgetBytes ?? Number.POSITIVE_INFINITY)
  witness.expect(used <= Math.max(room, least), 'the budget is kept', () => {
    return `${name} keeps ${used} bytes, of which ${least} have to stay, within ${room}`
  })
}

/** Whether an original is on its way back to where a smaller version stands for it, or is tried again in a while. */
export function isComing(
  { item, decision, attempt }: RollEntry,
  { witness }: Pick<World, 'witness'>,
): boolean {
  if (item.standing.kind !== 'optimised' || item.sha256 === null || witness.spoilt.has(item.sha256))
    return false
  const isTriedAgain = attempt !== null && decision.because.some(({ code }) => code === attempt.code)
  return decision.action === 'download' || isTriedAgain
}

/** Checks that a device has every original of the library, byte for byte, and nothing but copies in the place of one. */
export function checkAllBack({ witness, server }: World, { name, roll }: DeviceNode): void {
  const left = roll?.entries.find(({ item }) => {
    const { sha256, standing } = item
    if (standing.kind !== 'optimised' || sha256 === null) return false
    return standing.resource.state === 'present' && !witness.spoilt.has(sha256) && server.hasDurable(sha256)
  })
  witness.expect(left === undefined, 'originals come back', () => `${name} did not get ${left?.item.path}`)
}

function isPreviewMade({ derivatives }: Resource): boolean {
  return derivatives?.kinds.includes('preview') ?? false
}

function previewBytesOf(resource: Resource): number {
  if (resource.role === 'sidecar') return resource.bytes
  return isPreviewMade(resource) ? previewOf(resource.sha256).length : 0
}
