import type { Zoom } from '@rollcall/grid'
import { ListFilter } from 'lucide-react'
import type { PhotoFilter } from '../../engine/library-client.ts'
import { SHOWN } from '../../grid-view/filter-address.ts'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { MenuButton } from '../../parts/menu-button.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './look-controls.module.css'
import { ZOOMS } from './use-zoom.ts'

const CHOICES = [...SHOWN, 'not_synced', 'device', 'place'] as const

/** What the menu of filters offers: what to show, and beyond that what it must have in common. */
export type FilterChoice = (typeof CHOICES)[number]

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
  onChoose,
}: {
  readonly filter: PhotoFilter
  readonly onChoose: (choice: FilterChoice) => void
}) {
  const { words } = useSpeech()
  const { library } = words
  const chosen = filter.show === 'library' && filter.isUnsynced ? 'not_synced' : filter.show
  return (
    <MenuButton
      look="quiet"
      label={`${library.filter}: ${library.filters[chosen]}`}
      options={CHOICES.map((each) => [each, library.filters[each]] as const)}
      chosen={chosen}
      onChoose={onChoose}
    >
      <ListFilter size={18} aria-hidden />
      <span className={styles.word}>{library.filters[chosen]}</span>
    </MenuButton>
  )
}
