import type { Header } from '@rollcall/grid'
import styles from './photo-grid.module.css'

/** What a header shows, and what its button does. */
export interface HeaderWords {
  readonly title: (header: Header) => string
  readonly select: (title: string) => string
  readonly onSelect: (header: Header) => void
}

interface HeaderView {
  readonly element: HTMLElement
  readonly title: HTMLElement
  readonly button: HTMLButtonElement
  header: Header | null
  index: number
  height: number
  top: number
}

/** The headers in the page. */
export interface HeaderViews {
  readonly draw: (
    headers: readonly Header[],
    toBox: (virtualY: number) => number,
    indexOf: (header: Header) => number,
    words: HeaderWords,
  ) => void
}

/** Makes the headers within a box. */
export function createHeaderViews(box: HTMLElement): HeaderViews {
  const views = new Map<number, HeaderView>()
  const spare: HeaderView[] = []
  let wordsNow: HeaderWords | null = null

  function make(): HeaderView {
    const element = document.createElement('div')
    element.setAttribute('role', 'row')
    element.className = styles.header ?? ''
    const cell = document.createElement('div')
    cell.setAttribute('role', 'rowheader')
    cell.className = styles.headerCell ?? ''
    const title = document.createElement('h2')
    const button = document.createElement('button')
    button.type = 'button'
    button.className = styles.selectDay ?? ''
    cell.append(title, button)
    element.append(cell)
    box.append(element)
    const view: HeaderView = { element, title, button, header: null, index: 0, height: 0, top: Number.NaN }
    button.addEventListener('click', () => {
      if (view.header !== null) wordsNow?.onSelect(view.header)
    })
    return view
  }

  return {
    draw: (headers, toBox, indexOf, words) => {
      wordsNow = words
      const inSight = new Set(headers.map(({ first }) => first))
      for (const [first, view] of views) {
        if (inSight.has(first)) continue
        views.delete(first)
        spare.push(view)
      }
      for (const header of headers) {
        const view = views.get(header.first) ?? spare.pop() ?? make()
        views.set(header.first, view)
        const title = words.title(header)
        if (view.title.textContent !== title) {
          view.title.textContent = title
          view.button.textContent = words.select(title)
          view.button.setAttribute('aria-label', `${words.select(title)}: ${title}`)
        }
        view.header = header
        view.element.hidden = false
        place(view, header.height, toBox(header.y), indexOf(header))
      }
      // One that left makes way for one that came before it is hidden: that would lay it out anew.
      for (const { element } of spare) element.hidden = true
    },
  }
}

/** Writes only what has changed: all of it costs the browser something, changed or not. */
function place(view: HeaderView, height: number, top: number, index: number): void {
  if (view.index !== index) view.element.setAttribute('aria-rowindex', String(index))
  if (view.height !== height) view.element.style.height = `${height}px`
  if (view.top !== top) view.element.style.transform = `translateY(${top}px)`
  Object.assign(view, { index, height, top })
}
