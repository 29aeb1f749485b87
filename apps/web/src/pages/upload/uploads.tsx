import { Image, TriangleAlert, Upload } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Button as PlainButton } from 'react-aria-components/Button'
import type { ClientState } from '../../engine/library-client.ts'
import { tell } from '../../parts/toasts.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { DROP_FILES_MAX, filesDropped } from './files-dropped.ts'
import { UploadPanel } from './upload-panel.tsx'
import type { UploadSummary } from './upload-summary.ts'
import { uploadSummaryOf } from './upload-summary.ts'
import styles from './uploads.module.css'

/** Taking files in anywhere in the app: dropped, or pasted; and a line that says how they stand, while some are not safe. Once in the app. */
export function Uploads() {
  const state = useClientState()
  const summary = uploadSummaryOf(state)
  const [isShown, setShown] = useState(false)
  const isOver = useDropAndPaste()
  useLeaveGuard(summary.isAtRisk)
  useTellWhenDone(summary.open, state.roll, () => setShown(true))
  return (
    <>
      {isOver ? <DropVeil /> : null}
      {summary.open > 0 ? <UploadLine summary={summary} onPress={() => setShown(true)} /> : null}
      <UploadPanel isOpen={isShown} onClose={() => setShown(false)} />
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

/** Says how many files arrived, and how many were left out, once nothing is open any more. */
function useTellWhenDone(open: number, { safe, excluded }: ClientState['roll'], onShow: () => void): void {
  const { words, formats } = useSpeech()
  /** The counts when nothing was open last. */
  const before = useRef({ safe, excluded })
  const wasOpen = useRef(false)
  const say = useEffectEvent((arrived: number, leftOut: number) => {
    const texts = [
      ...(arrived > 0 ? [words.upload.done(formats.count(arrived), arrived)] : []),
      ...(leftOut > 0 ? [words.upload.leftOut(formats.count(leftOut), leftOut)] : []),
    ]
    if (texts.length > 0) tell({ text: texts.join(' '), act: { label: words.upload.show, onPress: onShow } })
  })
  useEffect(() => {
    if (open > 0) {
      wasOpen.current = true
      return
    }
    if (wasOpen.current) say(safe - before.current.safe, excluded - before.current.excluded)
    wasOpen.current = false
    before.current = { safe, excluded }
  }, [open, safe, excluded])
}
