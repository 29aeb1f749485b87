import { useEffect, useState } from 'react'
import { late } from './late.tsx'
import type { ToastWords } from './told-toasts.ts'
import { addToast, listenForToasts } from './told-toasts.ts'

/** The code that shows toasts, which no page needs before something is told. */
export const ToastRegion = late(async () => (await import('./toast-region.tsx')).ToastRegion)

/** Tells something in passing; read out by screen readers. */
export function tell(toast: ToastWords): void {
  addToast(toast)
}

/** Where the toasts appear; once in the app. */
export function Toasts() {
  const [isWanted, setWanted] = useState(false)
  useEffect(() => (isWanted ? undefined : listenForToasts(() => setWanted(true))), [isWanted])
  return isWanted ? <ToastRegion /> : null
}
