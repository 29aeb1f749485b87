import type { AssetId } from '@rollcall/protocol'

/*
 * The whole library as numbers: one *slot* a photo, its values in typed arrays, never an object for each. An id leads to its slot by a
 * table with open addressing; ids are HMACs, so their first 32 bits are as good as any hash of them.
 *
 *   id ──table──▶ slot ──▶ taken at, ratio, colour, marks   (what a timeline shows)
 *                      └─▶ block, row                       (where the photo itself lies)
 *
 * Stays whole: the arrays and the table that finds ids in them are one state, which every function here reads or moves.
 */

/** What the columns keep of one photo. */
export interface ColumnRow {
  readonly id: AssetId
  /** Dense number within the library. */
  readonly no: number
  /** Seconds since 1970 by the clock on the wall where it was taken. */
  readonly takenAtS: number
  /** As `packRatio` of grid makes it. */
  readonly ratio: number
  /** As `packColour` of grid makes it. */
  readonly colour: number
  /** See `asset-row.ts`. */
  readonly marks: number
}

/** Columns that grow; 42 bytes a photo, and 8 to 16 for the table that finds ids. */
export interface Columns {
  /** Slots in use, from 0. */
  readonly count: () => number
  readonly takenAtS: () => Float64Array
  readonly ratio: () => Uint16Array
  readonly colour: () => Uint16Array
  readonly marks: () => Uint16Array
  readonly no: () => Uint32Array
  /** Which block a photo lies in; {@link NO_BLOCK} for none. */
  readonly block: () => Uint16Array
  readonly row: () => Uint16Array
  /** Null when the library does not have it. */
  readonly slotOf: (id: AssetId) => number | null
  readonly idAt: (slot: number) => AssetId
  /** Puts a photo in, or anew, at (block, row); answers its slot, which stays. */
  readonly put: (row: ColumnRow, block: number, rowInBlock: number) => number
  readonly place: (slot: number, block: number, rowInBlock: number) => void
  /** The arrays as they are, cut to length, for a snapshot. */
  readonly arrays: () => ColumnArrays
}

/** The columns as a snapshot keeps them. */
export interface ColumnArrays {
  readonly ids: Uint32Array
  readonly no: Uint32Array
  readonly takenAtS: Float64Array
  readonly ratio: Uint16Array
  readonly colour: Uint16Array
  readonly marks: Uint16Array
  readonly block: Uint16Array
  readonly row: Uint16Array
}

/** In place of a block: this photo lies nowhere. */
export const NO_BLOCK = 0xffff

/** Words of 32 bits in an id. */
const ID_WORDS = 4
/** Room that is there before anything is. */
const FIRST_CAPACITY = 1_024
/** Columns grow by an eighth, so that a million of them are not copied into room for two. */
const GROWTH = 1.125
/** Places of the table for each slot, at least. */
const TABLE_ROOM = 1.5

/** Makes columns, empty or out of a snapshot, whose arrays they then own. */
export function createColumns(from?: ColumnArrays): Columns {
  let arrays = from ?? emptyArrays(0)
  let count = arrays.no.length
  let capacity = count
  /** Slots plus one, by hash; built when an id is first looked for. */
  let table = new Uint32Array(0)

  function grow(): void {
    capacity = Math.max(FIRST_CAPACITY, Math.ceil(capacity * GROWTH))
    const wider = emptyArrays(capacity)
    for (const name of ARRAY_NAMES) wider[name].set(arrays[name])
    arrays = wider
  }

  function buildTable(): void {
    let size = 2_048
    while (size <= (count + 1) * TABLE_ROOM) size *= 2
    table = new Uint32Array(size)
    for (let slot = 0; slot < count; slot++) insert(slot)
  }

  function insert(slot: number): void {
    const mask = table.length - 1
    let at = (arrays.ids[slot * ID_WORDS] ?? 0) & mask
    while (table[at] !== 0) at = (at + 1) & mask
    table[at] = slot + 1
  }

  function slotOf(id: AssetId): number | null {
    if (table.length === 0) buildTable()
    const [a, b, c, d] = [wordOf(id, 0), wordOf(id, 1), wordOf(id, 2), wordOf(id, 3)]
    const { ids } = arrays
    const mask = table.length - 1
    for (let at = a & mask; ; at = (at + 1) & mask) {
      const found = table[at] ?? 0
      if (found === 0) return null
      const word = (found - 1) * ID_WORDS
      if (ids[word] === a && ids[word + 1] === b && ids[word + 2] === c && ids[word + 3] === d)
        return found - 1
    }
  }

  function addSlot(id: AssetId): number {
    if (count === capacity) grow()
    if ((count + 1) * TABLE_ROOM > table.length) buildTable()
    for (let word = 0; word < ID_WORDS; word++) arrays.ids[count * ID_WORDS + word] = wordOf(id, word)
    insert(count)
    return count++
  }

  function place(slot: number, block: number, rowInBlock: number): void {
    arrays.block[slot] = block
    arrays.row[slot] = rowInBlock
  }

  return {
    count: () => count,
    takenAtS: () => arrays.takenAtS,
    ratio: () => arrays.ratio,
    colour: () => arrays.colour,
    marks: () => arrays.marks,
    no: () => arrays.no,
    block: () => arrays.block,
    row: () => arrays.row,
    slotOf,
    idAt: (slot) => idOf(arrays.ids, slot * ID_WORDS),
    place,
    put: (row, block, rowInBlock) => {
      const slot = slotOf(row.id) ?? addSlot(row.id)
      arrays.no[slot] = row.no
      arrays.takenAtS[slot] = row.takenAtS
      arrays.ratio[slot] = row.ratio
      arrays.colour[slot] = row.colour
      arrays.marks[slot] = row.marks
      place(slot, block, rowInBlock)
      return slot
    },
    arrays: () => ({
      ids: arrays.ids.subarray(0, count * ID_WORDS),
      no: arrays.no.subarray(0, count),
      takenAtS: arrays.takenAtS.subarray(0, count),
      ratio: arrays.ratio.subarray(0, count),
      colour: arrays.colour.subarray(0, count),
      marks: arrays.marks.subarray(0, count),
      block: arrays.block.subarray(0, count),
      row: arrays.row.subarray(0, count),
    }),
  }
}

/** The names of {@link ColumnArrays}, in the order in which a snapshot keeps them. */
export const ARRAY_NAMES = ['takenAtS', 'ids', 'no', 'ratio', 'colour', 'marks', 'block', 'row'] as const

function emptyArrays(capacity: number): ColumnArrays {
  return {
    ids: new Uint32Array(capacity * ID_WORDS),
    no: new Uint32Array(capacity),
    takenAtS: new Float64Array(capacity),
    ratio: new Uint16Array(capacity),
    colour: new Uint16Array(capacity),
    marks: new Uint16Array(capacity),
    block: new Uint16Array(capacity),
    row: new Uint16Array(capacity),
  }
}

/** 32 bits of an id, by their number. */
function wordOf(id: AssetId, word: number): number {
  return Number.parseInt(id.slice(word * 8, word * 8 + 8), 16)
}

function idOf(ids: Uint32Array, at: number): AssetId {
  let text = ''
  for (let word = at; word < at + ID_WORDS; word++) text += (ids[word] ?? 0).toString(16).padStart(8, '0')
  return text as AssetId
}
