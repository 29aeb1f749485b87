import type { Sharpness } from '@rollcall/grid'
import { thumbHashToDataURL } from 'thumbhash'
import type { Badge, CellPhoto } from '../engine/library-client.ts'
import styles from './photo-grid.module.css'
import { readingWay } from './reading-way.ts'

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
  /** Shows the picture so sharp. `mayBlur`: while there is none, a thumbhash of it. Answers whether another picture is loaded for it. */
  readonly sharpen: (photo: CellPhoto | null, sharpness: Sharpness, mayBlur: boolean) => boolean
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
  element.setAttribute('aria-selected', 'false')
  const image = document.createElement('img')
  image.alt = ''
  image.decoding = 'async'
  image.draggable = false
  image.className = styles.picture ?? ''
  image.addEventListener('load', () => image.classList.add(styles.seen ?? ''))
  const marks = span(styles.marks)
  element.append(image, span(styles.check), marks)
  let place: CellPlace = { position: -1, handle: -1, x: 0, width: 0, height: 0, colour: '' }
  let told: { readonly seen: SeenCell; readonly words: CellWords } | null = null
  let shownAddress: string | null = null
  let marked = { isSelected: false, isFocus: false }
  let isBlurred = false

  function forget(): void {
    image.classList.remove(styles.seen ?? '')
    if (shownAddress !== null) image.removeAttribute('src')
    shownAddress = null
    if (isBlurred) element.style.backgroundImage = ''
    isBlurred = false
    told = null
    if (marks.firstChild !== null) marks.replaceChildren()
  }

  return {
    element,
    place: () => place,
    put: (next) => {
      if (next.handle !== place.handle) forget()
      if (next.colour !== place.colour) element.style.backgroundColor = next.colour
      if (next.x !== place.x) element.style.transform = `translateX(${next.x * readingWay()}px)`
      if (next.width !== place.width) element.style.width = `${next.width}px`
      if (next.height !== place.height) element.style.height = `${next.height}px`
      place = next
    },
    tell: (seen, words) => {
      if (told !== null && told.words === words && isSame(told.seen, seen)) return
      told = { seen, words }
      element.setAttribute('aria-label', words.label(seen))
      const signs = signsOf(seen, words)
      if (signs.length > 0 || marks.firstChild !== null) marks.replaceChildren(...signs)
    },
    sharpen: (photo, sharpness, mayBlur) => {
      if (photo === null) return false
      const address = addressOf(photo, sharpness, place)
      const isOther = address !== null && address !== shownAddress
      if (isOther) {
        image.src = address
        shownAddress = address
      }
      if (!mayBlur || isBlurred || photo.thumbhash === null || image.classList.contains(styles.seen ?? ''))
        return isOther
      isBlurred = true
      element.style.backgroundImage = `url("${blurOf(photo.thumbhash)}")`
      return isOther
    },
    mark: ({ isSelected, isFocus }) => {
      if (isSelected !== marked.isSelected) element.setAttribute('aria-selected', String(isSelected))
      if (isFocus !== marked.isFocus) element.tabIndex = isFocus ? 0 : -1
      marked = { isSelected, isFocus }
    },
  }
}

/** Photos are asked for again when the library has moved, and come as other objects. */
function isSame(one: SeenCell, other: SeenCell): boolean {
  return (
    one.photo === other.photo &&
    one.timeS === other.timeS &&
    one.isVideo === other.isVideo &&
    one.isFavourite === other.isFavourite
  )
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
