import type { Intent } from '@rollcall/protocol'
import { CAPTION_MAX, TITLE_MAX } from '@rollcall/protocol'
import { useState } from 'react'
import { usePerform } from '../../../shell/use-deeds.ts'
import { useSpeech } from '../../../words/use-words.tsx'
import styles from './info-panel.module.css'

/** A text that is changed where it stands: it is kept when one leaves it, or by Enter; Escape leaves it as it was. */
export interface EditedTextProps {
  readonly label: string
  /** What stands there while it is empty. */
  readonly none: string
  readonly value: string
  readonly isLong?: boolean
  readonly intentOf: (value: string) => Intent
}

/** See {@link EditedTextProps}. */
export function EditedText({ label, none, value, isLong = false, intentOf }: EditedTextProps) {
  const { words } = useSpeech()
  const perform = usePerform()
  const [draft, setDraft] = useState<string | null>(null)
  const keep = () => {
    if (draft !== null && draft.trim() !== value) void perform([intentOf(draft.trim())], words.viewer.saved)
    setDraft(null)
  }
  const shared = {
    'aria-label': label,
    placeholder: none,
    value: draft ?? value,
    className: styles.text,
    onChange: (event: { readonly target: { readonly value: string } }) => setDraft(event.target.value),
    onBlur: keep,
  }
  if (isLong) {
    return (
      <textarea
        {...shared}
        rows={2}
        maxLength={CAPTION_MAX}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) leave(event)
          if (event.key === 'Escape' && draft !== null) forget(event, () => setDraft(null))
        }}
      />
    )
  }
  return (
    <input
      {...shared}
      type="text"
      maxLength={TITLE_MAX}
      onKeyDown={(event) => {
        if (event.key === 'Enter') leave(event)
        if (event.key === 'Escape' && draft !== null) forget(event, () => setDraft(null))
      }}
    />
  )
}

/** To the photo, which hears the keys; a blur alone would leave the focus nowhere. */
function leave({ currentTarget }: { readonly currentTarget: HTMLElement }): void {
  const viewer = currentTarget.closest<HTMLElement>('[data-viewer]')
  if (viewer === null) currentTarget.blur()
  else viewer.focus()
}

function forget(event: { readonly stopPropagation: () => void }, drop: () => void): void {
  event.stopPropagation() // or the photo would be left as well
  drop()
}
