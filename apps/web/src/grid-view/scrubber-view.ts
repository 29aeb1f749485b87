import type { TimelineColumns, TimelineLayout } from '@rollcall/grid'
import { positionAt, scrollOfFraction, stepMonth, yearLabels } from '@rollcall/grid'
import styles from './scrubber.module.css'

/*
 * The bar beside the timeline, in place of the browser's own: that one cannot reach into a library of a million photos, and says no year.
 */

/** What the bar asks of the grid that it is beside. */
export interface ScrubberWorld {
  readonly shown: () => { readonly layout: TimelineLayout; readonly columns: TimelineColumns } | null
  readonly viewportHeight: () => number
  readonly scrollTo: (virtualY: number) => void
  readonly jumpToPosition: (position: number) => void
  /** `June 2019`. */
  readonly monthOf: (timeS: number) => string
  readonly label: () => string
}

const LABEL_DISTANCE_PX = 28
/** What `aria-valuenow` counts in. */
const STEPS = 1_000
const MONTHS_OF_YEAR = 12

/** The bar in an element, as the grid tells it where it is. To be closed. */
export class ScrubberView {
  readonly #bar: HTMLElement
  readonly #world: ScrubberWorld
  readonly #years = part(styles.years)
  readonly #thumb = part(styles.thumb)
  readonly #month = part(styles.month)
  readonly #end = new AbortController()
  #fraction = 0
  #said = ''

  constructor(bar: HTMLElement, world: ScrubberWorld) {
    this.#bar = bar
    this.#world = world
    bar.append(this.#years, this.#thumb, this.#month)
    bar.tabIndex = 0
    bar.setAttribute('role', 'slider')
    bar.setAttribute('aria-orientation', 'vertical')
    bar.setAttribute('aria-valuemin', '0')
    bar.setAttribute('aria-valuemax', String(STEPS))
    this.#listen()
  }

  /** `fraction`: 0 at the top. */
  show(fraction: number): void {
    this.#fraction = fraction
    this.#thumb.style.insetBlockStart = `${fraction * 100}%`
    const now = this.#monthAt(fraction)
    if (now === this.#said) return
    this.#said = now
    if (!this.#isDragged()) this.#pointAt(fraction)
    this.#bar.setAttribute('aria-label', this.#world.label())
    this.#bar.setAttribute('aria-valuenow', String(Math.round(fraction * STEPS)))
    this.#bar.setAttribute('aria-valuetext', now)
  }

  /** Other photos, or another height: the years stand elsewhere. */
  relabel(): void {
    const all = this.#columns()
    // Before it is measured: a bar that is hidden has no height.
    this.#bar.hidden = all === null || this.#bar.parentElement?.hasAttribute('data-flat') === true
    const labels = all === null ? [] : yearLabels(all, this.#bar.clientHeight, LABEL_DISTANCE_PX)
    this.#years.replaceChildren(
      ...labels.map(({ year, fraction }) => {
        const label = document.createElement('span')
        label.textContent = String(year)
        label.style.insetBlockStart = `${fraction * 100}%`
        return label
      }),
    )
  }

  close(): void {
    this.#end.abort()
    this.#bar.replaceChildren()
  }

  #listen(): void {
    const { signal } = this.#end
    const bar = this.#bar
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return
      bar.setPointerCapture(event.pointerId)
      bar.toggleAttribute('data-dragged', true)
      this.#pointAt(this.#fractionAt(event))
      this.#goTo(this.#fractionAt(event))
    }
    const onMove = (event: PointerEvent) => {
      this.#pointAt(this.#fractionAt(event))
      if (this.#isDragged()) this.#goTo(this.#fractionAt(event))
    }
    const onUp = () => bar.toggleAttribute('data-dragged', false)
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      this.#step(event.deltaY > 0 ? 1 : -1)
    }
    bar.addEventListener('pointerdown', onDown, { signal })
    bar.addEventListener('pointermove', onMove, { signal })
    bar.addEventListener('pointerup', onUp, { signal })
    bar.addEventListener('pointercancel', onUp, { signal })
    bar.addEventListener('wheel', onWheel, { signal, passive: false })
    bar.addEventListener('keydown', (event) => this.#press(event), { signal })
  }

  #press(event: KeyboardEvent): void {
    const deeds: Readonly<Record<string, () => void>> = {
      ArrowUp: () => this.#step(-1),
      ArrowDown: () => this.#step(1),
      PageUp: () => this.#step(-1, MONTHS_OF_YEAR),
      PageDown: () => this.#step(1, MONTHS_OF_YEAR),
      Home: () => this.#goTo(0),
      End: () => this.#goTo(1),
    }
    const deed = deeds[event.key]
    if (deed === undefined) return
    event.preventDefault()
    event.stopPropagation()
    deed()
  }

  #step(by: -1 | 1, times = 1): void {
    const all = this.#columns()
    if (all === null) return
    let position = positionAt(all, this.#fraction)
    for (let time = 0; time < times; time += 1) position = stepMonth(all, position, by)
    this.#world.jumpToPosition(position)
  }

  #goTo(fraction: number): void {
    const shown = this.#world.shown()
    if (shown === null) return
    this.#world.scrollTo(scrollOfFraction(shown.layout, fraction, this.#world.viewportHeight()))
  }

  #pointAt(fraction: number): void {
    this.#month.style.insetBlockStart = `${fraction * 100}%`
    this.#month.textContent = this.#monthAt(fraction)
  }

  #monthAt(fraction: number): string {
    const all = this.#columns()
    return all === null ? '' : this.#world.monthOf(all.takenAtS[positionAt(all, fraction)] ?? 0)
  }

  #fractionAt(event: PointerEvent): number {
    const box = this.#bar.getBoundingClientRect()
    return Math.max(0, Math.min(1, (event.clientY - box.top) / Math.max(1, box.height)))
  }

  #isDragged(): boolean {
    return this.#bar.hasAttribute('data-dragged')
  }

  /** Null while there is no photo. */
  #columns(): TimelineColumns | null {
    const columns = this.#world.shown()?.columns
    return columns === undefined || columns.count === 0 ? null : columns
  }
}

function part(className: string | undefined): HTMLElement {
  const element = document.createElement('div')
  element.className = className ?? ''
  element.setAttribute('aria-hidden', 'true')
  return element
}
