import { Link } from 'wouter'
import type { UploadEntry } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './sync-page.module.css'

/** Uploads that are listed; the rest is counted. */
const LISTED_MAX = 50

/** How this browser stands: its own roll, and what it keeps. */
export function BrowserCard() {
  const { words, formats } = useSpeech()
  const { roll, store, unsent, identity } = useClientState()
  const library = useLibrary()
  const rest = roll.inProgress + roll.waiting + roll.blocked
  return (
    <Card
      title={words.sync.here}
      actions={
        <>
          <Link className={styles.link ?? ''} href={`/sync/doctor/${identity?.deviceId ?? ''}`}>
            {words.sync.doctor}
          </Link>
          {rest === 0 && unsent === 0 ? null : (
            <Button
              onPress={() => {
                library.retryUploads()
                library.wake()
              }}
            >
              {words.sync.retryAll}
            </Button>
          )}
        </>
      }
    >
      <p>{words.sync.queueRoll(formats.count(roll.safe), formats.count(rest))}</p>
      {unsent === 0 ? null : <p>{words.sync.unsent(formats.count(unsent), unsent)}</p>}
      <p className={styles.quiet}>
        {words.sync.kept(formats.bytes(store.bytes))}.{' '}
        {store.isProtected === null
          ? ''
          : store.isProtected
            ? words.sync.isProtected
            : words.sync.notProtected}
      </p>
    </Card>
  )
}

/** What this browser sends: one line a file, with why it waits. */
export function UploadQueue() {
  const { words, formats } = useSpeech()
  const { uploads } = useClientState()
  return (
    <Card title={words.sync.queue}>
      {uploads.length === 0 ? (
        <p>{words.sync.queueEmpty}</p>
      ) : (
        <ul className={styles.queue}>
          {uploads.slice(0, LISTED_MAX).map((upload) => (
            <QueueLine key={upload.id} upload={upload} />
          ))}
          {uploads.length > LISTED_MAX ? (
            <li>{words.sync.queueMore(formats.count(uploads.length - LISTED_MAX))}</li>
          ) : null}
        </ul>
      )}
    </Card>
  )
}

function QueueLine({ upload }: { readonly upload: UploadEntry }) {
  const { words, formats } = useSpeech()
  const { name, bytes, sentBytes, state, sentence, thumbnail, assetId } = upload
  const share = state === 'uploading' && bytes > 0 ? ` · ${formats.percent(sentBytes / bytes)}` : ''
  return (
    <li>
      {thumbnail === null ? (
        <span className={styles.thumb} />
      ) : (
        <img className={styles.thumb} src={thumbnail} alt="" />
      )}
      <span>
        {assetId === null ? name : <Link href={`/photo/${assetId}`}>{name}</Link>}
        <span className={styles.quiet}>
          {' '}
          {words.sync.uploadStates[state]}
          {share}
        </span>
        {sentence === null ? null : <span className={styles.quiet}> {sentence}</span>}
      </span>
      <span className={styles.quiet}>{formats.bytes(bytes)}</span>
    </li>
  )
}
