import { useState } from 'react'
import type { CountedName } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './filter-sheet.module.css'
import { namesLike } from './names-like.ts'

/** What a filter is chosen by in a sheet of its own. */
export type NamedFilter = 'device' | 'place'

/** Asks for the device that photos were added from, or the place where they were taken, out of those that there are. */
export function FilterSheet({
  of,
  onChoose,
  onClose,
}: {
  readonly of: NamedFilter
  readonly onChoose: (name: string) => void
  readonly onClose: () => void
}) {
  const { words, formats } = useSpeech()
  const { library } = words
  const client = useLibrary()
  const { generation } = useClientState()
  const [typed, setTyped] = useState('')
  const { value } = useAnswer(() => client.filterNames(), generation)
  const all: readonly CountedName[] = value === null ? [] : of === 'device' ? value.devices : value.places
  const shown = namesLike(all, typed)
  return (
    <Sheet title={library.filterBy[of]} isOpen onClose={onClose}>
      {all.length > FIELD_FROM ? (
        <Field label={library.filterFind} value={typed} onChange={setTyped} autoFocus maxLength={200} />
      ) : null}
      {value !== null && shown.length === 0 ? (
        <p>{all.length === 0 ? library.filterNoNames[of] : library.filterNoName(typed)}</p>
      ) : null}
      <ul className={styles.names}>
        {shown.map(({ name, photos }) => (
          <li key={name}>
            <Button look="quiet" onPress={() => onChoose(name)}>
              <span className={styles.name}>{name}</span>
              <span className={styles.count}>{formats.count(photos)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

/** Fewer names are looked through faster than typed. */
const FIELD_FROM = 6
