import type { Header } from '@rollcall/grid'
import styles from './photo-grid.module.css'

/** What a header shows, and what its button does. */
export interface HeaderWords {
  readonly title: (timeS: number) => string
  readonly select: (title: string) => string
  readonly onSelect: (header: Header) => void
}

interface HeaderView {
  readonly element: HTMLElement
  readonly title: HTMLElement
  readonly button: HTMLButtonElement
  header: Header | null
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
    const view: HeaderView = { element, title, button, header: null }
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
        view.element.hidden = true
        spare.push(view)
      }
      for (const header of headers) {
        const view = views.get(header.first) ?? spare.pop() ?? make()
        views.set(header.first, view)
        const title = words.title(header.timeS)
        if (view.title.textContent !== title) {
          view.title.textContent = title
          view.button.textContent = words.select(title)
          view.button.setAttribute('aria-label', `${words.select(title)}: ${title}`)
        }
        view.header = header
        view.element.hidden = false
        view.element.setAttribute('aria-rowindex', String(indexOf(header)))
        view.element.style.height = `${header.height}px`
        view.element.style.transform = `translateY(${toBox(header.y)}px)`
      }
    },
  }
}
