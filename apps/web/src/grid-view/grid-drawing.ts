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
import { createHeaderPlaces } from './header-places.ts'
import type { HeaderWords } from './header-views.ts'
import { createHeaderViews } from './header-views.ts'
import { createRowViews } from './row-views.ts'

/** What the grid asks of whoever shows it. */
export interface GridWorld {
  readonly ask: (handles: Uint32Array) => Promise<readonly (CellPhoto | null)[]>
  /** Names of places for groups of photos, those with the most photos first. */
  readonly askPlaces: (groups: readonly Uint32Array[]) => Promise<readonly (readonly string[])[]>
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
  /** The title of a day with what it is told where its photos were taken. */
  readonly dayAt: (title: string, places: readonly string[]) => string
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
  /** Answers whether something is left for the next frame. */
  readonly draw: (scene: GridScene, onSelectGroup: (header: Header) => void) => boolean
  readonly source: CellSource
  readonly cellAt: (position: number) => CellView | null
  readonly cells: () => Iterable<CellView>
}

/** What is drawn out of sight, above and below each, of the height in sight. */
export const OVERSCAN = 0.25

/** Pictures that a frame begins to load while somebody scrolls: each costs as much as some cells. The others come with the next frames. */
const PICTURES_A_FRAME = 12

/** Makes the drawing of a grid. `onAnswer`: photos have come, and can be drawn. */
export function createGridDrawing(box: HTMLElement, world: GridWorld, onAnswer: () => void): GridDrawing {
  const headerViews = createHeaderViews(box)
  const rowViews = createRowViews(box)
  const source = createCellSource(world.ask, onAnswer)
  const headerPlaces = createHeaderPlaces(world.askPlaces, onAnswer)

  const groundOf = createGround()

  /** Says of each cell what is known, and lets it load what the speed allows. */
  function fill(scene: GridScene, words: GridWords): boolean {
    const { sharpness, timeline } = scene
    const wanted: number[] = []
    let pictures = sharpness === 'medium' ? Number.POSITIVE_INFINITY : PICTURES_A_FRAME
    for (const view of rowViews.cells()) {
      const { position, handle } = view.place()
      const photo = source.get(handle) ?? null
      view.mark({ isSelected: has(scene.selection, position), isFocus: position === scene.focus })
      view.tell(seenAt(timeline, position, photo), words)
      if (pictures > 0 && view.sharpen(photo, sharpness, scene.mayBlur)) pictures -= 1
      wanted.push(handle)
    }
    source.want(sharpness === 'colours' ? [] : wanted)
    return pictures === 0
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
        ground: groundOf(scene),
      })
      const headers = hasHeaders ? headersOf(layout, from, to) : []
      const isOfDays = layout.shape.zoom === 'days'
      headerViews.draw(headers, inBox, (header) => indexOfHeader(layout, header), {
        title: (header) => {
          const title = words.title(header.timeS, layout.shape.zoom)
          const places = isOfDays ? headerPlaces.get(header, timeline) : null
          return places === null ? title : words.dayAt(title, places)
        },
        select: words.select,
        onSelect: onSelectGroup,
      })
      if (isOfDays && scene.sharpness !== 'colours') headerPlaces.want(headers, timeline)
      const isLeft = fill(scene, words)
      const atTop = headerAt(layout, top + layout.shape.headerHeight)
      world.onScroll(fractionOfScroll(layout, top, height), hasHeaders ? (atTop?.timeS ?? null) : null)
      return isLeft
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
  return countUpTo(headers.row, headers.count, row)
}

/** How many of these rising numbers are at most this one. */
function countUpTo(rising: Uint32Array, count: number, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rising[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}

function indexOfHeader({ headers }: TimelineLayout, { first }: Header): number {
  const index = countUpTo(headers.first, headers.count, first) - 1
  return (headers.row[index] ?? 0) + index + 1
}

/** Makes what answers the same object for as long as rows show the same photos at the same places of the box. */
function createGround(): (scene: GridScene) => object {
  let last: Pick<GridScene, 'layout' | 'timeline' | 'runway'> | null = null
  return ({ layout, timeline, runway }) => {
    if (last?.layout !== layout || last.timeline !== timeline || last.runway.base !== runway.base)
      last = { layout, timeline, runway }
    return last
  }
}
