import { Copy } from 'lucide-react'
import { useSpeech } from '../words/use-words.tsx'
import { Button } from './button.tsx'
import styles from './copy-line.module.css'
import { tell } from './toasts.tsx'

/** A line to take elsewhere, such as a command, with a button that copies it where the browser lets pages do so. */
export function CopyLine({ text, label }: { readonly text: string; readonly label: string }) {
  const { words } = useSpeech()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    tell({ text: words.parts.copied })
  }
  return (
    <div className={styles.line}>
      <code className={styles.text}>{text}</code>
      {globalThis.isSecureContext ? (
        <Button look="quiet" isSquare aria-label={label} onPress={() => void copy()}>
          <Copy size={18} aria-hidden />
        </Button>
      ) : null}
    </div>
  )
}
