import type { TextFieldProps } from 'react-aria-components/TextField'
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components/TextField'
import styles from './field.module.css'

/** A line to type into, with its name above and what is to be said of it below. */
export interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string
  readonly hint?: string | undefined
  /** What keeps it from being taken; null while nothing does. */
  readonly problem?: string | null
  readonly autoComplete?: string
}

/** See {@link FieldProps}. */
export function Field({ label, hint, problem = null, ...rest }: FieldProps) {
  return (
    <TextField {...rest} isInvalid={problem !== null} className={styles.field ?? ''}>
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input className={styles.input ?? ''} />
      {hint === undefined ? null : (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      {problem === null ? null : <FieldError className={styles.problem ?? ''}>{problem}</FieldError>}
    </TextField>
  )
}
