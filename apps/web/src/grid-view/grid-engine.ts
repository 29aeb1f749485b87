import type {
  Anchor,
  Focus,
  FocusKey,
  GateState,
  Header,
  Runway,
  Selection,
  TimelineColumns,
  TimelineLayout,
} from '@rollcall/grid'
import {
  anchorAt,
  cellOf,
  createRunway,
  findPosition,
  heightOfAnchor,
  jumpTo,
  layoutTimeline,
  moveFocus,
  NOTHING_SELECTED,
  rangeOf,
  rebase,
  selectRange,
  toggle,
  toVirtual,
  union,
  velocityGate,
} from '@rollcall/grid'
import type { Timeline } from '../engine/library-client.ts'
import type { GridDrawing, GridWorld } from './grid-drawing.ts'
import { createGridDrawing } from './grid-drawing.ts'
import type { GridLook } from './grid-look.ts'
import { columnsFor, rowHeightIn } from './grid-look.ts'
import { remapPosition, remapSelection } from './remap-selection.ts'

/*
 * The grid itself, without React: some ninety cells over columns of any length. A frame is: where are we scrolled to, which rows are there,
 * what may they load at this speed. Everything that it does follows from the layout of `packages/grid`; here it only meets the page.
 */

/** Where somebody was in a timeline, to come back to. */
export interface GridPlace {
  readonly anchor: Anchor | null
  readonly focus: number | null
}

const HEADER_PX = 56
const GAP_PX = 4
/** Thumbhashes are drawn only where somebody rests: pictures that are here already come sooner. */
const BLUR_AFTER_MS = 150

/** The grid in a page; see the header. To be closed. */
export class GridEngine {
  readonly #scroller: HTMLElement
  readonly #box: HTMLElement
  readonly #drawing: GridDrawing
  readonly #world: GridWorld
  readonly #watcher: ResizeObserver
  #timeline: Timeline | null = null
  #columns: TimelineColumns | null = null
  #look: GridLook = { zoom: 'days', isFlat: false }
  #layout: TimelineLayout | null = null
  #runway: Runway = createRunway(0, 0)
  #gate: GateState | null = null
  #restSince: number | null = null
  #isResting = false
  #focus: Focus = { position: 0, columnX: null }
  #selection: Selection = NOTHING_SELECTED
  /** From where shift extends. */
  #pivot = 0
  /** What stays at the top while the window is dragged wider, until somebody scrolls. */
  #held: Anchor | null = null
  #toRestore: GridPlace | null = null
  #scrolledTo = 0
  #boxHeight = -1
  #width = 0
  #height = 0
  #frame = 0
  /** Something has changed since it was drawn; scrolling is noticed apart from it. */
  #isStale = true

  constructor(scroller: HTMLElement, world: GridWorld) {
    this.#scroller = scroller
    this.#world = world
    this.#box = document.createElement('div')
    this.#box.setAttribute('role', 'presentation')
    this.#box.style.position = 'relative'
    scroller.append(this.#box)
    this.#drawing = createGridDrawing(this.#box, world, () => this.#soon())
    this.#watcher = new ResizeObserver(() => this.#resize())
    this.#watcher.observe(scroller)
    scroller.addEventListener('scroll', this.#onScroll, { passive: true })
  }

  /** Shows a timeline, or another state of the one that is shown: what was at the top stays there, what was selected stays so. */
  show(timeline: Timeline, look: GridLook): void {
    const before = this.#timeline
    const lookBefore = this.#look
    if (before === timeline && lookBefore.zoom === look.zoom && lookBefore.isFlat === look.isFlat) return
    const hadFocus = this.#box.contains(document.activeElement)
    const anchor = this.#isAtTop() ? null : this.#anchor()
    this.#timeline = timeline
    this.#look = look
    this.#columns = columnsFor(timeline.columns, look)
    if (before !== null && before !== timeline) this.#follow(before.handles, timeline.handles)
    this.#layOut()
    if (anchor !== null && before !== null) {
      const position = remapPosition(anchor.position, before.handles, timeline.handles)
      if (position !== null) this.#goTo({ ...anchor, position })
    } else this.scrollTo(this.virtualY())
    this.#drawing.source.renew()
    this.#draw()
    if (hadFocus) this.#drawing.cellAt(this.#focus.position)?.element.focus({ preventScroll: true })
  }

  /** Where somebody is, for {@link restore}. */
  place(): GridPlace {
    return { anchor: this.#isAtTop() ? null : this.#anchor(), focus: this.#focus.position }
  }

  /** Goes back to a place. */
  restore(place: GridPlace): void {
    const { anchor, focus } = place
    // A grid that was just made does not know how large it is.
    this.#toRestore = this.#layout === null ? place : null
    if (focus !== null) this.#focus = { position: focus, columnX: null }
    if (anchor !== null) this.#goTo(anchor)
    if (focus !== null) this.#keepInSight()
    this.#draw()
  }

  selection(): Selection {
    return this.#selection
  }

  /** Selects exactly these. */
  select(selection: Selection): void {
    this.#selection = selection
    this.#world.onSelection(selection)
    this.#soon()
  }

  /** Selects one more or one less; `extends`: everything from the one before. */
  toggleAt(position: number, mode: { readonly extends: boolean }): void {
    this.#focus = { position, columnX: null }
    if (mode.extends) {
      this.select(selectRange(this.#selection, this.#pivot, position))
      return
    }
    this.#pivot = position
    this.select(toggle(this.#selection, position))
  }

  /** The layout and columns that are shown; null before the first. */
  shown(): { readonly layout: TimelineLayout; readonly columns: TimelineColumns } | null {
    return this.#layout === null || this.#columns === null
      ? null
      : { layout: this.#layout, columns: this.#columns }
  }

  viewportHeight(): number {
    return this.#height
  }

  /** The height of the timeline at the upper edge of what is in sight. */
  virtualY(): number {
    return toVirtual(this.#runway, this.#scrolledTo)
  }

  scrollTo(virtualY: number): void {
    this.#move(jumpTo(this.#runway, virtualY))
  }

  /** Brings the photos of this second to the top. */
  jumpToTime(timeS: number): void {
    const columns = this.#timeline?.columns
    if (columns === undefined || columns.count === 0) return
    this.jumpToPosition(Math.min(columns.count - 1, findPosition(columns, timeS)))
  }

  /** Brings a photo to the top, with its header. */
  jumpToPosition(position: number): void {
    const { layout, columns } = this.shown() ?? {}
    if (layout === undefined || columns === undefined) return
    this.#focus = { position, columnX: null }
    const cell = cellOf(layout, columns, position)
    if (cell !== null) this.scrollTo(cell.y - layout.shape.headerHeight)
  }

  focusPosition(): number {
    return this.#focus.position
  }

  /** Moves the focus by a key, and with `extends` the selection. */
  moveFocus(key: FocusKey, extendsSelection: boolean): void {
    const { layout, columns } = this.shown() ?? {}
    if (layout === undefined || columns === undefined) return
    const from = this.#focus.position
    this.#focus = moveFocus(layout, columns, this.#focus, key, this.#height)
    if (extendsSelection) this.select(selectRange(this.#selection, from, this.#focus.position))
    else this.#pivot = this.#focus.position
    this.#keepInSight()
    this.#draw()
    this.focus()
  }

  /** Puts the browser's focus on the photo that has the grid's. */
  focus(): void {
    this.#drawing.cellAt(this.#focus.position)?.element.focus({ preventScroll: true })
  }

  /** The photo that an element belongs to, which makes it the one with the focus; null for none. */
  positionOf(element: EventTarget | null): number | null {
    if (!(element instanceof Element)) return null
    const cell = element.closest('[role=gridcell]')
    if (cell === null) return null
    for (const view of this.#drawing.cells()) if (view.element === cell) return view.place().position
    return null
  }

  focusOn(position: number): void {
    if (this.#focus.position === position) return
    this.#focus = { position, columnX: null }
    this.#soon()
  }

  open(position: number): void {
    const handle = this.#timeline?.handles[position]
    if (handle !== undefined) this.#world.onOpen(position, handle)
  }

  selectAll(): void {
    this.select(rangeOf(0, this.#timeline?.columns.count ?? 0))
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    this.#watcher.disconnect()
    this.#drawing.source.close()
    this.#scroller.removeEventListener('scroll', this.#onScroll)
    this.#box.remove()
  }

  #onScroll = (): void => {
    if (Math.abs(this.#scroller.scrollTop - this.#scrolledTo) > 1) this.#held = null
    this.#soon(false)
  }

  /** Draws in the next frame. `isStale` false: only if something has moved by then. */
  #soon(isStale = true): void {
    this.#isStale ||= isStale
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame((atMs) => {
      this.#frame = 0
      this.#step(atMs)
    })
  }

  #step(atMs: number): void {
    const isMoving = this.#gate?.restsAtMs !== null
    const before = { scrolledTo: this.#scrolledTo, sharpness: this.#gate?.sharpness, rests: this.#isResting }
    this.#scrolledTo = this.#scroller.scrollTop
    const place = rebase(this.#runway, this.#scrolledTo, isMoving)
    if (place.runway !== this.#runway) this.#move(place)
    this.#gate = velocityGate(this.#gate, {
      virtualY: this.virtualY(),
      viewportHeight: Math.max(1, this.#height),
      atMs,
    })
    if (this.#gate.restsAtMs !== null) this.#restSince = null
    else this.#restSince ??= atMs
    this.#isResting = this.#restSince !== null && atMs - this.#restSince >= BLUR_AFTER_MS
    const isMoved = this.#scrolledTo !== before.scrolledTo
    const isSharper = this.#gate.sharpness !== before.sharpness || this.#isResting !== before.rests
    if (this.#isStale || isMoved || isSharper) this.#draw()
    if (!this.#isResting) this.#soon(false)
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#scroller
    if (clientWidth === this.#width && clientHeight === this.#height) return
    const anchor = this.#isAtTop() ? null : (this.#held ?? this.#anchor())
    this.#width = clientWidth
    this.#height = clientHeight
    this.#layOut()
    if (anchor !== null) this.#goTo(anchor)
    else this.scrollTo(0)
    this.#held = anchor
    if (this.#toRestore !== null) this.restore(this.#toRestore)
    this.#draw()
    this.#soon()
  }

  #layOut(): void {
    if (this.#columns === null || this.#width === 0) return
    this.#layout = layoutTimeline(this.#columns, {
      zoom: this.#look.zoom,
      width: this.#width,
      rowHeight: rowHeightIn(this.#width, this.#height, this.#look),
      gap: GAP_PX,
      headerHeight: this.#look.isFlat ? 0 : HEADER_PX,
    })
    this.#runway = createRunway(this.#layout.height, this.#height)
    this.#scroller.setAttribute('aria-rowcount', String(this.#layout.rowCount + this.#headerCount()))
    this.#world.onLayout()
  }

  #headerCount(): number {
    return this.#look.isFlat ? 0 : (this.#layout?.headers.count ?? 0)
  }

  #anchor(): Anchor | null {
    return this.#layout === null ? null : anchorAt(this.#layout, this.virtualY())
  }

  #isAtTop(): boolean {
    return this.virtualY() < HEADER_PX
  }

  #goTo(anchor: Anchor): void {
    if (this.#layout !== null) this.scrollTo(heightOfAnchor(this.#layout, anchor))
  }

  #keepInSight(): void {
    const { layout, columns } = this.shown() ?? {}
    if (layout === undefined || columns === undefined) return
    const cell = cellOf(layout, columns, this.#focus.position)
    if (cell === null) return
    const top = this.virtualY()
    const { headerHeight } = layout.shape
    if (cell.y - headerHeight < top) this.scrollTo(cell.y - headerHeight)
    else if (cell.y + cell.height > top + this.#height)
      this.scrollTo(cell.y + cell.height - this.#height + GAP_PX)
  }

  /** The box is set to its height before it is scrolled, and drawn in the same frame. */
  #move({ runway, scrollTop }: { readonly runway: Runway; readonly scrollTop: number }): void {
    this.#runway = runway
    this.#setBoxHeight()
    this.#scroller.scrollTop = scrollTop
    this.#scrolledTo = this.#scroller.scrollTop
    this.#soon()
  }

  #setBoxHeight(): void {
    const { boxHeight } = this.#runway
    if (boxHeight === this.#boxHeight) return
    this.#boxHeight = boxHeight
    this.#box.style.height = `${boxHeight}px`
  }

  /** Focus and selection go along with their photos. */
  #follow(before: Uint32Array, after: Uint32Array): void {
    this.#focus = { position: remapPosition(this.#focus.position, before, after) ?? 0, columnX: null }
    this.#pivot = this.#focus.position
    const selection = remapSelection(this.#selection, before, after)
    if (selection.edges.length > 0 || this.#selection.edges.length > 0) this.select(selection)
  }

  #draw(): void {
    const { layout, columns } = this.shown() ?? {}
    if (layout === undefined || columns === undefined || this.#timeline === null) return
    this.#setBoxHeight()
    this.#focus = this.#onShown(this.#focus)
    this.#scroller.toggleAttribute('data-selecting', this.#selection.edges.length > 0)
    this.#isStale = this.#drawing.draw(
      {
        timeline: this.#timeline,
        columns,
        layout,
        hasHeaders: !this.#look.isFlat,
        runway: this.#runway,
        top: this.virtualY(),
        height: this.#height,
        focus: this.#focus.position,
        selection: this.#selection,
        sharpness: this.#gate?.sharpness ?? 'small',
        mayBlur: this.#isResting,
      },
      (header) => this.#selectGroup(header),
    )
    if (this.#isStale) this.#soon()
  }

  /** Further away not every photo is shown: the focus is on one that is. */
  #onShown(focus: Focus): Focus {
    const { layout, columns } = this.shown() ?? {}
    if (layout === undefined || columns === undefined) return focus
    const own = cellOf(layout, columns, focus.position)
    return own === null || own.position === focus.position ? focus : { position: own.position, columnX: null }
  }

  #selectGroup({ first, photos }: Header): void {
    this.#pivot = first
    this.select(union(this.#selection, rangeOf(first, first + photos)))
  }
}
