import type { ReactNode } from 'react'
import { Switch } from 'react-aria-components/Switch'
import styles from './toggle.module.css'

/** A switch with its name. Where turning it moves or deletes bytes, `onChange` opens a sheet, and `isOn` stays until that is answered. */
export interface ToggleProps {
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly children: ReactNode
  readonly isDisabled?: boolean
}

/** See {@link ToggleProps}. */
export function Toggle({ isOn, onChange, children, isDisabled = false }: ToggleProps) {
  return (
    <Switch isSelected={isOn} onChange={onChange} isDisabled={isDisabled} className={styles.toggle ?? ''}>
      <span className={styles.words}>{children}</span>
      <span className={styles.track} aria-hidden>
        <span className={styles.knob} />
      </span>
    </Switch>
  )
}
