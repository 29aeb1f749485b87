import type { Zoom } from '@rollcall/grid'
import { ListFilter } from 'lucide-react'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { Button } from '../../parts/button.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './look-controls.module.css'
import { ZOOMS } from './use-zoom.ts'

const FILTERS = ['library', 'favourites', 'videos', 'live', 'not_synced'] as const

/** What of the library is shown. */
export type LibraryFilter = (typeof FILTERS)[number]

/** Whether a word of an address is a filter. */
export function isLibraryFilter(word: string): word is LibraryFilter {
  return FILTERS.some((filter) => filter === word)
}

/** How near to look: Years, Months, Days, All. */
export function ZoomLadder({
  zoom,
  onChange,
}: {
  readonly zoom: Zoom
  readonly onChange: (zoom: Zoom) => void
}) {
  const { words } = useSpeech()
  return (
    <ToggleButtonGroup
      className={styles.ladder ?? ''}
      aria-label={words.grid.zoom}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[zoom]}
      onSelectionChange={(keys) => {
        const next = ZOOMS.find((each) => keys.has(each))
        if (next !== undefined) onChange(next)
      }}
    >
      {ZOOMS.map((each) => (
        <ToggleButton key={each} id={each} className={styles.step ?? ''}>
          {words.grid.zooms[each]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

/** What to show of the library. */
export function FilterMenu({
  filter,
  onChange,
}: {
  readonly filter: LibraryFilter
  readonly onChange: (filter: LibraryFilter) => void
}) {
  const { words } = useSpeech()
  return (
    <MenuTrigger>
      <Button look="quiet" aria-label={`${words.library.filter}: ${words.library.filters[filter]}`}>
        <ListFilter size={18} aria-hidden />
        <span className={styles.word}>{words.library.filters[filter]}</span>
      </Button>
      <Popover className={styles.popover ?? ''}>
        <Menu
          className={styles.menu ?? ''}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filter]}
          onSelectionChange={(keys) => {
            const next = FILTERS.find((each) => keys !== 'all' && keys.has(each))
            if (next !== undefined) onChange(next)
          }}
        >
          {FILTERS.map((each) => (
            <MenuItem key={each} id={each} className={styles.choice ?? ''}>
              {words.library.filters[each]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
