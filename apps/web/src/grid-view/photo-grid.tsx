import type { FocusKey, Selection, Zoom } from '@rollcall/grid'
import { createBrowserClock } from '@rollcall/platform-browser'
import type { Ref } from 'react'
import { useEffect, useEffectEvent, useImperativeHandle, useMemo, useRef } from 'react'
import type { Timeline } from '../engine/library-client.ts'
import { useLibrary } from '../shell/use-library.tsx'
import { useSpeech } from '../words/use-words.tsx'
import { gridWordsOf } from './grid-words.ts'
import type { GridPlace } from './grid-engine.ts'
import { GridEngine } from './grid-engine.ts'
import { gridDeedOf } from './grid-keys.ts'
import { takeReturn } from './grid-memory.ts'
import { GridHands } from './grid-pointer.ts'
import styles from './photo-grid.module.css'
import { readingWay } from './reading-way.ts'
import barStyles from './scrubber.module.css'
import { ScrubberView } from './scrubber-view.ts'

/** A timeline of photos, to look through, select in and open. It fills the box that it is put into, which needs a height. */
export interface PhotoGridProps {
  readonly timeline: Timeline
  /** Days with headers unless told. */
  readonly zoom?: Zoom
  /** In an order of its own, as an album may have: no headers and no years. */
  readonly isFlat?: boolean
  /** Nothing can be done to the photos: there is nothing to select them with. */
  readonly isOnlyLookedAt?: boolean
  /** What it is called, for screen readers; "Photos" unless told. */
  readonly label?: string
  readonly onOpen: (position: number, handle: number) => void
  /** What is selected has changed, or the timeline under it. `timeline` is the one that the positions are of. */
  readonly onSelect?: (selection: Selection) => void
  readonly onZoom?: (zoom: Zoom) => void
  /** When the photos at the top were taken, in seconds by the clock on their wall; null where there are no days. */
  readonly onTop?: (timeS: number | null) => void
  /** Where to begin, such as where somebody was before. */
  readonly place?: GridPlace | null
  /** What can be done to it from outside. */
  readonly handle?: Ref<PhotoGridHandle>
}

/** See {@link PhotoGridProps}. */
export interface PhotoGridHandle {
  readonly place: () => GridPlace
  readonly clear: () => void
  readonly select: (selection: Selection) => void
  readonly jumpToTime: (timeS: number) => void
  readonly focusPosition: () => number
  readonly focus: () => void
}

const NEARER: Readonly<Record<Zoom, Zoom | null>> = { years: 'months', months: 'days', days: null, all: null }

/** See {@link PhotoGridProps}. */
export function PhotoGrid(props: PhotoGridProps) {
  const { timeline, zoom = 'days', isFlat = false, isOnlyLookedAt = false, label, handle } = props
  const { words } = useSpeech()
  const scroller = useRef<HTMLDivElement>(null)
  const bar = useRef<HTMLDivElement>(null)
  const engine = useGridEngine(props, scroller, bar)
  const hands = () => engine.current?.grid ?? null
  useImperativeHandle(handle, () => ({
    place: () => hands()?.place() ?? { anchor: null, focus: null },
    clear: () => hands()?.select({ edges: new Uint32Array(0) }),
    select: (selection) => hands()?.select(selection),
    jumpToTime: (timeS) => hands()?.jumpToTime(timeS),
    focusPosition: () => hands()?.focusPosition() ?? 0,
    focus: () => hands()?.focus(),
  }))
  useEffect(() => {
    engine.current?.grid.show(timeline, { zoom, isFlat })
  }, [timeline, zoom, isFlat, engine])
  return (
    <div
      className={styles.host}
      data-flat={isFlat || undefined}
      data-only-looked-at={isOnlyLookedAt || undefined}
    >
      <div
        ref={scroller}
        className={styles.scroller}
        data-scroller
        role="grid"
        aria-label={label ?? words.grid.grid}
        aria-multiselectable
      />
      <div ref={bar} className={barStyles.scrubber} hidden={isFlat} />
    </div>
  )
}

interface Engines {
  readonly grid: GridEngine
  readonly scrubber: ScrubberView
}

function useGridEngine(
  props: PhotoGridProps,
  scroller: { readonly current: HTMLDivElement | null },
  bar: { readonly current: HTMLDivElement | null },
) {
  const library = useLibrary()
  const engines = useRef<Engines | null>(null)
  const said = useGridWords()
  const wordsNow = useEffectEvent(() => said)
  const onSelection = useEffectEvent((selection: Selection) => props.onSelect?.(selection))
  const onTop = useEffectEvent((timeS: number | null) => props.onTop?.(timeS))
  const onOpen = useEffectEvent((position: number, handle: number) => {
    const nearer = NEARER[props.zoom ?? 'days']
    if (nearer === null || props.onZoom === undefined) props.onOpen(position, handle)
    else props.onZoom(nearer)
  })
  const onKey = useEffectEvent((event: KeyboardEvent, grid: GridEngine) => {
    if (pressGridKey(event, grid, props.onZoom)) event.preventDefault()
  })
  const place = useEffectEvent(() => props.place ?? null)
  const first = useEffectEvent((grid: GridEngine) => {
    grid.show(props.timeline, { zoom: props.zoom ?? 'days', isFlat: props.isFlat ?? false })
  })
  useEffect(() => {
    if (scroller.current === null || bar.current === null) return undefined
    const control = new AbortController()
    const box = scroller.current
    const views: { scrubber: ScrubberView | null } = { scrubber: null }
    const isBack = takeReturn()
    const grid = new GridEngine(box, {
      ask: (handles) => library.cells(handles),
      askPlaces: (groups) => library.placesIn(groups),
      words: () => wordsNow(),
      onOpen: (position, handle) => onOpen(position, handle),
      onSelection: (selection) => onSelection(selection),
      onLayout: () => afterLayout(grid, views.scrubber, isBack),
      onScroll: (fraction, timeS) => {
        views.scrubber?.show(fraction)
        onTop(timeS)
      },
    })
    const scrubber = new ScrubberView(bar.current, {
      shown: () => grid.shown(),
      viewportHeight: () => grid.viewportHeight(),
      scrollTo: (virtualY) => grid.scrollTo(virtualY),
      jumpToPosition: (position) => grid.jumpToPosition(position),
      monthOf: (timeS) => wordsNow().title(timeS, 'months'),
      label: () => wordsNow().scrubber,
    })
    views.scrubber = scrubber
    engines.current = { grid, scrubber }
    const hands = new GridHands(box, grid, createBrowserClock())
    box.addEventListener('keydown', (event) => onKey(event, grid), { signal: control.signal })
    box.addEventListener('focusin', ({ target }) => focusOn(grid, target), { signal: control.signal })
    first(grid)
    const from = place()
    if (from !== null) grid.restore(from)
    return () => {
      control.abort()
      hands.close()
      grid.close()
      scrubber.close()
      engines.current = null
    }
  }, [library, scroller, bar])
  return engines
}

/** Keys along a line, for who reads it from the other end. */
const MIRRORED: Partial<Record<FocusKey, FocusKey>> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }

/** Who comes back goes on by keys from where they were, once its cell is drawn; not when they are somewhere else by then. */
function afterLayout(grid: GridEngine, scrubber: ScrubberView | null, isBack: boolean): void {
  scrubber?.relabel()
  if (isBack && document.activeElement === document.body) requestAnimationFrame(() => grid.focus())
}

function useGridWords() {
  const { words, formats } = useSpeech()
  return useMemo(() => gridWordsOf(words, formats), [words, formats])
}

function focusOn(grid: GridEngine, target: EventTarget | null): void {
  const position = grid.positionOf(target)
  if (position !== null) grid.focusOn(position)
}

/** Does what a key does in the grid; false when it does nothing here. */
function pressGridKey(
  event: KeyboardEvent,
  grid: GridEngine,
  onZoom: ((zoom: Zoom) => void) | undefined,
): boolean {
  const deed = gridDeedOf(event)
  if (deed === null || (event.target instanceof Element && event.target.closest('button') !== null))
    return false
  const position = grid.focusPosition()
  switch (deed.kind) {
    case 'move':
      grid.moveFocus(readingWay() === 1 ? deed.key : (MIRRORED[deed.key] ?? deed.key), deed.extends)
      return true
    case 'open':
      grid.open(position)
      return true
    case 'toggle':
      grid.toggleAt(position, { extends: event.shiftKey })
      return true
    case 'selectAll':
      grid.selectAll()
      return true
    case 'clear':
      if (grid.selection().edges.length === 0) return false
      grid.select({ edges: new Uint32Array(0) })
      return true
    case 'zoom':
      onZoom?.(deed.zoom)
      return onZoom !== undefined
  }
}
