import type { Album, Asset } from '@rollcall/protocol'
import { searchLibrary } from '../search/search-library.ts'
import type { ReplicaView } from '../state/replica-store.ts'
import { photosIn, sortPhotos } from './album-tree.ts'
import type { OpenDevice } from './open-device.ts'
import { standingFinder } from './photo-standing.ts'
import { callRollOf } from './status-command.ts'

/** The most that a smart album shows. */
const SMART_MAX = 100_000

/** The photos of an album in the order in which it shows them: those put into it, or those that its search finds. */
export async function albumPhotos(
  device: OpenDevice,
  view: ReplicaView,
  album: Album,
): Promise<readonly Asset[]> {
  if (album.type !== 'smart') return sortPhotos(photosIn(view, album), album.sort)
  const { ports, config } = device
  const now = ports.clock.now()
  const { assets } = await searchLibrary(ports.state, config.deviceName, {
    text: album.search ?? '',
    limit: SMART_MAX,
    now,
    offsetMinutes: -new Date(now).getTimezoneOffset(),
    unsynced: async () => {
      const standingOf = standingFinder(await callRollOf(device))
      const isUnsafe = (asset: Asset) => standingOf(asset)?.state !== 'safe'
      return new Set(
        [...view.assets].filter((asset) => asset.state === 'live' && isUnsafe(asset)).map(({ id }) => id),
      )
    },
  })
  return sortPhotos(assets, album.sort)
}
