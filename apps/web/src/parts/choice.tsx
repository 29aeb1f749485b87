import { useId } from 'react'
import styles from './choice.module.css'

/** One of a few values, by the system's own list: best on a phone, and every screen reader knows it. */
export interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [value: Value, name: string])[]
  readonly onChange: (value: Value) => void
  readonly hint?: string
  /** The label is read out only, as in a table whose column has a heading. */
  readonly hidesLabel?: boolean
}

/** See {@link ChoiceProps}. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
  hint,
  hidesLabel = false,
}: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className={styles.choice}>
      <label htmlFor={id} className={hidesLabel ? 'unseen' : undefined}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = options.find(([each]) => each === event.currentTarget.value)
          if (chosen !== undefined) onChange(chosen[0])
        }}
      >
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
