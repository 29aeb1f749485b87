import type { Cell } from '@rollcall/grid'
import type { CellPlace, CellView } from './cell-view.ts'
import { createCellView } from './cell-view.ts'
import styles from './photo-grid.module.css'

/*
 * The rows in the page, by their number in the layout: a row that stays keeps its elements, one that leaves gives them to one that comes.
 */

/** Elements that wait to be used again. */
const SPARE_MAX = 160

/** Rows that have left the window and stay where they are, until one that comes takes their elements: hiding them and showing them again would lay all of them out anew. */
const LEFT_MAX = 4

interface RowView {
  readonly element: HTMLElement
  cells: CellView[]
  top: number
  index: number
}

/** What a row is drawn from. */
export interface RowDraw {
  /** Of the box, in CSS pixels, of a row at this height of the timeline. */
  readonly toBox: (virtualY: number) => number
  readonly placeOf: (cell: Cell) => CellPlace
  /** The place of the row among rows and headers, from 1. */
  readonly indexOf: (row: number) => number
  /** Another one each time that rows are others, or stand elsewhere. */
  readonly ground: unknown
}

/** The rows of photos in the page. */
export interface RowViews {
  /** Shows exactly these cells, which stand in the order of their rows. */
  readonly draw: (cells: readonly Cell[], how: RowDraw) => void
  readonly cells: () => Iterable<CellView>
  readonly cellAt: (position: number) => CellView | null
}

/** Makes the rows within a box. */
export function createRowViews(box: HTMLElement): RowViews {
  const rows = new Map<number, RowView>()
  const idle = createIdleRows(box)
  let ground: unknown = null
  const spareCells: CellView[] = []
  let cellByPosition = new Map<number, CellView>()

  function leave(number: number, view: RowView): void {
    rows.delete(number)
    if (view.element.contains(document.activeElement)) giveUp(view)
    else idle.add(number, view)
  }

  function fill(view: RowView, cells: readonly Cell[], how: RowDraw): void {
    shorten(view, cells.length, spareCells)
    for (const [index, cell] of cells.entries()) {
      let shown = view.cells[index]
      if (shown === undefined) {
        shown = spareCells.pop() ?? createCellView()
        view.cells.push(shown)
        view.element.append(shown.element)
      }
      shown.put(how.placeOf(cell))
      cellByPosition.set(cell.position, shown)
    }
  }

  return {
    draw: (cells, how) => {
      const byRow = groupByRow(cells)
      if (how.ground !== ground) idle.hide(0)
      for (const [number, view] of rows) if (!byRow.has(number)) leave(number, view)
      cellByPosition = new Map()
      for (const [number, inRow] of byRow) {
        const view = rows.get(number) ?? idle.take(number)
        rows.set(number, view)
        const top = how.toBox(inRow[0]?.y ?? 0)
        if (view.top !== top) {
          view.element.style.transform = `translateY(${top}px)`
          view.top = top
        }
        const rowIndex = how.indexOf(number)
        if (view.index !== rowIndex) view.element.setAttribute('aria-rowindex', String(rowIndex))
        view.index = rowIndex
        fill(view, inRow, how)
      }
      idle.hide(how.ground === ground ? LEFT_MAX : 0)
      ground = how.ground
    },
    cells: () => cellByPosition.values(),
    cellAt: (position) => cellByPosition.get(position) ?? null,
  }
}

/** An element that has the focus is never given to another photo: the keys would speak of the wrong one. */
function giveUp(view: RowView): void {
  view.element.remove()
  view.cells = []
}

/** Takes cells out of a row until it has so many. */
function shorten(view: RowView, most: number, spare: CellView[]): void {
  while (view.cells.length > most) {
    const cell = view.cells.pop()
    if (cell === undefined) break
    cell.element.remove()
    if (spare.length < SPARE_MAX) spare.push(cell)
  }
}

function groupByRow(cells: readonly Cell[]): Map<number, Cell[]> {
  const byRow = new Map<number, Cell[]>()
  for (const cell of cells) {
    const inRow = byRow.get(cell.row)
    if (inRow === undefined) byRow.set(cell.row, [cell])
    else inRow.push(cell)
  }
  return byRow
}

/** Rows that are not drawn now: the latest still in the page, the others hidden. */
interface IdleRows {
  readonly add: (number: number, view: RowView) => void
  /** The row of this number where it is still there, or any other to be filled. */
  readonly take: (number: number) => RowView
  /** Hides all but so many, those that left first before the others. */
  readonly hide: (most: number) => void
}

function createIdleRows(box: HTMLElement): IdleRows {
  /** The one that left first comes first. */
  const left = new Map<number, RowView>()
  const spare: RowView[] = []

  function hideOne(view: RowView): void {
    if (spare.length >= SPARE_MAX) return view.element.remove()
    view.element.hidden = true
    view.top = Number.NaN
    spare.push(view)
  }

  return {
    add: (number, view) => left.set(number, view),
    take: (number) => {
      const [oldest] = left.keys()
      const found = left.has(number) ? number : oldest
      const view = found === undefined ? undefined : left.get(found)
      if (found !== undefined) left.delete(found)
      const taken = view ?? spare.pop() ?? createRow(box)
      taken.element.hidden = false
      return taken
    },
    hide: (most) => {
      for (const [number, view] of left) {
        if (left.size <= most) return
        left.delete(number)
        hideOne(view)
      }
    },
  }
}

function createRow(box: HTMLElement): RowView {
  const element = document.createElement('div')
  element.className = styles.row ?? ''
  element.setAttribute('role', 'row')
  box.append(element)
  return { element, cells: [], top: Number.NaN, index: 0 }
}
