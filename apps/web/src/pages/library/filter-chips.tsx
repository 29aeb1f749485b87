import { X } from 'lucide-react'
import type { PhotoFilter } from '../../engine/library-client.ts'
import { NO_FILTER } from '../../grid-view/filter-address.ts'
import { Button } from '../../parts/button.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './filter-chips.module.css'

/** What the library is filtered by, each of which can be taken away; nothing while it is by nothing. */
export function FilterChips({
  filter,
  onChange,
}: {
  readonly filter: PhotoFilter
  readonly onChange: (filter: PhotoFilter) => void
}) {
  const { words } = useSpeech()
  const { library } = words
  const { show, isUnsynced, device, place } = filter
  const chips: readonly (readonly [name: string | null, without: Partial<PhotoFilter>])[] = [
    [show === 'library' ? null : library.filters[show], { show: 'library' }],
    [isUnsynced ? library.filters.not_synced : null, { isUnsynced: false }],
    [device === null ? null : library.fromDevice(device), { device: null }],
    [place, { place: null }],
  ]
  const shown = chips.flatMap(([name, without]) => (name === null ? [] : [{ name, without }]))
  if (shown.length === 0) return null
  return (
    <ul className={styles.chips} aria-label={library.filteredBy}>
      {shown.map(({ name, without }) => (
        <li key={name}>
          <Button aria-label={library.filterRemove(name)} onPress={() => onChange({ ...filter, ...without })}>
            <span className={styles.name}>{name}</span>
            <X size={16} aria-hidden />
          </Button>
        </li>
      ))}
      {shown.length > 1 ? (
        <li>
          <Button look="quiet" onPress={() => onChange(NO_FILTER)}>
            {library.filterNone}
          </Button>
        </li>
      ) : null}
    </ul>
  )
}
