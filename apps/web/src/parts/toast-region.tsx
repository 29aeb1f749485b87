import { X } from 'lucide-react'
import { useEffect } from 'react'
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as Region,
} from 'react-aria-components/Toast'
import { useSpeech } from '../words/use-words.tsx'
import { Button } from './button.tsx'
import type { ToastWords } from './told-toasts.ts'
import { listenForToasts, takeToasts } from './told-toasts.ts'
import styles from './toasts.module.css'

/** How long a toast stays: long enough to change one's mind. It waits while somebody points at it or stands on it. */
const STAYS_MS = 10_000

/** Older ones make way. */
const VISIBLE_MAX = 3

const queue = new ToastQueue<ToastWords>({ maxVisibleToasts: VISIBLE_MAX })

function show(toast: ToastWords): void {
  queue.add(toast, toast.stays === true ? {} : { timeout: STAYS_MS })
}

/** The toasts in the page. */
export function ToastRegion() {
  const { words } = useSpeech()
  useEffect(() => listenForToasts(() => takeToasts().forEach(show)), [])
  return (
    <Region queue={queue} className={styles.region ?? ''} aria-label={words.parts.messages}>
      {({ toast }) => (
        <Toast toast={toast} className={styles.toast ?? ''}>
          <ToastContent className={styles.text ?? ''}>
            <span slot="title">{toast.content.text}</span>
          </ToastContent>
          {toast.content.undo === undefined ? null : (
            <Button
              look="quiet"
              onPress={() => {
                toast.content.undo?.()
                queue.close(toast.key)
              }}
            >
              {words.parts.undo}
            </Button>
          )}
          {toast.content.act === undefined ? null : (
            <Button
              look="quiet"
              onPress={() => {
                toast.content.act?.onPress()
                queue.close(toast.key)
              }}
            >
              {toast.content.act.label}
            </Button>
          )}
          <Button slot="close" look="quiet" isSquare aria-label={words.parts.close}>
            <X size={18} aria-hidden />
          </Button>
        </Toast>
      )}
    </Region>
  )
}
