import { Check, CircleAlert, Clock, ImagePlus, LoaderCircle } from 'lucide-react'
import { DropZone } from 'react-aria-components/DropZone'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { useLocation } from 'wouter'
import type { UploadEntry } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { Page } from '../../shell/page.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useNow } from '../../shell/use-now.ts'
import { useSpeech } from '../../words/use-words.tsx'
import { AddDevice } from './add-device.tsx'
import { uploadWords } from './upload-words.ts'
import styles from './welcome-page.module.css'

/** Uploads that are shown here; the rest is told where syncing is. */
const SHOWN_MAX = 6

/** How often "checked … ago" is told anew. */
const TELL_EVERY_MS = 200

/** Files that browsers offer to choose; what they are is told by their content. */
const ACCEPTED = ['image/*', 'video/*', '.heic', '.heif', '.dng', '.mov']

/** The first minutes: one photo, which is shown to be safe, then the other devices. */
export function WelcomePage() {
  const { words } = useSpeech()
  const { identity, uploads } = useClientState()
  const library = useLibrary()
  const [, go] = useLocation()
  const take = (files: readonly File[]) => {
    if (files.length > 0) library.upload(files)
  }
  return (
    <Page title={words.firstRun.welcome(identity?.account ?? '')}>
      <div className={styles.steps}>
        <section className={styles.step} aria-labelledby="bring">
          <h2 id="bring">{words.firstRun.bringTitle}</h2>
          <DropZone
            className={styles.drop ?? ''}
            aria-label={words.firstRun.dropHere}
            onDrop={({ items }) => {
              const files = items.flatMap((dropped) => (dropped.kind === 'file' ? [dropped.getFile()] : []))
              void Promise.all(files).then(take)
            }}
          >
            <ImagePlus size={32} aria-hidden />
            <p>{words.firstRun.bringHow}</p>
            <FileTrigger
              allowsMultiple
              acceptedFileTypes={ACCEPTED}
              onSelect={(files) => take([...(files ?? [])])}
            >
              <Button look={uploads.length > 0 ? 'plain' : 'main'}>{words.firstRun.choose}</Button>
            </FileTrigger>
          </DropZone>
          <ul className={styles.uploads} aria-live="polite">
            {uploads.slice(0, SHOWN_MAX).map((upload) => (
              <Upload key={upload.id} upload={upload} />
            ))}
          </ul>
        </section>
        <AddDevice />
        <div>
          <Button look={uploads.length > 0 ? 'main' : 'plain'} onPress={() => go('/')}>
            {words.firstRun.toLibrary}
          </Button>
        </div>
      </div>
    </Page>
  )
}

function Upload({ upload }: { readonly upload: UploadEntry }) {
  const { words, formats } = useSpeech()
  const now = useNow(TELL_EVERY_MS)
  const { name, thumbnail, state } = upload
  const Glyph =
    state === 'safe'
      ? Check
      : state === 'blocked' || state === 'excluded'
        ? CircleAlert
        : state === 'waiting'
          ? Clock
          : LoaderCircle
  return (
    <li className={styles.upload}>
      {thumbnail === null ? (
        <span className={styles.blank} />
      ) : (
        <img className={styles.thumbnail} src={thumbnail} alt="" />
      )}
      <div className={styles.words}>
        <p className={styles.file}>{name}</p>
        <p className={styles.state} data-state={state}>
          <Glyph size={16} aria-hidden className={styles.glyph} />
          <span aria-live="off">{uploadWords(upload, now, words.firstRun, formats)}</span>
        </p>
      </div>
    </li>
  )
}
