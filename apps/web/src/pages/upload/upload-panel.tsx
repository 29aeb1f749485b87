import { FileImage } from 'lucide-react'
import type { UploadEntry } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './upload-panel.module.css'
import { uploadSummaryOf } from './upload-summary.ts'

/** Every file picked in this browser: how far it has come, and why it is not safe. */
export function UploadPanel({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { words, formats } = useSpeech()
  const state = useClientState()
  const { uploads, roll } = state
  const all = roll.safe + roll.inProgress + roll.waiting + roll.blocked + roll.excluded
  const { isAtRisk } = uploadSummaryOf(state)
  return (
    <Sheet title={words.upload.panel} isOpen={isOpen} onClose={onClose} actions={<Remedies />}>
      {isAtRisk ? (
        <p className={styles.warning}>
          {globalThis.isSecureContext ? words.upload.keepOpen : words.upload.plainHttp}
        </p>
      ) : null}
      {uploads.length === 0 ? <p>{words.upload.nothing}</p> : null}
      <ul className={styles.files}>
        {uploads.map((entry) => (
          <FileLine key={entry.id} entry={entry} />
        ))}
      </ul>
      {all > uploads.length ? <p>{words.upload.more(formats.count(all - uploads.length))}</p> : null}
    </Sheet>
  )
}

function FileLine({ entry }: { readonly entry: UploadEntry }) {
  const { words, formats } = useSpeech()
  const { name, bytes, sentBytes, state, sentence, thumbnail } = entry
  const size = formats.bytes(bytes)
  return (
    <li className={styles.file} data-state={state}>
      {thumbnail === null ? (
        <FileImage className={styles.glyph} size={24} aria-hidden />
      ) : (
        <img className={styles.picture} src={thumbnail} alt="" />
      )}
      <div className={styles.words}>
        <span className={styles.name}>{name}</span>
        <span className={styles.state}>
          {words.upload.states[state]} ·{' '}
          {state === 'uploading' ? words.upload.of(formats.bytes(sentBytes), size) : size}
        </span>
        {sentence === null || state === 'safe' ? null : <span className={styles.why}>{sentence}</span>}
      </div>
    </li>
  )
}

function Remedies() {
  const { words } = useSpeech()
  const library = useLibrary()
  const { uploads } = useClientState()
  const blocked = uploads.filter(({ state }) => state === 'blocked')
  const isWaiting = uploads.some(({ state }) => state === 'waiting')
  return (
    <>
      {blocked.length === 0 ? null : (
        <>
          <Button onPress={() => library.leaveOutUploads(blocked.map(({ id }) => id))}>
            {words.upload.leaveOut}
          </Button>
          <Button
            look="main"
            onPress={() => {
              library.wake()
              library.retryUploads()
            }}
          >
            {words.upload.tryAgain}
          </Button>
        </>
      )}
      {isWaiting ? (
        <Button
          look={blocked.length === 0 ? 'main' : 'plain'}
          onPress={() => {
            library.wake()
            library.sendUploadsNow()
          }}
        >
          {words.upload.sendNow}
        </Button>
      ) : null}
    </>
  )
}
