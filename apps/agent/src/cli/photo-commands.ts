import type { Asset } from '@rollcall/protocol'
import { assetFinder } from './find-asset.ts'
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

function nameOf(asset: Asset): string {
  return printable(asset.resources[0]?.name ?? asset.id)
}
