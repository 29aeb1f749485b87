import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useSpeech } from '../words/use-words.tsx'
import { Button } from './button.tsx'
import styles from './sheet.module.css'

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

/** See {@link SheetProps}. */
export function Sheet({ title, isOpen, onClose, children, actions, role = 'dialog' }: SheetProps) {
  const { words } = useSpeech()
  return (
    <ModalOverlay
      className={styles.veil ?? ''}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Modal className={styles.sheet ?? ''}>
        <Dialog role={role} className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button look="quiet" isSquare aria-label={words.parts.close} onPress={onClose}>
              <X size={20} aria-hidden />
            </Button>
          </header>
          <div className={styles.body}>{children}</div>
          {actions === undefined ? null : <footer className={styles.actions}>{actions}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
