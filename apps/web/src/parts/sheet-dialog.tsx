import { X } from 'lucide-react'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useSpeech } from '../words/use-words.tsx'
import { Button } from './button.tsx'
import type { SheetProps } from './sheet-props.ts'
import styles from './sheet.module.css'

/** What a sheet is while it is open; loaded apart from it. */
export function SheetDialog({ title, isOpen, onClose, children, actions, role = 'dialog' }: SheetProps) {
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
