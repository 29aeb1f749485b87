import type {
  Cell,
  Header,
  Runway,
  Selection,
  Sharpness,
  TimelineColumns,
  TimelineLayout,
  Zoom,
} from '@rollcall/grid'
import {
  cellOf,
  cellsOf,
  cssColourOf,
  fractionOfScroll,
  has,
  headerAt,
  headersOf,
  markBits,
  toBox,
} from '@rollcall/grid'
import type { CellPhoto, Timeline } from '../engine/library-client.ts'
import type { CellSource } from './cell-source.ts'
import { createCellSource } from './cell-source.ts'
import type { CellView, CellWords } from './cell-view.ts'
import type { HeaderWords } from './header-views.ts'
import { createHeaderViews } from './header-views.ts'
import { createRowViews } from './row-views.ts'

/** What the grid asks of whoever shows it. */
export interface GridWorld {
  readonly ask: (handles: Uint32Array) => Promise<readonly (CellPhoto | null)[]>
  readonly words: () => GridWords
  readonly onOpen: (position: number, handle: number) => void
  readonly onSelection: (selection: Selection) => void
  /** Rows stand elsewhere now. */
  readonly onLayout: () => void
  /** The grid has drawn: how far it is scrolled, 0 … 1, and when the photo at the top was taken, by the clock on its wall. */
  readonly onScroll: (fraction: number, timeS: number | null) => void
}

/** What the grid says. */
export interface GridWords extends CellWords, Pick<HeaderWords, 'select'> {
  readonly title: (timeS: number, zoom: Zoom) => string
}

/** What is to be seen at a moment. */
export interface GridScene {
  readonly timeline: Timeline
  /** The timeline's, or the same without days. */
  readonly columns: TimelineColumns
  readonly layout: TimelineLayout
  readonly hasHeaders: boolean
  readonly runway: Runway
  /** The height of the timeline at the upper edge of what is in sight. */
  readonly top: number
  readonly height: number
  readonly focus: number
  readonly selection: Selection
  readonly sharpness: Sharpness
  readonly mayBlur: boolean
}

/** Draws scenes into a box. */
export interface GridDrawing {
  readonly draw: (scene: GridScene, onSelectGroup: (header: Header) => void) => void
  readonly source: CellSource
  readonly cellAt: (position: number) => CellView | null
  readonly cells: () => Iterable<CellView>
}

/** What is drawn out of sight, above and below each, of the height in sight. */
export const OVERSCAN = 0.25

/** Makes the drawing of a grid. `onAnswer`: photos have come, and can be drawn. */
export function createGridDrawing(box: HTMLElement, world: GridWorld, onAnswer: () => void): GridDrawing {
  const headerViews = createHeaderViews(box)
  const rowViews = createRowViews(box)
  const source = createCellSource(world.ask, onAnswer)

  /** Says of each cell what is known, and lets it load what the speed allows. */
  function fill(scene: GridScene, words: GridWords): void {
    const { sharpness, timeline } = scene
    const wanted: number[] = []
    for (const view of rowViews.cells()) {
      const { position, handle } = view.place()
      const photo = source.get(handle) ?? null
      view.mark({ isSelected: has(scene.selection, position), isFocus: position === scene.focus })
      view.tell(seenAt(timeline, position, photo), words)
      view.sharpen(photo, sharpness, scene.mayBlur)
      wanted.push(handle)
    }
    source.want(sharpness === 'colours' ? [] : wanted)
  }

  return {
    source,
    cellAt: rowViews.cellAt,
    cells: rowViews.cells,
    draw: (scene, onSelectGroup) => {
      const { timeline, columns, layout, runway, top, height, hasHeaders } = scene
      const [from, to] = [top - height * OVERSCAN, top + height * (1 + OVERSCAN)]
      const inBox = (virtualY: number) => toBox(runway, virtualY)
      const words = world.words()
      rowViews.draw(withFocus(scene, cellsOf(layout, columns, from, to)), {
        toBox: inBox,
        placeOf: (cell) => ({
          ...cell,
          handle: timeline.handles[cell.position] ?? 0,
          colour: cssColourOf(columns.colour[cell.position] ?? 0),
        }),
        indexOf: (row) => row + 1 + (hasHeaders ? headersUpTo(layout, row) : 0),
      })
      headerViews.draw(
        hasHeaders ? headersOf(layout, from, to) : [],
        inBox,
        (header) => indexOfHeader(layout, header),
        {
          title: (timeS) => words.title(timeS, layout.shape.zoom),
          select: words.select,
          onSelect: onSelectGroup,
        },
      )
      fill(scene, words)
      const atTop = headerAt(layout, top + layout.shape.headerHeight)
      world.onScroll(fractionOfScroll(layout, top, height), hasHeaders ? (atTop?.timeS ?? null) : null)
    },
  }
}

/** The row of the photo with the focus is in the page wherever one has scrolled to. */
function withFocus({ layout, columns, focus }: GridScene, cells: readonly Cell[]): readonly Cell[] {
  const own = cellOf(layout, columns, focus)
  if (own === null || cells.some(({ row }) => row === own.row)) return cells
  return [...cells, ...cellsOf(layout, columns, own.y, own.y + 1)]
}

function seenAt({ columns }: Timeline, position: number, photo: CellPhoto | null) {
  const marks = columns.marks[position] ?? 0
  return {
    timeS: columns.takenAtS[position] ?? 0,
    isVideo: (marks & markBits.VIDEO) !== 0,
    isFavourite: (marks & markBits.FAVOURITE) !== 0,
    photo,
  }
}

/** Headers that stand above a row. */
function headersUpTo({ headers }: TimelineLayout, row: number): number {
  let low = 0
  let high = headers.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((headers.row[middle] ?? 0) <= row) low = middle + 1
    else high = middle
  }
  return low
}

function indexOfHeader({ headers }: TimelineLayout, { first }: Header): number {
  const index = headers.first.indexOf(first)
  return (headers.row[index] ?? 0) + index + 1
}
