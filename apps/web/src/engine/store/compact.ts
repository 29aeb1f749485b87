import type { Asset } from '@rollcall/protocol'
import type { Base } from './base.ts'
import { countLive } from './base.ts'
import { BLOCK_ROWS_MAX, inBlockOrder } from './block-file.ts'
import type { BlockStore } from './block-store.ts'
import type { BlockEntry, LibraryState } from './library-state.ts'

/*
 * Every adoption adds a block, often of one photo. When there are many small ones they become one, and a block of which more than half
 * is superseded is written anew without that. Blocks that are as large as segments become many, in their own time. A block is replaced
 * only once those that take its place are written.
 */

/** Small blocks that are let stand side by side. */
const SMALL_BLOCKS_MAX = 64
/** A block of fewer rows is small. */
const SMALL_ROWS = BLOCK_ROWS_MAX / 2
/** Rows that are written anew at a time: so many are in memory then. */
const ROWS_AT_ONCE = 4 * BLOCK_ROWS_MAX

/** Blocks to be replaced by others. */
export interface Compaction {
  /** Numbers of the blocks that go. */
  readonly gone: readonly number[]
  readonly written: readonly { readonly entry: BlockEntry; readonly assets: readonly Asset[] }[]
}

/** Chooses what to write anew, and writes it under numbers of `nextFile`; null when nothing is worth it. Changes nothing else. */
export async function compactBlocks(
  store: BlockStore,
  state: LibraryState,
  base: Base,
  nextFile: () => number,
): Promise<Compaction | null> {
  const gone = chooseBlocks(state, base)
  return gone.length === 0
    ? null
    : await rewrite(store, state, gone, { base, nextFile, blockRows: BLOCK_ROWS_MAX })
}

/** What blocks are written anew from, and into how many rows each. */
export interface Rewriting {
  readonly base: Base
  readonly nextFile: () => number
  readonly blockRows: number
}

/** Writes one block of more than `blockRows` anew, as smaller ones; null when there is none. Changes nothing else. */
export async function splitBlock(
  store: BlockStore,
  state: LibraryState,
  work: Rewriting,
): Promise<Compaction | null> {
  // The newest part came first, and is looked at most.
  const large = state.blocks.findIndex((entry) => isLarge(entry, work.blockRows))
  return large < 0 ? null : await rewrite(store, state, [large], work)
}

/** Whether a block is to be split. */
export function isLarge(entry: BlockEntry | null, blockRows: number): boolean {
  return entry !== null && entry.rows > blockRows
}

async function rewrite(
  store: BlockStore,
  state: LibraryState,
  gone: readonly number[],
  { base, nextFile, blockRows }: Rewriting,
): Promise<Compaction> {
  const assets: Asset[] = []
  const { columns } = base
  for (const block of gone) {
    const file = state.blocks[block]?.file
    const read = file === undefined ? null : await store.read(file)
    if (read === null) throw new Error(`Cannot compact: block ${block} is gone`)
    for (const [row, asset] of read.entries()) {
      const slot = columns.slotOf(asset.id)
      if (slot !== null && columns.block()[slot] === block && columns.row()[slot] === row) assets.push(asset)
    }
  }
  const written: { entry: BlockEntry; assets: readonly Asset[] }[] = []
  const inOrder = inBlockOrder(assets)
  for (let from = 0; from < inOrder.length; from += blockRows) {
    const part = inOrder.slice(from, from + blockRows)
    const file = nextFile()
    await store.write(file, part)
    written.push({ entry: { file, rows: part.length }, assets: part })
  }
  return { gone, written }
}

function chooseBlocks({ blocks }: LibraryState, base: Base): readonly number[] {
  const live = countLive(base, blocks.length)
  const all = blocks.flatMap((entry, block) =>
    entry === null ? [] : [{ block, rows: entry.rows, live: live[block] ?? 0 }],
  )
  const small = all.filter(({ rows }) => rows < SMALL_ROWS)
  const tooMany = small.length > SMALL_BLOCKS_MAX ? small : []
  const hollow = all.filter((each) => each.live * 2 < each.rows && !tooMany.includes(each))
  const chosen: number[] = []
  let rows = 0
  for (const each of [...tooMany, ...hollow]) {
    if (rows + each.live > ROWS_AT_ONCE) break
    rows += each.live
    chosen.push(each.block)
  }
  return chosen
}

/** Puts entries into a table of blocks: into free places first. Answers the table and the place of each. */
export function placeBlocks(
  blocks: LibraryState['blocks'],
  entries: readonly BlockEntry[],
): { readonly blocks: (BlockEntry | null)[]; readonly at: readonly number[] } {
  const table = [...blocks]
  let free = 0
  const at = entries.map((entry) => {
    while (free < table.length && table[free] !== null) free++
    table[free] = entry
    return free
  })
  return { blocks: table, at }
}
