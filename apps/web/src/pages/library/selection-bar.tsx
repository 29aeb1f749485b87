import { ArchiveRestore, Download, EyeOff, FolderPlus, Heart, Trash2, X } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Toolbar } from 'react-aria-components/Toolbar'
import { Button } from '../../parts/button.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './selection-bar.module.css'

/** What can be done to what is selected. `isTrash`: these are in the trash. */
export interface SelectionBarProps {
  readonly count: number
  readonly isTrash?: boolean
  readonly onClear: () => void
  readonly onDeed: (deed: SelectionDeed) => void
  /** Further deeds of the page, such as taking photos out of an album. */
  readonly children?: ReactNode
}

/** See {@link SelectionBarProps}. */
export type SelectionDeed = 'favourite' | 'hide' | 'album' | 'download' | 'trash' | 'restore'

const DEEDS: readonly (readonly [SelectionDeed, LucideIcon])[] = [
  ['favourite', Heart],
  ['hide', EyeOff],
  ['album', FolderPlus],
  ['download', Download],
  ['trash', Trash2],
]

const DEEDS_IN_TRASH: readonly (readonly [SelectionDeed, LucideIcon])[] = [
  ['restore', ArchiveRestore],
  ['download', Download],
]

/** See {@link SelectionBarProps}. */
export function SelectionBar({ count, isTrash = false, onClear, onDeed, children }: SelectionBarProps) {
  const { words, formats } = useSpeech()
  if (count === 0) return null
  return (
    <Toolbar aria-label={words.library.selection} className={styles.bar ?? ''}>
      <Button look="quiet" isSquare aria-label={words.library.clear} onPress={onClear}>
        <X size={20} aria-hidden />
      </Button>
      <span role="status" className={styles.count}>
        {words.library.selected(formats.count(count))}
      </span>
      <span className={styles.deeds}>
        {children}
        {(isTrash ? DEEDS_IN_TRASH : DEEDS).map(([deed, Icon]) => (
          <Button
            key={deed}
            look="quiet"
            isSquare
            aria-label={words.library[deed]}
            onPress={() => onDeed(deed)}
          >
            <Icon size={20} aria-hidden />
          </Button>
        ))}
      </span>
    </Toolbar>
  )
}
