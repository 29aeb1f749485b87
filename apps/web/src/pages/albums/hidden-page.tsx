import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../shell/page.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { PhotosView } from '../library/photos-view.tsx'
import { HiddenLock } from './hidden-lock.tsx'
import { useLock } from './use-lock.ts'

/** Hidden photos: locked until somebody says again who they are, and for a while after that. */
export function HiddenPage() {
  const { words } = useSpeech()
  const lock = useLock()
  if (lock.isOpen !== true) {
    return (
      <Page title={words.albums.names.hidden}>
        {lock.isOpen === null ? <p aria-busy>{words.parts.loading}</p> : <HiddenLock lock={lock} />}
      </Page>
    )
  }
  return (
    <Page
      title={words.albums.names.hidden}
      width="whole"
      actions={<Button onPress={() => void lock.close()}>{words.albums.lock}</Button>}
    >
      <PhotosView
        query={{ kind: 'hidden' }}
        label={words.albums.names.hidden}
        empty={<Empty title={words.albums.emptyHidden} words={words.albums.emptyHiddenHow} />}
      />
    </Page>
  )
}
