import { ArrowUp, Check, CircleAlert, CirclePause, CircleX, Clock, CloudOff, Contrast } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { late } from '../parts/late.tsx'
import { useSpeech } from '../words/use-words.tsx'
import { withWords } from '../words/words.ts'
import styles from './status-line.module.css'
import { titleOfStatus } from './status-words.ts'
import type { SyncKind } from './sync-status.ts'
import { useClientState } from './use-library.tsx'
import { useShortcuts } from './use-shortcuts.tsx'
import { useSaidSeldom, useSyncStatus } from './use-sync-status.ts'

/** A shape for each kind, so that colour is never the only sign. */
const STATUS_GLYPHS: Readonly<Record<SyncKind, LucideIcon>> = {
  done: Check,
  active: ArrowUp,
  waiting: Clock,
  paused: CirclePause,
  limited: Contrast,
  attention: CircleAlert,
  blocked: CircleX,
  offline: CloudOff,
}

/** The panel behind the line, loaded when somebody first looks. */
export const SyncPanel = late(withWords(async () => (await import('./sync-panel.tsx')).SyncPanel))

/** How everything stands: a glyph, a word and a number. Pressing it, or `s`, opens the panel. */
export function StatusLine({ isFolded }: { readonly isFolded: boolean }) {
  const { words, formats } = useSpeech()
  const { assets } = useClientState()
  const status = useSyncStatus()
  const [isOpen, setOpen] = useState(false)
  useShortcuts({ s: () => setOpen(true) })
  const Glyph = STATUS_GLYPHS[status.kind]
  const title = titleOfStatus(words, status, formats.count(status.count))
  return (
    <>
      <Button
        className={styles.line ?? ''}
        data-kind={status.kind}
        {...(isFolded ? { 'aria-label': title } : {})}
        onPress={() => setOpen(true)}
      >
        <Glyph size={18} aria-hidden className={styles.glyph} />
        {isFolded ? null : (
          <span className={styles.words}>
            <span className={styles.title}>{title}</span>
            <span className={styles.detail}>{words.shell.photos(formats.count(assets))}</span>
          </span>
        )}
      </Button>
      <Said text={title} />
      {isOpen ? <SyncPanel status={status} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

/** The same for a phone: a pill above the bar, only while not everything is done. */
export function StatusPill() {
  const { words, formats } = useSpeech()
  const status = useSyncStatus()
  const [isOpen, setOpen] = useState(false)
  if (status.kind === 'done') return null
  const Glyph = STATUS_GLYPHS[status.kind]
  return (
    <>
      <Button className={styles.pill ?? ''} data-kind={status.kind} onPress={() => setOpen(true)}>
        <Glyph size={16} aria-hidden className={styles.glyph} />
        {titleOfStatus(words, status, formats.count(status.count))}
      </Button>
      {isOpen ? <SyncPanel status={status} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Said({ text }: { readonly text: string }) {
  return (
    <span role="status" className="unseen">
      {useSaidSeldom(text)}
    </span>
  )
}
