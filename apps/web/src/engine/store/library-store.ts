import type { Asset, AssetId } from '@rollcall/protocol'
import { BATCHES_KEPT, clientIdSchema } from '@rollcall/protocol'
import type { Random } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { baseOfStaged, mergeStaged } from './adopt-staged.ts'
import type { Base } from './base.ts'
import { emptyBase, loadBase, readAsset } from './base.ts'
import { BLOCK_ROWS_MAX } from './block-file.ts'
import type { BlockStore } from './block-store.ts'
import { createBlockStore } from './block-store.ts'
import { NO_BLOCK } from './columns.ts'
import type { Compaction } from './compact.ts'
import { compactBlocks, isLarge, placeBlocks, splitBlock } from './compact.ts'
import type { LibraryFiles } from './library-files.ts'
import type { LibraryState } from './library-state.ts'
import { decodeState, emptyState, encodeState, filesOf, isLibraryFile } from './library-state.ts'
import type { Pile, StagedRows } from './pile.ts'
import { createPile } from './pile.ts'
import { wantsRewrite, writeRecords } from './records-store.ts'
import { writeSnapshot } from './snapshot.ts'

/*
 * The library of this browser on its disk and in memory. Files are written first, then the state that names them is swapped, then memory
 * follows; so whoever is killed at any point finds the state before or the state after. One change at a time.
 *
 * Stays whole: the state on disk and the base in memory move together, and everything that moves them is here.
 */

/** What a store keeps within; tests take smaller ones. */
export interface StoreBounds {
  /** Rows of the journal, as the server keeps them. */
  readonly batchesKept: number
  /** Rows in blocks that a snapshot does not have yet; more are worth a new one. */
  readonly rowsBeyondSnapshot: number
  /** Rows of a block; one of more is split when there is time. */
  readonly blockRows: number
}

const BOUNDS: StoreBounds = {
  batchesKept: BATCHES_KEPT,
  rowsBeyondSnapshot: 4_096,
  blockRows: BLOCK_ROWS_MAX,
}

/** Snapshots that are written while all blocks of a library are split; opening it decodes what lies in blocks beyond the last. */
const SNAPSHOTS_OF_SPLITTING = 8

/** Blocks that columns can tell apart, less those with a meaning of their own. */
const BLOCKS_MAX = 0xfff0

/** The library as it lies here. */
export interface LibraryStore {
  readonly state: () => LibraryState
  readonly base: () => Base
  /** Moves with every adoption; never twice the same in one opening. */
  readonly baseVersion: () => number
  readonly blocks: BlockStore
  readonly asset: (id: AssetId) => Promise<Asset | null>
  /** Swaps the state for the one that `change` makes of it; resolves when that is durable. The same one: nothing is written. */
  readonly change: (change: (state: LibraryState) => LibraryState) => Promise<void>
  readonly beginPile: (fresh: boolean) => Pile
  /** Makes staged rows the base, or a part of it, together with what `change` makes of the rest of the state. */
  readonly adopt: (staged: StagedRows, change: (state: LibraryState) => LibraryState) => Promise<void>
  /** Nothing else is going on: writes a snapshot where it is worth it, or a large block anew. Whether there is more to do of that kind. */
  readonly rest: () => Promise<boolean>
  /** Forgets everything, as a browser that never was signed in. */
  readonly clear: () => Promise<void>
}

/** Opens the library in this browser's files, and removes what no state names. A base that is damaged is forgotten, and read anew from the
 * server; the outbox stays. */
export async function openLibraryStore(
  files: LibraryFiles,
  random: Random,
  { batchesKept, rowsBeyondSnapshot, blockRows }: StoreBounds = BOUNDS,
): Promise<LibraryStore> {
  const freshState = () => emptyState(clientIdSchema.parse(random.hex(16)))
  const blocks = createBlockStore(files)
  const bytes = await files.readState()
  let state = bytes === null ? freshState() : decodeState(bytes)
  const loaded = await loadBase(files, blocks, state, batchesKept).catch(async (failure: unknown) => {
    // Its files are damaged, and not just out of reach: the server has all of it, but for what waits in the outbox.
    if (failure instanceof DiskFailure) throw failure
    state = { ...state, blocks: [], records: [], snapshot: null, cursor: null }
    return await loadBase(files, blocks, state, batchesKept)
  })
  let base: Base = loaded
  let inSnapshot = loaded.inSnapshot
  let version = 1
  let nextFileNo = state.nextFile
  let last: Promise<unknown> = Promise.resolve()
  await removeStrays(files, state)

  const nextFile = () => nextFileNo++

  /** One after the other; one that fails does not keep the next from its turn. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }

  /** Writes the state, lets memory follow at once, and then removes the files that it does not name any more. */
  async function swap(next: LibraryState, follow: () => void = () => undefined): Promise<void> {
    const swapped = { ...next, nextFile: nextFileNo }
    await files.writeState(encodeState(swapped))
    const before = filesOf(state)
    state = swapped
    follow()
    const named = filesOf(state)
    for (const name of before) if (!named.has(name)) await removeFile(name)
  }

  async function removeFile(name: string): Promise<void> {
    const block = blockIn(name)
    if (block === null) await files.remove(name)
    else await blocks.remove(block)
  }

  async function adopt(staged: StagedRows, change: (state: LibraryState) => LibraryState): Promise<void> {
    const { fresh } = staged
    const isEmpty = !fresh && staged.columns.count() + staged.records.length === 0
    if (isEmpty) {
      const next = change(state)
      if (next !== state) await swap(next)
      return
    }
    const written = await writeRecords(files, staged.records, nextFile)
    const placed = placeBlocks(fresh ? [] : state.blocks, staged.blocks)
    if (placed.blocks.length > BLOCKS_MAX) throw new Error('Cannot adopt: the library has too many blocks')
    const changed = change(state)
    const next: LibraryState = {
      ...changed,
      blocks: placed.blocks,
      records: fresh ? written : [...changed.records, ...written],
      snapshot: fresh ? null : changed.snapshot,
    }
    await swap(next, () => {
      base = fresh
        ? baseOfStaged(staged, placed.at, batchesKept)
        : mergeStaged(base, staged, placed.at, batchesKept)
      if (fresh) inSnapshot = new Set()
      version++
    })
    await compact()
  }

  async function compact(): Promise<void> {
    if (wantsRewrite(state.records, base.records)) {
      const records = await writeRecords(files, [...base.records.all()], nextFile)
      await swap({ ...state, records })
    }
    await replace(await compactBlocks(blocks, state, base, nextFile))
  }

  async function replace(compaction: Compaction | null): Promise<void> {
    if (compaction === null) return
    const gone = new Set(compaction.gone)
    const placed = placeBlocks(
      state.blocks.map((entry, block) => (gone.has(block) ? null : entry)),
      compaction.written.map(({ entry }) => entry),
    )
    await swap({ ...state, blocks: placed.blocks }, () => {
      compaction.written.forEach(({ assets }, index) => {
        for (const [row, { id }] of assets.entries()) {
          const slot = base.columns.slotOf(id)
          if (slot !== null) base.columns.place(slot, placed.at[index] ?? NO_BLOCK, row)
        }
      })
    })
  }

  async function rest(): Promise<boolean> {
    const hasLarge = state.blocks.some((entry) => isLarge(entry, blockRows))
    const beyond = state.blocks.reduce(
      (sum, entry) => sum + (entry !== null && !inSnapshot.has(entry.file) ? entry.rows : 0),
      0,
    )
    // While large blocks are split a snapshot for each would be written for nothing.
    const allowed = hasLarge
      ? Math.max(rowsBeyondSnapshot, base.order.length / SNAPSHOTS_OF_SPLITTING)
      : rowsBeyondSnapshot
    if (beyond > allowed) await keepSnapshot()
    if (hasLarge) await replace(await splitBlock(blocks, state, { base, nextFile, blockRows }))
    return hasLarge
  }

  async function keepSnapshot(): Promise<void> {
    const file = nextFile()
    const blockFiles = Uint32Array.from(state.blocks, (entry) => entry?.file ?? 0)
    await writeSnapshot(files, file, { columns: base.columns, order: base.order, blockFiles })
    await swap({ ...state, snapshot: { file } }, () => {
      inSnapshot = new Set(blockFiles)
    })
  }

  return {
    state: () => state,
    base: () => base,
    baseVersion: () => version,
    blocks,
    asset: (id) => readAsset(blocks, () => ({ base, state }), id),
    change: (change) =>
      inTurn(async () => {
        const next = change(state)
        if (next !== state) await swap(next)
      }),
    beginPile: (fresh) => createPile(blocks, fresh, nextFile),
    adopt: (staged, change) => inTurn(() => adopt(staged, change)),
    rest: () => inTurn(rest),
    clear: () =>
      inTurn(async () => {
        await swap(freshState(), () => {
          base = emptyBase()
          inSnapshot = new Set()
          version++
        })
      }),
  }
}

/** Number of the block that a file is; null when it is none. */
function blockIn(name: string): number | null {
  const number = /^block-(\d+)$/.exec(name)?.[1]
  return number === undefined ? null : Number(number)
}

/** What a process that was killed has left behind. */
async function removeStrays(files: LibraryFiles, state: LibraryState): Promise<void> {
  const named = filesOf(state)
  for (const name of await files.list()) if (isLibraryFile(name) && !named.has(name)) await files.remove(name)
}
