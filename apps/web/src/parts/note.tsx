import { CircleAlert, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './note.module.css'

/** Something that is so and should be known here. `attention`: it is in the way, so it is read out at once. */
export interface NoteProps {
  readonly look?: 'plain' | 'attention'
  readonly children: ReactNode
}

/** See {@link NoteProps}. */
export function Note({ look = 'plain', children }: NoteProps) {
  const Glyph = look === 'attention' ? CircleAlert : Info
  return (
    <div className={styles.note} data-look={look} role={look === 'attention' ? 'alert' : undefined}>
      <Glyph size={18} aria-hidden className={styles.glyph} />
      <div>{children}</div>
    </div>
  )
}
