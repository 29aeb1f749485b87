import type { ReactNode } from 'react'

/** A sheet over the page: a question with what it would do, and the buttons that answer it. Escape closes it. */
export interface SheetProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** The answers, the one that acts last. */
  readonly actions?: ReactNode
  /** Questions that must not be missed are alerts. */
  readonly role?: 'dialog' | 'alertdialog'
}
