import { devicePaths } from '@rollcall/agent'
import type { Sha256 } from '@rollcall/protocol'
import { originalOf, photoOf } from './contents.ts'
import type { DeviceNode } from './device-node.ts'
import { ROOT } from './device-node.ts'
import { forgo, make } from './forgo.ts'
import { sumOf } from './witness.ts'
import type { World } from './world.ts'

/** How often a program changes a file shortly before, which the watcher of the folder does not notice. */
const EDITED_BEFORE = 0.4

/** So long that what was written rests. */
const REST_MS = 3_000

/**
 * Asks whether a device can be wiped, and wipes it when the answer is SAFE [R6]: everything that lay there must be whole at the server. What
 * people do on the device while it is checked makes the answer void.
 */
export function wipeIfSafe(world: World, device: DeviceNode, pick: number): void {
  const wiping = async () => {
    if (pick < EDITED_BEFORE) editUnnoticed(world, device, pick)
    await world.kernel.sleep(device.process, REST_MS)
    await wipe(world, device)
  }
  wiping().catch((error: unknown) => {
    // A disk that is made to fail may fail here too; there is no answer then.
    if (error instanceof Error && error.name === 'DiskFailure') return
    world.witness.report('finished', `wiping ${device.name} threw ${String(error)}`)
  })
}

async function wipe(world: World, device: DeviceNode): Promise<void> {
  const { witness, server } = world
  const spoiltBefore = new Set(witness.spoilt)
  const { doings, process } = device
  const report = await device.checkSafeToWipe()
  if (report?.verdict !== 'SAFE' || !process.isAlive || device.doings !== doings) return
  for (const { path, sha256 } of contentsOf(device)) {
    const isSpoilt = witness.spoilt.has(sha256)
    // What is spoilt after it was read back, nobody could know.
    const isKept = isSpoilt ? !spoiltBefore.has(sha256) : server.hasDurable(sha256)
    witness.expect(isKept || witness.purged.has(sha256), 'safe to wipe is safe', () => {
      return `${device.name} was safe to wipe, and ${path} (${sha256.slice(0, 8)}) is nowhere else`
    })
  }
  world.isAnyWiped = true
  device.erase()
}

/** Every file that is lost with a device, what was set aside too; of a smaller version, the original that it stands for. */
function contentsOf(device: DeviceNode): readonly { readonly path: string; readonly sha256: Sha256 }[] {
  const { trash } = devicePaths(ROOT)
  const hashOf = (bytes: Uint8Array) => originalOf(bytes) ?? sumOf(bytes)
  const aside = device.disk.filesBelow(trash).map((path) => ({
    path,
    sha256: hashOf(device.disk.bytesAt(path) ?? new Uint8Array(0)),
  }))
  const own = device.files().map((path) => ({ path, sha256: hashOf(device.bytesOf(path)) }))
  return [...own, ...aside]
}

function editUnnoticed(world: World, device: DeviceNode, pick: number): void {
  const [path] = device.files()
  const { brokenBelow, hiddenBelow } = device.disk.faults
  if (path === undefined || brokenBelow !== null || hiddenBelow !== null) return
  const bytes = photoOf(world.seed, pick)
  forgo(world, device.bytesOf(path))
  make(world, bytes)
  device.disk.put(`${ROOT}/${path}`, bytes)
}
