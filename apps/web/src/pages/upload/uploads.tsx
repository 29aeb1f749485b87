import { Image, TriangleAlert, Upload } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button as PlainButton } from 'react-aria-components/Button'
import { late } from '../../parts/late.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { DROP_FILES_MAX, filesDropped } from './files-dropped.ts'
import { useTellShared, useTellWhenDone } from './tell-uploads.ts'
import type { UploadSummary } from './upload-summary.ts'
import { uploadSummaryOf } from './upload-summary.ts'
import styles from './uploads.module.css'

/** Loaded when somebody first looks. */
export const UploadPanel = late(async () => (await import('./upload-panel.tsx')).UploadPanel)

/** Taking files in anywhere in the app: dropped, or pasted; and a line that says how they stand, while some are not safe. Once in the app. */
export function Uploads() {
  const state = useClientState()
  const summary = uploadSummaryOf(state)
  const [isShown, setShown] = useState(false)
  const isOver = useDropAndPaste()
  useLeaveGuard(summary.isAtRisk)
  useTellShared(() => setShown(true))
  useTellWhenDone(summary.open, state.roll, () => setShown(true))
  return (
    <>
      {isOver ? <DropVeil /> : null}
      {summary.open > 0 ? <UploadLine summary={summary} onPress={() => setShown(true)} /> : null}
      {isShown ? <UploadPanel isOpen onClose={() => setShown(false)} /> : null}
    </>
  )
}

function DropVeil() {
  const { words } = useSpeech()
  return (
    <div className={styles.veil} aria-hidden>
      <div className={styles.target}>
        <Image size={32} aria-hidden />
        <strong>{words.upload.drop}</strong>
        <span>{words.upload.dropHow}</span>
      </div>
    </div>
  )
}

function UploadLine({
  summary: { open, blocked, share },
  onPress,
}: {
  readonly summary: UploadSummary
  readonly onPress: () => void
}) {
  const { words, formats } = useSpeech()
  const text =
    blocked > 0 ? words.upload.needYou(formats.count(blocked)) : words.upload.line(formats.count(open))
  const Glyph = blocked > 0 ? TriangleAlert : Upload
  return (
    <PlainButton
      className={styles.line ?? ''}
      data-blocked={blocked > 0 || undefined}
      aria-label={`${text}. ${words.upload.open}`}
      onPress={onPress}
    >
      <Glyph size={18} aria-hidden />
      <span>{text}</span>
      <progress className={styles.progress} value={share} aria-hidden />
    </PlainButton>
  )
}

/** Whether files are held over the page. */
function useDropAndPaste(): boolean {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const [isOver, setOver] = useState(false)
  const take = useEffectEvent((files: readonly File[]) => {
    if (files.length === 0) return
    if (files.length > DROP_FILES_MAX) tell({ text: words.upload.tooMany(formats.count(DROP_FILES_MAX)) })
    library.upload(files.slice(0, DROP_FILES_MAX))
  })
  useEffect(() => {
    const control = new AbortController()
    const { signal } = control
    const onOver = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    addEventListener('dragenter', onOver, { signal })
    addEventListener('dragover', onOver, { signal })
    // Leaving the window has nothing that is entered instead.
    addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && setOver(false), { signal })
    addEventListener(
      'drop',
      (event) => {
        setOver(false)
        if (event.dataTransfer?.types.includes('Files') !== true) return
        event.preventDefault()
        void filesDropped(event.dataTransfer).then((files) => take(files))
      },
      { signal },
    )
    addEventListener('paste', ({ clipboardData }) => take([...(clipboardData?.files ?? [])]), { signal })
    return () => control.abort()
  }, [])
  return isOver
}

/** The browser asks before it closes the page, while that would lose something. */
function useLeaveGuard(isAtRisk: boolean): void {
  useEffect(() => {
    if (!isAtRisk) return undefined
    const control = new AbortController()
    addEventListener('beforeunload', (event) => event.preventDefault(), { signal: control.signal })
    return () => control.abort()
  }, [isAtRisk])
}
