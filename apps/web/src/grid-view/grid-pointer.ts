import { selectInRectangle, union } from '@rollcall/grid'
import type { Selection } from '@rollcall/grid'
import type { Clock } from '@rollcall/sync'
import type { GridEngine } from './grid-engine.ts'
import styles from './photo-grid.module.css'
import { readingWay } from './reading-way.ts'

/*
 * What a hand does to the grid. A click opens; on the sign at a corner, with Control or Command, or while something is selected, it selects;
 * with Shift it selects everything from the one before. A mouse that is dragged draws a rectangle. A finger that rests selects.
 */

/** Less is a click that trembled. */
const DRAG_FROM_PX = 6
const LONG_PRESS_MS = 450
/** How near to a corner the sign of selection is, CSS pixels. */
const CHECK_PX = 36
/** Within this distance of an edge a rectangle scrolls, by this much a frame. */
const EDGE_PX = 48
const EDGE_STEP_PX = 18

interface Press {
  readonly pointerId: number
  readonly isTouch: boolean
  readonly x: number
  readonly y: number
  /** In the timeline, where a rectangle begins. */
  readonly virtualX: number
  readonly virtualY: number
  readonly before: Selection
  readonly end: AbortController
  isDrag: boolean
  lastX: number
  lastY: number
}

/** Listens to hands on the grid. To be closed. */
export class GridHands {
  readonly #scroller: HTMLElement
  readonly #engine: GridEngine
  readonly #clock: Clock
  readonly #lasso = document.createElement('div')
  readonly #end = new AbortController()
  #press: Press | null = null
  /** The press was more than a click. */
  #isSwallowed = false

  constructor(scroller: HTMLElement, engine: GridEngine, clock: Clock) {
    this.#scroller = scroller
    this.#engine = engine
    this.#clock = clock
    this.#lasso.className = styles.lasso ?? ''
    this.#lasso.setAttribute('role', 'presentation')
    this.#lasso.hidden = true
    scroller.append(this.#lasso)
    const { signal } = this.#end
    scroller.addEventListener('pointerdown', (event) => this.#onDown(event), { signal })
    scroller.addEventListener('pointermove', (event) => this.#onMove(event), { signal })
    scroller.addEventListener('pointerup', () => this.#onEnd(), { signal })
    scroller.addEventListener('pointercancel', () => this.#onEnd(), { signal })
    scroller.addEventListener('click', (event) => this.#onClick(event), { signal })
    const onMenu = (event: MouseEvent) => {
      if (this.#isSwallowed) event.preventDefault()
    }
    scroller.addEventListener('contextmenu', onMenu, { signal })
  }

  close(): void {
    this.#endPress()
    this.#end.abort()
    this.#lasso.remove()
  }

  #onDown(event: PointerEvent): void {
    this.#isSwallowed = false
    if (event.button !== 0 || isControl(event.target)) return
    this.#press = pressOf(event, this.#scroller, this.#engine)
    const position = this.#engine.positionOf(event.target)
    if (this.#press.isTouch && position !== null) void this.#waitForLong(this.#press, position)
  }

  async #waitForLong(own: Press, position: number): Promise<void> {
    await this.#clock.sleep(LONG_PRESS_MS, own.end.signal)
    if (own.end.signal.aborted || this.#press !== own) return
    this.#isSwallowed = true
    this.#engine.toggleAt(position, { extends: false })
    navigator.vibrate?.(10)
  }

  #onMove(event: PointerEvent): void {
    const press = this.#press
    if (press === null || event.pointerId !== press.pointerId) return
    press.lastX = event.clientX
    press.lastY = event.clientY
    const isFar = Math.hypot(event.clientX - press.x, event.clientY - press.y) >= DRAG_FROM_PX
    if (!isFar && !press.isDrag) return
    if (press.isTouch) return this.#endPress() // it scrolls
    if (!press.isDrag) {
      press.isDrag = true
      this.#scroller.setPointerCapture(event.pointerId)
      this.#followEdge(press)
    }
    this.#drawLasso(press)
  }

  #drawLasso(own: Press): void {
    const box = this.#scroller.getBoundingClientRect()
    const above = this.#engine.virtualY()
    const [x, y] = [acrossOf(box, own.lastX), own.lastY - box.top + above]
    const [left, right] = [Math.min(own.virtualX, x), Math.max(own.virtualX, x)]
    const [top, bottom] = [Math.min(own.virtualY, y), Math.max(own.virtualY, y)]
    this.#lasso.hidden = false
    this.#lasso.style.transform = `translate(${left * readingWay()}px, ${top - above + this.#scroller.scrollTop}px)`
    this.#lasso.style.width = `${right - left}px`
    this.#lasso.style.height = `${bottom - top}px`
    const shown = this.#engine.shown()
    if (shown === null) return
    const touched = selectInRectangle(shown.layout, shown.columns, { left, top, right, bottom })
    this.#engine.select(union(own.before, touched))
  }

  /** Goes on scrolling while the rectangle is held at an edge. */
  #followEdge(own: Press): void {
    requestAnimationFrame(() => {
      if (this.#press !== own) return
      const { top, bottom } = this.#scroller.getBoundingClientRect()
      const step = own.lastY < top + EDGE_PX ? -EDGE_STEP_PX : own.lastY > bottom - EDGE_PX ? EDGE_STEP_PX : 0
      if (step !== 0) {
        this.#engine.scrollTo(this.#engine.virtualY() + step)
        this.#drawLasso(own)
      }
      this.#followEdge(own)
    })
  }

  #onEnd(): void {
    if (this.#press?.isDrag === true) this.#isSwallowed = true
    this.#endPress()
  }

  #endPress(): void {
    this.#press?.end.abort()
    this.#press = null
    this.#lasso.hidden = true
  }

  #onClick(event: MouseEvent): void {
    const engine = this.#engine
    const position = engine.positionOf(event.target)
    if (this.#isSwallowed || position === null) return
    const isSelecting = engine.selection().edges.length > 0
    if (event.shiftKey) engine.toggleAt(position, { extends: true })
    else if (event.ctrlKey || event.metaKey || isSelecting || isOnCheck(event))
      engine.toggleAt(position, { extends: false })
    else engine.open(position)
  }
}

function pressOf(event: PointerEvent, scroller: HTMLElement, engine: GridEngine): Press {
  const box = scroller.getBoundingClientRect()
  return {
    pointerId: event.pointerId,
    isTouch: event.pointerType !== 'mouse',
    x: event.clientX,
    y: event.clientY,
    virtualX: acrossOf(box, event.clientX),
    virtualY: event.clientY - box.top + engine.virtualY(),
    before: engine.selection(),
    end: new AbortController(),
    isDrag: false,
    lastX: event.clientX,
    lastY: event.clientY,
  }
}

/** How far a pointer is from where lines begin. */
function acrossOf(box: DOMRect, clientX: number): number {
  return readingWay() === 1 ? clientX - box.left : box.right - clientX
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button') !== null
}

/** On the sign in the corner, which appears where a mouse points. */
function isOnCheck(event: MouseEvent): boolean {
  if (!(event.target instanceof Element) || !matchMedia('(hover: hover)').matches) return false
  const cell = event.target.closest('[role=gridcell]')?.getBoundingClientRect()
  if (cell === undefined) return false
  return acrossOf(cell, event.clientX) < CHECK_PX && event.clientY - cell.top < CHECK_PX
}
