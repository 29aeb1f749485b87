import { useEffectEvent, useLayoutEffect, useRef } from 'react'
import type { Arriving, TimelineQuery } from '../../engine/library-client.ts'
import { expectReturn, rememberPlace } from '../../grid-view/grid-memory.ts'
import { isInGrid } from '../../grid-view/is-in-grid.ts'
import type { PhotoGridHandle } from '../../grid-view/photo-grid.tsx'
import { PhotoGrid } from '../../grid-view/photo-grid.tsx'
import { useTimeline } from '../../grid-view/use-timeline.ts'
import { Empty } from '../../parts/empty.tsx'
import { useClientState } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { useZoom } from '../library/use-zoom.ts'
import styles from './arriving-page.module.css'

const LIBRARY: TimelineQuery = { kind: 'library' }

/** What stands there while the library is on its way to this browser: as soon as it is known what will come, its timeline. */
export function ArrivingPage() {
  const { words } = useSpeech()
  const { coming } = useClientState()
  return coming === null ? <Empty title={words.shell.opening} /> : <ArrivingLibrary coming={coming} />
}

/**
 * The timeline of everything, to look through and no more. Where somebody is in it is where they are in the library that takes its place.
 */
function ArrivingLibrary({ coming }: { readonly coming: Arriving }) {
  const { words, formats } = useSpeech()
  const timeline = useTimeline(LIBRARY)
  const [zoom, setZoom] = useZoom()
  const grid = useRef<PhotoGridHandle>(null)
  const keepPlace = useEffectEvent(() => {
    if (grid.current === null) return
    const place = grid.current.place()
    const isByKeys = isInGrid(document.activeElement)
    if (isByKeys) expectReturn()
    // Nobody has chosen a photo who looks around without the keys; the focus would be brought into sight.
    rememberPlace(LIBRARY, isByKeys ? place : { ...place, focus: null })
  })
  // In the phase in which the grid is still there.
  useLayoutEffect(() => () => keepPlace(), [])
  const share = formats.percent(coming.share)
  return (
    <main id="main" className={styles.page}>
      <header className={styles.bar}>
        <h1 className={styles.title}>{words.shell.arriving.title(formats.count(coming.assets))}</h1>
        <p className={styles.how}>{words.shell.arriving.how(share)}</p>
        <progress className={styles.share} value={coming.share} aria-label={words.shell.arriving.share} />
      </header>
      <div className={styles.view}>
        {timeline === null ? null : (
          <PhotoGrid
            timeline={timeline}
            handle={grid}
            zoom={zoom}
            onZoom={setZoom}
            isOnlyLookedAt
            // Nothing can be done to these yet, so nothing is selected and nothing opens.
            onSelect={({ edges }) => {
              if (edges.length > 0) grid.current?.clear()
            }}
            onOpen={() => undefined}
          />
        )}
      </div>
    </main>
  )
}
