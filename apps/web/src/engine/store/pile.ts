import type { Asset, Change, LibraryRecord } from '@rollcall/protocol'
import type { AssetTiers } from '@rollcall/sync'
import { rowOfAsset } from './asset-row.ts'
import { BLOCK_ROWS_MAX, inBlockOrder } from './block-file.ts'
import type { BlockStore } from './block-store.ts'
import type { Columns } from './columns.ts'
import { createColumns } from './columns.ts'
import type { BlockEntry } from './library-state.ts'

/** Rows that were staged and are not visible: in blocks of their own, which nothing but this pile names. */
export interface Pile {
  readonly fresh: boolean
  /** Puts changes in; of two of one row, the one of the greater seq stays. */
  readonly stage: (changes: readonly Change[]) => Promise<void>
  /**
   * Puts a part of a library in, as it came in segments: what would have to be written anew is kept as it is, so that it is there sooner.
   * Answers the block's file; null when some of it was in the pile already, and so all of it was put in row by row.
   */
  readonly stagePart: (part: StagedPart) => Promise<number | null>
  /** Writes what is not written yet. The pile takes nothing more. */
  readonly finish: () => Promise<StagedRows>
  /** Removes what it has written: nobody will adopt it. */
  readonly drop: () => Promise<void>
}

/** A part of a library, and what it was read from. */
export interface StagedPart {
  readonly assets: readonly Asset[]
  readonly tiers: AssetTiers
}

/** What a pile came to. Slots of its columns lie in its blocks by their position in the list. */
export interface StagedRows {
  readonly fresh: boolean
  readonly columns: Columns
  readonly blocks: readonly BlockEntry[]
  readonly records: readonly LibraryRecord[]
}

/** In place of a block while an asset waits in memory. */
const WAITING = 0xfffe

/** Makes an empty pile, whose blocks take the numbers that `nextFile` gives. */
export function createPile(store: BlockStore, fresh: boolean, nextFile: () => number): Pile {
  const columns = createColumns()
  const seqs = createSeqs()
  const blocks: BlockEntry[] = []
  const waiting = new Map<number, Asset>()
  const records = new Map<string, LibraryRecord>()

  function stageAsset(asset: Asset): void {
    const known = columns.slotOf(asset.id)
    if (known !== null && seqs.of(known) >= asset.seq) return
    waiting.set(put(asset, WAITING, 0), asset)
  }

  function put(asset: Asset, block: number, row: number): number {
    const slot = columns.put(rowOfAsset(asset), block, row)
    seqs.set(slot, asset.seq)
    return slot
  }

  async function stage(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      if (change.kind === 'record') stageRecord(change.record)
      else stageAsset(change.asset)
      if (waiting.size >= BLOCK_ROWS_MAX) await writeWaiting()
    }
  }

  async function stagePart({ assets, tiers }: StagedPart): Promise<number | null> {
    // Which row of two counts is told by the later file, so a block must not bring back what another has put right.
    if (assets.some(({ id }) => columns.slotOf(id) !== null)) {
      await stage(assets.map((asset) => ({ kind: 'asset', asset })))
      return null
    }
    const file = nextFile()
    await store.writeTiers(file, tiers)
    const block = blocks.push({ file, rows: assets.length }) - 1
    for (const [row, asset] of assets.entries()) put(asset, block, row)
    return file
  }

  function stageRecord(record: LibraryRecord): void {
    const name = `${record.kind} ${record.key}`
    const known = records.get(name)
    if (known === undefined || known.seq < record.seq) records.set(name, record)
  }

  async function writeWaiting(): Promise<void> {
    const assets = inBlockOrder([...waiting.values()])
    waiting.clear()
    const file = nextFile()
    await store.write(file, assets)
    const block = blocks.push({ file, rows: assets.length }) - 1
    assets.forEach((asset, row) => {
      const slot = columns.slotOf(asset.id)
      if (slot !== null) columns.place(slot, block, row)
    })
  }

  return {
    ...{ fresh, stage, stagePart },
    finish: async () => {
      if (waiting.size > 0) await writeWaiting()
      return { fresh, columns, blocks, records: [...records.values()] }
    },
    drop: async () => {
      for (const { file } of blocks) await store.remove(file)
    },
  }
}

/** The seq of each slot. */
function createSeqs() {
  let seqs = new Float64Array(0)
  return {
    of: (slot: number) => seqs[slot] ?? 0,
    set: (slot: number, seq: number) => {
      if (slot >= seqs.length) {
        const wider = new Float64Array(Math.ceil(slot * 1.25) + BLOCK_ROWS_MAX)
        wider.set(seqs)
        seqs = wider
      }
      seqs[slot] = seq
    },
  }
}
