import type { Asset } from '@rollcall/protocol'
import type { FolderPath } from '@rollcall/sync'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { printable } from './print-table.ts'
import { callRollOf } from './status-command.ts'

/**
 * Finds a photo by its path in the folder, its SHA-256 or its asset id (or the beginning of either). What is found stops the
 * command with clear words when there is none, or more than one.
 */
export async function assetFinder(device: OpenDevice): Promise<(name: string) => Asset> {
  const roll = await callRollOf(device)
  const assets = [...device.ports.state.replica.view().assets].filter(({ state }) => state !== 'merged')
  return (name) => {
    const path = pathWithin(device.root, name)
    const hashes = new Set(
      roll.entries.filter(({ item }) => item.path === path).map(({ item }) => item.sha256),
    )
    const isPrefix = /^[0-9a-f]{8,}$/.test(name)
    const found = assets.filter(
      (asset) =>
        asset.resources.some(({ sha256 }) => hashes.has(sha256) || (isPrefix && sha256.startsWith(name))) ||
        (isPrefix && asset.id.startsWith(name)),
    )
    const [asset, second] = found
    if (asset === undefined) {
      throw new CommandStop(
        `This library has no photo at ${printable(name)}. See: rollcall status --list safe, or --list deleted`,
        EXIT.wrongUse,
      )
    }
    if (second !== undefined)
      throw new CommandStop(
        `${printable(name)} means ${found.length} photos; give more of it.`,
        EXIT.wrongUse,
      )
    return asset
  }
}

/** A path as a person gives it, absolute or within the folder, as the folder knows it. */
export function pathWithin(root: string, name: string): FolderPath {
  return name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name.replace(/^\.\//, '')
}
