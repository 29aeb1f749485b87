import type { Asset } from '@rollcall/protocol'
import { rollOfDevice } from '../engine/roll-of-device.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'
import type { FolderOptions } from './device-commands.ts'

/** `rollcall restore`: takes photos out of the trash, on every device. */
export async function restoreCommand(names: readonly string[], options: FolderOptions): Promise<void> {
  await onAssets(names, options, (device, asset) => {
    if (asset.state === 'live') return `${nameOf(asset)} is not in the trash.`
    device.ports.state.replica.queue({ op: 'restore', args: { assetId: asset.id } }, null)
    return `${nameOf(asset)} comes back on every device.`
  })
}

/** `rollcall favourite`: marks photos as favourites, or takes the mark away. */
export async function favouriteCommand(
  names: readonly string[],
  options: FolderOptions & { readonly off?: boolean },
): Promise<void> {
  const value = options.off !== true
  await onAssets(names, options, (device, asset) => {
    device.ports.state.replica.queue({ op: 'setFavourite', args: { assetId: asset.id, value } }, null)
    return `${nameOf(asset)} is ${value ? 'a' : 'no'} favourite.`
  })
}

/** `rollcall caption`: sets a photo's caption; an empty one takes it away. */
export async function captionCommand(name: string, caption: string, options: FolderOptions): Promise<void> {
  await onAssets([name], options, (device, asset) => {
    device.ports.state.replica.queue({ op: 'setCaption', args: { assetId: asset.id, value: caption } }, null)
    return caption === '' ? `${nameOf(asset)} has no caption.` : `${nameOf(asset)}: "${printable(caption)}"`
  })
}

/** Finds every photo first and changes them in one transaction: all, or none when a name is wrong. Works offline. */
async function onAssets(
  names: readonly string[],
  options: FolderOptions,
  change: (device: OpenDevice, asset: Asset) => string,
): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const find = await assetFinder(device)
    const assets = names.map(find)
    const lines = device.ports.state.transaction(() => assets.map((asset) => change(device, asset)))
    for (const line of lines) console.log(line)
    console.log('Other devices follow with the next sync.')
  } finally {
    device.close()
  }
}

/** Finds a photo by its path in the folder, its SHA-256 or its asset id (or the beginning of either). */
async function assetFinder(device: OpenDevice): Promise<(name: string) => Asset> {
  const { ports, root } = device
  const freeBytes = await ports.disk.freeBytes(root)
  const { roll } = rollOfDevice(ports.state, {
    now: ports.clock.now(),
    running: false,
    deviceFreeBytes: freeBytes,
    active: new Map(),
  })
  const assets = [...ports.state.replica.view().assets]
  return (name) => {
    const path = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name.replace(/^\.\//, '')
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

function nameOf(asset: Asset): string {
  return printable(asset.resources[0]?.name ?? asset.id)
}
