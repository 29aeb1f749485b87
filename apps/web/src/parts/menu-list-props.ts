import type { RefObject } from 'react'

/** What the open list needs of its button. */
export interface MenuListProps {
  readonly label: string
  readonly options: readonly (readonly [id: string, name: string])[]
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
  readonly side: 'start' | 'end'
  readonly button: RefObject<HTMLButtonElement | null>
  /** Which of the list gets the focus. */
  readonly focus: 'first' | 'last' | 'chosen'
  readonly onClose: () => void
}
