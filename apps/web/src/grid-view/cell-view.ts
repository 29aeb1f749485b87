import type { Sharpness } from '@rollcall/grid'
import { thumbHashToDataURL } from 'thumbhash'
import type { Badge, CellPhoto } from '../engine/library-client.ts'
import styles from './photo-grid.module.css'

/*
 * One cell of the grid: a coloured tile, on it the picture as sharp as the speed allows, and on that the few marks that a photo bears. Made
 * once and used for one photo after another; nothing of it is made by React.
 */

/** What a cell says in words and signs; made where the language is known. */
export interface CellWords {
  /** What a screen reader says of it. */
  readonly label: (seen: SeenCell) => string
  readonly badge: (badge: Badge) => string
  readonly duration: (milliseconds: number) => string
}

/** What is known of a cell: by its columns at once, by its photo soon. */
export interface SeenCell {
  readonly timeS: number
  readonly isVideo: boolean
  readonly isFavourite: boolean
  readonly photo: CellPhoto | null
}

/** Where a cell stands in its row and which photo it shows. */
export interface CellPlace {
  readonly position: number
  readonly handle: number
  readonly x: number
  readonly width: number
  readonly height: number
  readonly colour: string
}

/** A cell that is in the page. */
export interface CellView {
  readonly element: HTMLElement
  readonly place: () => CellPlace
  /** Shows another photo, or the same one elsewhere. */
  readonly put: (place: CellPlace) => void
  /** Writes what is known of the photo. Does nothing when the same was written before. */
  readonly tell: (seen: SeenCell, words: CellWords) => void
  /** Shows the picture so sharp. `mayBlur`: while there is none, a thumbhash of it. */
  readonly sharpen: (photo: CellPhoto | null, sharpness: Sharpness, mayBlur: boolean) => void
  readonly mark: (marks: { readonly isSelected: boolean; readonly isFocus: boolean }) => void
}

/** What stands for a badge: glyphs that every font has. */
const GLYPHS: Readonly<Record<Badge, string>> = {
  queued: '↑',
  uploading: '◌',
  only_here: '▯',
  needs_you: '!',
  edit_pending: '⇄',
  excluded: '⊘',
}

/** Longer side of a small picture in device pixels: a cell that is larger wants the medium one. */
const SMALL_PX = 160

/** Makes an empty cell. */
export function createCellView(): CellView {
  const element = document.createElement('div')
  element.className = styles.cell ?? ''
  element.setAttribute('role', 'gridcell')
  element.tabIndex = -1
  const image = document.createElement('img')
  image.alt = ''
  image.decoding = 'async'
  image.draggable = false
  image.className = styles.picture ?? ''
  image.addEventListener('load', () => image.classList.add(styles.seen ?? ''))
  const check = span(styles.check)
  const marks = span(styles.marks)
  element.append(image, check, marks)
  let place: CellPlace = { position: -1, handle: -1, x: 0, width: 0, height: 0, colour: '' }
  let told = ''
  let isBlurred = false

  function forget(): void {
    image.classList.remove(styles.seen ?? '')
    image.removeAttribute('src')
    if (isBlurred) element.style.backgroundImage = ''
    isBlurred = false
    told = ''
    marks.replaceChildren()
  }

  return {
    element,
    place: () => place,
    put: (next) => {
      if (next.handle !== place.handle) forget()
      if (next.colour !== place.colour) element.style.backgroundColor = next.colour
      if (next.x !== place.x) element.style.transform = `translateX(${next.x}px)`
      if (next.width !== place.width) element.style.width = `${next.width}px`
      if (next.height !== place.height) element.style.height = `${next.height}px`
      place = next
    },
    tell: (seen, words) => {
      const label = words.label(seen)
      const { photo } = seen
      const signs = `${label}|${photo?.durationMs ?? ''}|${photo?.isLive ?? ''}|${photo?.badge ?? ''}`
      if (signs === told) return
      told = signs
      element.setAttribute('aria-label', label)
      marks.replaceChildren(...signsOf(seen, words))
    },
    sharpen: (photo, sharpness, mayBlur) => {
      if (photo === null) return
      const address = addressOf(photo, sharpness, place)
      if (address !== null && image.getAttribute('src') !== address) image.src = address
      if (!mayBlur || isBlurred || photo.thumbhash === null || image.classList.contains(styles.seen ?? ''))
        return
      isBlurred = true
      element.style.backgroundImage = `url("${blurOf(photo.thumbhash)}")`
    },
    mark: ({ isSelected, isFocus }) => {
      const selected = String(isSelected)
      if (element.getAttribute('aria-selected') !== selected) element.setAttribute('aria-selected', selected)
      const index = isFocus ? 0 : -1
      if (element.tabIndex !== index) element.tabIndex = index
    },
  }
}

function addressOf(photo: CellPhoto, sharpness: Sharpness, { width, height }: CellPlace): string | null {
  if (sharpness === 'colours') return null
  const wantsMedium = sharpness === 'medium' && Math.max(width, height) * devicePixelRatio > SMALL_PX
  return wantsMedium ? (photo.medium ?? photo.small) : (photo.small ?? photo.medium)
}

function signsOf({ isVideo, isFavourite, photo }: SeenCell, words: CellWords): readonly HTMLElement[] {
  const signs: HTMLElement[] = []
  const add = (className: string | undefined, text: string, title = '') => {
    const sign = span(className, text)
    if (title !== '') sign.title = title
    signs.push(sign)
  }
  if (isFavourite) add(styles.heart, '♥')
  if (photo?.isLive === true) add(styles.live, '◉')
  if (isVideo) add(styles.duration, photo?.durationMs ? words.duration(photo.durationMs) : '▶')
  if (photo?.badge) add(styles.badge, GLYPHS[photo.badge], words.badge(photo.badge))
  return signs
}

function span(className: string | undefined, text = ''): HTMLElement {
  const element = document.createElement('span')
  element.className = className ?? ''
  element.textContent = text
  element.setAttribute('aria-hidden', 'true')
  return element
}

function blurOf(thumbhash: string): string {
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0)))
  } catch {
    return '' // one that is no thumbhash is no reason to show less than a colour
  }
}
