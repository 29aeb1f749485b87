import type { EnginePorts } from './engine-ports.ts'
import type { FolderWatch } from './folder-watch.ts'
import type { RoomKeeper } from './room-keeper.ts'
import type { ServerLink } from './server-link.ts'
import type { UsageWatch } from './usage-watch.ts'

/** What moving an item needs of the engine around it. */
export interface MovePorts extends EnginePorts {
  readonly watch: Pick<FolderWatch, 'notice'>
  readonly link: Pick<ServerLink, 'notice' | 'refuse' | 'lose'>
  readonly usage: Pick<UsageWatch, 'notice'>
  /** Room is set aside here before a byte comes in. */
  readonly room: Pick<
    RoomKeeper,
    'mayExchange' | 'reserve' | 'reservePreview' | 'reserveExchange' | 'release'
  >
  /** Keys of the places that downloads under way have chosen; see `pathKey`. */
  readonly placing: Set<string>
}
