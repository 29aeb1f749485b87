import type { DeviceSetting } from '@rollcall/protocol'
import { listAlbums } from './album-tree.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { askedAssets } from './fetch-command.ts'
import { findAlbum } from './find-album.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { changeRoom } from './optimise-command.ts'
import { printable } from './print-table.ts'

/** Options of `rollcall pin` and `rollcall unpin`. */
export interface PinOptions extends FolderOptions {
  readonly album?: string
  readonly yes?: boolean
}

/**
 * `rollcall pin PHOTO…|--album A` and `rollcall unpin`: originals that stay on this device however short its room is. An album is pinned by
 * a setting of the device, which other devices see; a photo by this device alone. Works offline.
 */
export async function pinCommand(
  isPinned: boolean,
  names: readonly string[],
  options: PinOptions,
): Promise<void> {
  const device = openDevice(options.folder)
  try {
    if (options.album !== undefined) return await pinAlbum(device, isPinned, options.album, options)
    const assets = await askedAssets(device, names, {})
    const { state } = device.ports
    const hashes = assets.flatMap(({ resources }) => resources.map(({ sha256 }) => sha256))
    state.transaction(() => {
      for (const sha256 of hashes) state.folder.putPinned(sha256, isPinned)
    })
    if (options.json) console.log(JSON.stringify({ isPinned, photos: assets.map(({ id }) => id) }))
    else console.log(lastWords(isPinned, assets.length))
  } finally {
    device.close()
  }
}

async function pinAlbum(
  device: OpenDevice,
  isPinned: boolean,
  name: string,
  options: PinOptions,
): Promise<void> {
  const { state } = device.ports
  const view = state.replica.view()
  const { album } = findAlbum(listAlbums(view), name, { types: ['album'] })
  const { pinnedAlbums } = state.settingsIn(view)
  const others = pinnedAlbums.filter((albumId) => albumId !== album.key)
  if (others.length === pinnedAlbums.length && !isPinned)
    throw new CommandStop(`${printable(album.name)} is not pinned on this device.`, EXIT.wrongUse)
  const setting: DeviceSetting = { name: 'pinnedAlbums', value: isPinned ? [...others, album.key] : others }
  await changeRoom(device, [setting], options)
}

function lastWords(isPinned: boolean, count: number): string {
  const words = count === 1 ? 'Its original' : `The originals of ${count} photos`
  if (!isPinned) return `${words} may make way for a smaller version again.`
  return count === 1 ? `${words} stays on this device.` : `${words} stay on this device.`
}
