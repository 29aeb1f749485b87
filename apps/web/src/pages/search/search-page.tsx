import { createBrowserClock } from '@rollcall/platform-browser'
import { explainSearch, parseSearch } from '@rollcall/sync'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Timeline } from '../../engine/library-client.ts'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../shell/page.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { PhotosView } from '../library/photos-view.tsx'
import styles from './search-page.module.css'

/** What was searched for, as it was understood, and the photos that match. */
export function SearchPage() {
  const [params] = useSearchParams()
  const text = params.get('q')?.trim() ?? ''
  return <FoundPhotos key={text} text={text} />
}

function FoundPhotos({ text }: { readonly text: string }) {
  const { words, formats } = useSpeech()
  const [timeline, setTimeline] = useState<Timeline | null>(null)
  const understood = useMemo(() => understand(text), [text])
  const count = timeline?.columns.count ?? 0
  const told =
    timeline === null || (!timeline.isWhole && count === 0)
      ? words.library.searching
      : words.library.found(formats.count(count), understood)
  return (
    <Page title={words.shell.searchPhotos} hidesTitle width="whole">
      <p role="status" className={styles.told}>
        {told}
      </p>
      <PhotosView
        query={{ kind: 'search', text }}
        onTimeline={setTimeline}
        label={words.shell.searchPhotos}
        empty={<Empty title={words.library.noMatch(text)} words={words.library.noMatchHow(understood)} />}
      />
    </Page>
  )
}

function understand(text: string): string {
  const now = createBrowserClock().now()
  return explainSearch(parseSearch(text, { now, offsetMinutes: -new Date(now).getTimezoneOffset() }))
}
