import type { BatchId } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import { conflictsOf } from '@rollcall/sync'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { LibraryClient } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { Page } from '../../shell/page.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import type { Names } from './batch-words.ts'
import { EntryLine } from './entry-line.tsx'
import styles from './journal-page.module.css'

/** Pages of the journal that are shown at most, of a hundred batches each: all that a library keeps. */
const PAGES_MAX = 50

/** Batches of a whole page of the journal; see `LibraryClient.journal`. */
const PAGE_ENTRIES = 100

/** The journal: who changed what, when, on which device; each batch opens its photos and can be taken back. */
export function JournalPage() {
  const { words } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const [pages, setPages] = useState(1)
  const [params, setParams] = useSearchParams()
  const [device, setDevice] = useState('')
  const isConflictsOnly = params.get('conflicts') === '1'
  const { value } = useAnswer(() => readJournal(library, pages), `${generation} ${pages}`)
  if (value === null) return <Page title={words.journal.title}>{words.parts.loading}</Page>
  const { entries, names, isWhole } = value
  if (entries.length === 0) {
    return (
      <Page title={words.journal.title}>
        <Empty title={words.journal.empty} words={words.journal.emptyHow} />
      </Page>
    )
  }
  const devices = [...new Set(entries.map(({ deviceName }) => deviceName))]
  const shown = entries.filter(
    (entry) =>
      (device === '' || entry.deviceName === device) && (!isConflictsOnly || conflictsOf(entry).length > 0),
  )
  return (
    <Page title={words.journal.title}>
      <div className={styles.filters}>
        <Choice
          label={words.journal.device}
          value={device}
          options={[['', words.journal.allDevices], ...devices.map((each) => [each, each] as const)]}
          onChange={setDevice}
        />
        <Toggle isOn={isConflictsOnly} onChange={(isOn) => setParams(isOn ? { conflicts: '1' } : {})}>
          {words.journal.conflictsOnly}
        </Toggle>
      </div>
      {shown.length === 0 ? <p>{words.journal.noneOfThese}</p> : null}
      <ol className={styles.entries}>
        {shown.map((entry) => (
          <EntryLine key={entry.batchId} entry={entry} names={names} />
        ))}
      </ol>
      {isWhole || pages >= PAGES_MAX ? null : (
        <div className={styles.foot}>
          <Button onPress={() => setPages(pages + 1)}>{words.journal.older}</Button>
        </div>
      )}
    </Page>
  )
}

interface ReadJournal {
  readonly entries: readonly JournalEntry[]
  readonly names: Names
  readonly isWhole: boolean
}

/** So many pages of the journal, newest first, and what albums and devices in it are called. */
async function readJournal(library: LibraryClient, pages: number): Promise<ReadJournal> {
  const entries: JournalEntry[] = []
  let before: BatchId | null = null
  let isWhole = false
  for (let page = 0; page < pages && !isWhole; page++) {
    const next: readonly JournalEntry[] = await library.journal(before)
    entries.push(...next)
    before = next.at(-1)?.batchId ?? null
    isWhole = next.length < PAGE_ENTRIES
  }
  const [albums, devices] = await Promise.all([library.albums(), library.devices()])
  const albumById = new Map(albums.map(({ key, name }) => [key, name]))
  const deviceById = new Map<string, string>(devices.map(({ key, name }) => [key, name]))
  return {
    entries,
    isWhole,
    names: {
      album: (id) => `“${albumById.get(id) ?? id.slice(0, 8)}”`,
      device: (id) => deviceById.get(id) ?? id.slice(0, 8),
    },
  }
}
