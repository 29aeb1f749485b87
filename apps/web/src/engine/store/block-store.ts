import type { Asset } from '@rollcall/protocol'
import type { AssetTiers } from '@rollcall/sync'
import { BLOCK_ROWS_MAX, blockOfTiers, decodeBlock, encodeBlock } from './block-file.ts'
import type { LibraryFiles } from './library-files.ts'
import { blockName } from './library-state.ts'

/** Assets that are kept decoded, about a kilobyte each: those of some blocks, or of all the small ones, and of the last one in any case. */
const DECODED_ROWS_MAX = 3 * BLOCK_ROWS_MAX

/** The blocks of a library, read when somebody looks into them. */
export interface BlockStore {
  /** The assets of a block, in its order; null when it is gone: look again where the asset lies now. */
  readonly read: (file: number) => Promise<readonly Asset[] | null>
  /** Writes assets, which are in block order, as a new block. */
  readonly write: (file: number, assets: readonly Asset[]) => Promise<void>
  /** Writes a part of a library as a new block, as it came. */
  readonly writeTiers: (file: number, tiers: AssetTiers) => Promise<void>
  readonly remove: (file: number) => Promise<void>
}

/** Opens the blocks in this browser's files. */
export function createBlockStore(files: LibraryFiles): BlockStore {
  /** The one that was read last is last. */
  const decoded = new Map<number, readonly Asset[]>()

  function keep(file: number, assets: readonly Asset[]): void {
    decoded.delete(file)
    decoded.set(file, assets)
    let rows = 0
    for (const each of decoded.values()) rows += each.length
    for (const [oldest, each] of decoded) {
      if (rows <= DECODED_ROWS_MAX || oldest === file) break
      decoded.delete(oldest)
      rows -= each.length
    }
  }

  return {
    read: async (file) => {
      const known = decoded.get(file)
      if (known !== undefined) {
        keep(file, known)
        return known
      }
      const bytes = await files.read(blockName(file))
      if (bytes === null) return null
      const assets = decodeBlock(bytes)
      keep(file, assets)
      return assets
    },
    write: (file, assets) => files.writeWhole(blockName(file), encodeBlock(assets)),
    writeTiers: (file, tiers) => files.writeWhole(blockName(file), blockOfTiers(tiers)),
    remove: async (file) => {
      decoded.delete(file)
      await files.remove(blockName(file))
    },
  }
}
