import type { AssetId, BatchChange } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import { conflictsOf } from '@rollcall/sync'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { tell } from '../../parts/toasts.tsx'
import { PhotoStrip } from '../../shell/photo-strip.tsx'
import { usePerform } from '../../shell/use-deeds.ts'
import { useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import type { Names } from './batch-words.ts'
import { batchWords } from './batch-words.ts'
import { fieldWords, loserOf, takeBackIntent, valueWords } from './conflict-words.ts'
import styles from './journal-page.module.css'

/** A batch of the journal: a sentence, when and on which device, its photos, and the way back. */
export function EntryLine({ entry, names }: { readonly entry: JournalEntry; readonly names: Names }) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const [isOpen, setOpen] = useState(false)
  const photos = photosOfEntry(entry)
  const conflicts = conflictsOf(entry)
  const isUndone = entry.undoneBy.length > 0
  const undo = async () => {
    const taken = await library.undo(entry.batchId)
    tell({ text: taken.kind === 'done' ? words.parts.undone : taken.sentence })
  }
  return (
    <li>
      <div className={styles.entry}>
        <div className={styles.told}>
          <p>
            <strong>{entry.deviceName}</strong> {batchWords(entry, names, words, formats)}
          </p>
          <p className={styles.quiet}>
            {[
              formats.here(entry.endedAt),
              ...(entry.isSent ? [] : [words.journal.waits]),
              ...(isUndone ? [words.journal.undoneBy] : []),
              ...(conflicts.length > 0 ? [words.journal.conflicts] : []),
            ].join(' · ')}
          </p>
        </div>
        <div className={styles.deeds}>
          {photos.length === 0 && conflicts.length === 0 ? null : (
            <Button look="quiet" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
              {isOpen ? words.journal.close : words.journal.open}
            </Button>
          )}
          {isUndone ? null : (
            <Button look="quiet" onPress={() => void undo()}>
              {words.journal.undo}
            </Button>
          )}
        </div>
      </div>
      {isOpen ? (
        <div className={styles.more}>
          {conflicts.map((change) => (
            <Conflict
              key={JSON.stringify([change.seq, change.assetId, change.albumId, change.field, change.element])}
              change={change}
            />
          ))}
          {photos.length === 0 ? null : <PhotoStrip assetIds={photos} />}
        </div>
      ) : null}
    </li>
  )
}

/** A field that was changed in two places: what did not come to stand, and the way to have it after all. */
function Conflict({ change }: { readonly change: BatchChange }) {
  const { words, formats } = useSpeech()
  const perform = usePerform()
  const field = fieldWords(change, words)
  const value = valueWords(change, loserOf(change), words, formats)
  const intent = takeBackIntent(change)
  return (
    <div className={styles.conflict}>
      <p>
        {change.verdict === 'lost'
          ? words.journal.lostValue(field, value)
          : words.journal.overrode(field, value)}
      </p>
      {intent === null ? null : (
        <Button onPress={() => void perform([intent], words.journal.taken)}>
          {words.journal.takeIt(value)}
        </Button>
      )}
    </div>
  )
}

function photosOfEntry({ created, changes }: JournalEntry): readonly AssetId[] {
  return [...new Set([...created, ...changes.flatMap(({ assetId }) => assetId ?? [])])]
}
