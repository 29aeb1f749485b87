import type { ReactNode } from 'react'
import styles from './empty.module.css'

/** What stands where nothing is: one line what, one line how, and a button. */
export interface EmptyProps {
  readonly title: string
  readonly words?: string | undefined
  readonly children?: ReactNode
}

/** See {@link EmptyProps}. */
export function Empty({ title, words, children }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      {words === undefined ? null : <p>{words}</p>}
      {children === undefined ? null : <div className={styles.actions}>{children}</div>}
    </div>
  )
}
