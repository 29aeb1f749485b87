import type { Ref } from 'react'
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button'
import { Button as AriaButton } from 'react-aria-components/Button'
import styles from './button.module.css'

/** `main`: the one thing to do here. `plain`: any other. `quiet`: without a border, in bars. `danger`: takes something away. */
export type ButtonLook = 'main' | 'plain' | 'quiet' | 'danger'

/** A button of the app. One that shows only a glyph needs an `aria-label`. */
export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly look?: ButtonLook
  /** A square for a glyph alone. */
  readonly isSquare?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** See {@link ButtonProps}. */
export function Button({ look = 'plain', isSquare = false, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`${styles.button} ${styles[look]} ${isSquare ? styles.square : ''}`} />
  )
}
