import type { Cell } from '@rollcall/grid'
import type { CellPlace, CellView } from './cell-view.ts'
import { createCellView } from './cell-view.ts'
import styles from './photo-grid.module.css'

/*
 * The rows in the page, by their number in the layout: a row that stays keeps its elements, one that leaves gives them to one that comes.
 */

/** Elements that wait to be used again. */
const SPARE_MAX = 160

interface RowView {
  readonly element: HTMLElement
  cells: CellView[]
  top: number
}

/** What a row is drawn from. */
export interface RowDraw {
  /** Of the box, in CSS pixels, of a row at this height of the timeline. */
  readonly toBox: (virtualY: number) => number
  readonly placeOf: (cell: Cell) => CellPlace
  /** The place of the row among rows and headers, from 1. */
  readonly indexOf: (row: number) => number
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
  const spareRows: RowView[] = []
  const spareCells: CellView[] = []
  let cellByPosition = new Map<number, CellView>()

  function takeRow(): RowView {
    const spare = spareRows.pop()
    if (spare !== undefined) return spare
    const element = document.createElement('div')
    element.className = styles.row ?? ''
    element.setAttribute('role', 'row')
    box.append(element)
    return { element, cells: [], top: Number.NaN }
  }

  function dropRow(number: number, view: RowView): void {
    rows.delete(number)
    if (view.element.contains(document.activeElement)) return giveUp(view)
    if (spareRows.length < SPARE_MAX) {
      view.element.hidden = true
      view.top = Number.NaN
      spareRows.push(view)
    } else view.element.remove()
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
      for (const [number, view] of rows) if (!byRow.has(number)) dropRow(number, view)
      cellByPosition = new Map()
      for (const [number, inRow] of byRow) {
        const view = rows.get(number) ?? takeRow()
        rows.set(number, view)
        const top = how.toBox(inRow[0]?.y ?? 0)
        if (view.top !== top) {
          view.element.hidden = false
          view.element.style.transform = `translateY(${top}px)`
          view.top = top
        }
        view.element.setAttribute('aria-rowindex', String(how.indexOf(number)))
        fill(view, inRow, how)
      }
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
