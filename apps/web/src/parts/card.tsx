import type { ReactNode } from 'react'
import styles from './card.module.css'

/** A part of a page with a name of its own. `aside`: beside the name. `actions`: at its foot. */
export interface CardProps {
  readonly title: string
  readonly aside?: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** See {@link CardProps}. */
export function Card({ title, aside, children, actions }: CardProps) {
  return (
    <section className={styles.card} aria-label={title}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
      {actions === undefined || actions === null ? null : <div className={styles.actions}>{actions}</div>}
    </section>
  )
}
