import { originalOf } from './contents.ts'
import { sumOf } from './witness.ts'
import type { World } from './world.ts'

/**
 * A person gives these bytes up, at least here: they may be gone if nobody has seen them yet, and go to the trash. Whoever removes a
 * smaller version removes the photo that it stands for, whose original the server has.
 */
export function forgo(world: World, bytes: Uint8Array): void {
  const original = originalOf(bytes)
  if (original === null) world.witness.removed.add(sumOf(bytes))
  world.witness.trashable.add(world.assetOf(original ?? sumOf(bytes)))
}

/** A person puts these bytes into a folder. A smaller version is nobody's original, wherever it lies. */
export function make(world: World, bytes: Uint8Array): void {
  if (originalOf(bytes) === null) world.witness.made.add(sumOf(bytes))
}
