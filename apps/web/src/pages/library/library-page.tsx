import type { Zoom } from '@rollcall/grid'
import { useCallback, useMemo, useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { useLocation, useSearchParams } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../shell/page.tsx'
import { useLibrary } from '../../shell/use-library.tsx'
import type { ShortcutDeeds } from '../../shell/use-shortcuts.tsx'
import { useShortcuts } from '../../shell/use-shortcuts.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import type { PhotoFilter } from '../../engine/library-client.ts'
import { filterOf, NO_FILTER, paramsOfFilter, queryOfFilter } from '../../grid-view/filter-address.ts'
import { late } from '../../parts/late.tsx'
import { AddPhotos } from '../upload/add-photos.tsx'
import { FilterChips } from './filter-chips.tsx'
import type { NamedFilter } from './filter-sheet.tsx'
import { JumpToDate } from './jump-to-date.tsx'
import styles from './library-page.module.css'
import { FilterMenu, ZoomLadder } from './look-controls.tsx'
import type { FilterChoice } from './look-controls.tsx'
import { PhotosView } from './photos-view.tsx'
import type { PhotosViewHandle } from './photos-view.tsx'
import { useZoom, ZOOMS } from './use-zoom.ts'

const FilterSheet = late(async () => (await import('./filter-sheet.tsx')).FilterSheet)

/** The library: every photo and video that is neither hidden nor in the trash, from the newest to the oldest. */
export function LibraryPage() {
  const { words, formats, language } = useSpeech()
  const shortMonth = useMemo(
    () => new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', timeZone: 'UTC' }),
    [language],
  )
  const [params, setParams] = useSearchParams()
  const [zoom, setZoom] = useZoom()
  const [topS, setTopS] = useState<number | null>(null)
  const view = useRef<PhotosViewHandle>(null)
  useShortcuts(zoomDeeds(setZoom))
  const filter = filterOf(params)
  const setFilter = (next: PhotoFilter) => setParams(paramsOfFilter(next))
  const [asked, setAsked] = useState<NamedFilter | null>(null)
  const choose = (choice: FilterChoice) => {
    if (choice === 'device' || choice === 'place') setAsked(choice)
    else if (choice === 'library') setFilter(NO_FILTER)
    else if (choice === 'not_synced') setFilter({ ...filter, isUnsynced: true })
    else setFilter({ ...filter, show: choice })
  }
  const onTop = useCallback((timeS: number | null) => {
    // The header of a month is enough: a state for each frame would draw the page for each frame.
    setTopS((last) => (last !== null && timeS !== null && monthOf(last) === monthOf(timeS) ? last : timeS))
  }, [])
  const month = topS === null ? words.library.filters[filter.show] : titleOf(topS, zoom)
  function titleOf(timeS: number, at: Zoom): string {
    return at === 'years' ? formats.year(timeS * 1_000) : formats.month(timeS * 1_000)
  }
  return (
    <Page title={words.library.title} hidesTitle width="whole" actions={<AddPhotos />}>
      <div className={styles.bar}>
        <p className={styles.month} aria-hidden>
          <span className={styles.long}>{month}</span>
          <span className={styles.short}>{topS === null ? month : shortMonth.format(topS * 1_000)}</span>
        </p>
        <FilterMenu filter={filter} onChoose={choose} />
        <JumpToDate topS={topS} onJump={(timeS) => view.current?.jumpToTime(timeS)} />
        <ZoomLadder zoom={zoom} onChange={setZoom} />
      </div>
      <FilterChips filter={filter} onChange={setFilter} />
      <PhotosView
        key={JSON.stringify(filter)}
        query={queryOfFilter(filter)}
        zoom={zoom}
        onZoom={setZoom}
        onTop={onTop}
        handle={view}
        empty={<NoPhotos filter={filter} onAll={() => setParams({})} />}
      />
      {asked === null ? null : (
        <FilterSheet
          of={asked}
          onChoose={(name) => {
            setAsked(null)
            setFilter({ ...filter, [asked]: name })
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Page>
  )
}

/** The keys of the ladder, wherever the focus is. */
function zoomDeeds(setZoom: (zoom: Zoom) => void): ShortcutDeeds {
  return Object.fromEntries(ZOOMS.map((zoom, index) => [String(index + 1), () => setZoom(zoom)]))
}

function monthOf(timeS: number): number {
  const date = new Date(timeS * 1_000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function NoPhotos({ filter, onAll }: { readonly filter: PhotoFilter; readonly onAll: () => void }) {
  const { words } = useSpeech()
  const library = useLibrary()
  const [, go] = useLocation()
  const { kind } = queryOfFilter(filter)
  if (kind !== 'library') {
    const how =
      kind === 'filtered' ? words.library.emptyFiltered : words.library.emptyFilterHow[plainOf(filter)]
    return (
      <Empty title={words.library.emptyFilter} words={how}>
        <Button onPress={onAll}>{words.library.showAll}</Button>
      </Empty>
    )
  }
  return (
    <Empty title={words.library.empty} words={words.library.emptyHow}>
      <FileTrigger
        allowsMultiple
        onSelect={(files) => {
          if (files !== null) library.upload([...files])
        }}
      >
        <Button look="main">{words.library.choose}</Button>
      </FileTrigger>
      <Button onPress={() => go('/sync')}>{words.library.addDevice}</Button>
    </Empty>
  )
}

function plainOf({ show }: PhotoFilter): 'favourites' | 'videos' | 'live' | 'not_synced' {
  return show === 'library' ? 'not_synced' : show
}
