import type { Selection, Zoom } from '@rollcall/grid'
import { countOf } from '@rollcall/grid'
import type { ReactNode, Ref } from 'react'
import { useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { CellPhoto, Timeline, TimelineQuery } from '../../engine/library-client.ts'
import { recallPlace, rememberPlace } from '../../grid-view/grid-memory.ts'
import { PhotoGrid } from '../../grid-view/photo-grid.tsx'
import type { PhotoGridHandle } from '../../grid-view/photo-grid.tsx'
import { isInGrid } from '../../grid-view/is-in-grid.ts'
import { photosOf } from '../../grid-view/photo-ids.ts'
import { addressOfPhoto } from '../../grid-view/query-address.ts'
import { handlesOf } from '../../grid-view/remap-selection.ts'
import { useTimeline } from '../../grid-view/use-timeline.ts'
import { late } from '../../parts/late.tsx'
import { useLibrary } from '../../shell/use-library.tsx'
import { useShortcuts } from '../../shell/use-shortcuts.tsx'
import styles from './photos-view.module.css'
import type { SelectionDeed } from './selection-bar.tsx'
import { usePhotoDeeds } from './use-photo-deeds.ts'

/** Loaded when somebody first selects something, unless the page had time before. */
export const SelectionBar = late(async () => (await import('./selection-bar.tsx')).SelectionBar)

/** Loaded when somebody first puts photos into an album, unless the page had time before. */
export const AlbumSheet = late(async () => (await import('./album-sheet.tsx')).AlbumSheet)

/**
 * The photos of a query as people use them: the grid, the bar of what is selected with its deeds, their keys, and the way into the viewer
 * and back. It fills a box with a height, such as the rest of a `<Page width="whole">`.
 */
export interface PhotosViewProps {
  readonly query: TimelineQuery
  readonly zoom?: Zoom
  readonly onZoom?: (zoom: Zoom) => void
  /** The query has an order of its own, not by time. */
  readonly isFlat?: boolean
  readonly label?: string
  /** What stands there when nothing is found. */
  readonly empty: ReactNode
  readonly onTop?: (timeS: number | null) => void
  readonly onTimeline?: (timeline: Timeline) => void
  /** Further deeds in the bar, over the photos that are selected. */
  readonly deeds?: (selected: () => Promise<readonly CellPhoto[]>, clear: () => void) => ReactNode
  readonly handle?: Ref<PhotosViewHandle>
}

/** See {@link PhotosViewProps}. */
export interface PhotosViewHandle {
  readonly jumpToTime: (timeS: number) => void
}

/** See {@link PhotosViewProps}. */
export function PhotosView(props: PhotosViewProps) {
  const { query, zoom, onZoom, isFlat, label, empty, onTop, onTimeline, handle } = props
  const library = useLibrary()
  const timeline = useTimeline(query)
  const [, go] = useLocation()
  const grid = useRef<PhotoGridHandle>(null)
  const selected = useSelected(timeline, grid)
  useImperativeHandle(handle, () => ({ jumpToTime: (timeS) => grid.current?.jumpToTime(timeS) }))
  const tellTimeline = useEffectEvent((next: Timeline) => onTimeline?.(next))
  useEffect(() => {
    if (timeline !== null) tellTimeline(timeline)
  }, [timeline])
  usePlace(query, grid)
  const enter = () => {
    if (document.activeElement !== document.body) return false
    grid.current?.focus()
    return true
  }
  useShortcuts({ ArrowDown: enter, ArrowUp: enter, ArrowLeft: enter, ArrowRight: enter })
  const open = async (handleOfPhoto: number) => {
    const [photo] = await library.cells(Uint32Array.of(handleOfPhoto))
    if (photo) go(addressOfPhoto(photo.assetId, query), { state: { isFromGrid: true } })
  }
  if (timeline === null) return <div className={styles.view} aria-busy />
  if (timeline.columns.count === 0 && timeline.isWhole) return <>{empty}</>
  return (
    <div className={styles.view}>
      <PhotoGrid
        timeline={timeline}
        handle={grid}
        {...(zoom === undefined ? {} : { zoom })}
        {...(onZoom === undefined ? {} : { onZoom })}
        {...(isFlat === undefined ? {} : { isFlat })}
        {...(label === undefined ? {} : { label })}
        {...(onTop === undefined ? {} : { onTop })}
        place={recallPlace(query)}
        onSelect={selected.onSelect}
        onOpen={(_, handleOfPhoto) => void open(handleOfPhoto)}
      />
      <SelectionDeeds
        {...selected}
        isTrash={query.kind === 'trash'}
        isHidden={query.kind === 'hidden'}
        more={props.deeds}
      />
    </div>
  )
}

interface Selected {
  readonly count: number
  readonly onSelect: (selection: Selection) => void
  /** What is selected, or the photo with the focus where nothing is. */
  readonly photos: () => Promise<readonly CellPhoto[]>
  readonly clear: () => void
}

function useSelected(
  timeline: Timeline | null,
  grid: { readonly current: PhotoGridHandle | null },
): Selected {
  const library = useLibrary()
  // Kept with the handles that its positions are of: a deed must never meet the neighbour of what was selected.
  const [chosen, setChosen] = useState<{
    readonly selection: Selection
    readonly handles: Uint32Array
  } | null>(null)
  const photos = async () => {
    if (timeline === null) return []
    if (chosen !== null && countOf(chosen.selection) > 0)
      return await photosOf(library, handlesOf(chosen.selection, chosen.handles))
    const focus = grid.current?.focusPosition() ?? 0
    return await photosOf(library, timeline.handles.slice(focus, focus + 1))
  }
  return {
    count: chosen === null ? 0 : countOf(chosen.selection),
    onSelect: (selection) => setChosen(timeline === null ? null : { selection, handles: timeline.handles }),
    photos,
    clear: () => grid.current?.clear(),
  }
}

/** Keeps where somebody is when they leave, such as for a photo. */
function usePlace(query: TimelineQuery, grid: { readonly current: PhotoGridHandle | null }): void {
  const keep = useEffectEvent(() => {
    if (grid.current !== null) rememberPlace(query, grid.current.place())
  })
  // In the phase in which the grid is still there.
  useLayoutEffect(() => () => keep(), [])
}

interface SelectionDeedsProps extends Selected {
  readonly isTrash: boolean
  readonly isHidden: boolean
  readonly more: PhotosViewProps['deeds']
}

function SelectionDeeds({ count, photos, clear, isTrash, isHidden, more }: SelectionDeedsProps) {
  const deeds = usePhotoDeeds()
  const [forAlbum, setForAlbum] = useState<readonly CellPhoto[] | null>(null)
  const act = async (deed: SelectionDeed) => {
    const chosen = await photos()
    if (chosen.length === 0) return
    if (deed === 'album') {
      setForAlbum(chosen)
      return
    }
    const isDone = deed === 'hide' ? await deeds.hide(chosen, !isHidden) : await deeds[deed](chosen)
    if (isDone && deed !== 'favourite') clear()
  }
  /** A deed by a key is one over what is selected, or over the photo with the focus while somebody is in the grid. */
  const byKey = (deed: SelectionDeed) => () => {
    const isMeant = count > 0 || isInGrid(document.activeElement)
    if (!isMeant || isTrash !== (deed === 'restore')) return false
    void act(deed)
    return true
  }
  /** A rectangle is drawn without the focus ever being in the grid. */
  const clearByKey = () => {
    if (count > 0) clear()
    return count > 0
  }
  useShortcuts({
    Escape: clearByKey,
    f: byKey('favourite'),
    h: byKey('hide'),
    a: byKey('album'),
    Delete: byKey('trash'),
  })
  return (
    <>
      {count === 0 ? null : (
        <SelectionBar count={count} isTrash={isTrash} onClear={clear} onDeed={(deed) => void act(deed)}>
          {more?.(photos, clear)}
        </SelectionBar>
      )}
      {forAlbum === null ? null : (
        <AlbumSheet photos={forAlbum} onClose={() => setForAlbum(null)} onDone={clear} />
      )}
    </>
  )
}
