import type { Asset, AssetId } from '@rollcall/protocol'
import type { RecordIndex } from '@rollcall/sync'
import { createRecordIndex } from '@rollcall/sync'
import { rowOfAsset } from './asset-row.ts'
import type { BlockStore } from './block-store.ts'
import type { Columns } from './columns.ts'
import { createColumns, NO_BLOCK } from './columns.ts'
import type { LibraryFiles } from './library-files.ts'
import type { BlockEntry, LibraryState } from './library-state.ts'
import { readRecords } from './records-store.ts'
import type { Snapshot } from './snapshot.ts'
import { readSnapshot, unplaceStale } from './snapshot.ts'
import { mergeChanged, sortNewestFirst } from './time-order.ts'

/** The base in memory: numbers of every photo, and all records. */
export interface Base {
  readonly columns: Columns
  /** All slots, the newest first. */
  readonly order: Uint32Array
  readonly records: RecordIndex
}

/** A base of nothing. */
export function emptyBase(): Base {
  return { columns: createColumns(), order: new Uint32Array(0), records: createRecordIndex() }
}

/** A base out of files. `inSnapshot`: the files of the blocks that its snapshot has. */
export interface LoadedBase extends Base {
  readonly inSnapshot: ReadonlySet<number>
}

/**
 * Brings the base of a state into memory: from its snapshot and the blocks written since, or from all blocks where there is none that
 * fits. Throws when a file that the state names is gone or damaged.
 */
export async function loadBase(
  files: LibraryFiles,
  blocks: BlockStore,
  state: LibraryState,
  batchesKept: number,
): Promise<LoadedBase> {
  const records = await readRecords(files, state.records, batchesKept)
  const snapshot = state.snapshot === null ? null : await readSnapshot(files, state.snapshot.file)
  const places = snapshot === null ? null : await catchUp(blocks, state, snapshot)
  if (snapshot !== null && places !== null)
    return { records, ...places, inSnapshot: new Set(snapshot.blockFiles) }
  return { records, ...(await readAllBlocks(blocks, state)), inSnapshot: new Set() }
}

type Places = Pick<Base, 'columns' | 'order'>

/** Puts the blocks that a snapshot does not have into it. Null when a photo is left whose block nobody knows. */
async function catchUp(
  store: BlockStore,
  { blocks }: LibraryState,
  snapshot: Snapshot,
): Promise<Places | null> {
  const { columns, blockFiles } = snapshot
  let unplaced = unplaceStale(snapshot, (block, file) => blocks[block]?.file === file)
  const changed = new Set<number>()
  for (const { block, entry } of inFileOrder(blocks)) {
    if (blockFiles[block] === entry.file) continue
    for (const [row, asset] of (await readBlock(store, entry.file)).entries()) {
      const known = columns.slotOf(asset.id)
      if (known !== null && columns.block()[known] === NO_BLOCK) unplaced--
      changed.add(columns.put(rowOfAsset(asset), block, row))
    }
  }
  if (unplaced > 0) return null
  return { columns, order: mergeChanged(columns, snapshot.order, Uint32Array.from(changed)) }
}

async function readAllBlocks(store: BlockStore, { blocks }: LibraryState): Promise<Places> {
  const columns = createColumns()
  for (const { block, entry } of inFileOrder(blocks)) {
    for (const [row, asset] of (await readBlock(store, entry.file)).entries())
      columns.put(rowOfAsset(asset), block, row)
  }
  return { columns, order: sortNewestFirst(columns, allSlots(columns)) }
}

/** Every slot of some columns. */
export function allSlots(columns: Columns): Uint32Array {
  const slots = new Uint32Array(columns.count())
  for (let slot = 0; slot < slots.length; slot++) slots[slot] = slot
  return slots
}

/** The last block that has an asset is right about it: see {@link BlockEntry}. */
function inFileOrder(
  blocks: LibraryState['blocks'],
): readonly { readonly block: number; readonly entry: BlockEntry }[] {
  return blocks
    .flatMap((entry, block) => (entry === null ? [] : [{ block, entry }]))
    .toSorted((one, other) => one.entry.file - other.entry.file)
}

async function readBlock(store: BlockStore, file: number): Promise<readonly Asset[]> {
  const assets = await store.read(file)
  if (assets === null) throw new Error(`Cannot read library: block ${file} is gone`)
  return assets
}

/** How many photos lie in each block; what else is in it has been superseded. */
export function countLive({ columns }: Pick<Base, 'columns'>, blocks: number): Uint32Array {
  const live = new Uint32Array(blocks)
  const block = columns.block()
  for (let slot = 0; slot < columns.count(); slot++) {
    const at = block[slot] ?? NO_BLOCK
    if (at !== NO_BLOCK) live[at] = (live[at] ?? 0) + 1
  }
  return live
}

/** Tries of {@link readAsset}: a block may be merged into another while it is read. */
const READ_TRIES = 4

/** The asset of an id, from its block; null when the library does not have it. */
export async function readAsset(
  store: BlockStore,
  at: () => { readonly base: Base; readonly state: LibraryState },
  id: AssetId,
): Promise<Asset | null> {
  for (let tries = 0; tries < READ_TRIES; tries++) {
    const { base, state } = at()
    const slot = base.columns.slotOf(id)
    if (slot === null) return null
    const entry = state.blocks[base.columns.block()[slot] ?? NO_BLOCK]
    const row = base.columns.row()[slot] ?? 0
    const assets = entry === null || entry === undefined ? null : await store.read(entry.file)
    const asset = assets?.[row]
    if (asset?.id === id) return asset
  }
  throw new Error('Cannot read asset: its block is not where the columns say')
}
