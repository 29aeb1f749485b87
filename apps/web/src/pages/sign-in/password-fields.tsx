import { useState } from 'react'
import { Field } from '../../parts/field.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { useSpeech } from '../../words/use-words.tsx'

/** A password to type in, which can be shown, so that nobody needs to type it twice. */
export interface PasswordFieldProps {
  readonly value: string
  readonly onChange: (password: string) => void
  readonly kind: 'known' | 'new'
  readonly hint?: string
  readonly autoFocus?: boolean
}

/** See {@link PasswordFieldProps}. */
export function PasswordField({ value, onChange, kind, hint, autoFocus = false }: PasswordFieldProps) {
  const { words } = useSpeech()
  const [isShown, setShown] = useState(false)
  return (
    <div>
      <Field
        label={words.signIn.password}
        name="password"
        type={isShown ? 'text' : 'password'}
        autoComplete={kind === 'new' ? 'new-password' : 'current-password'}
        value={value}
        onChange={onChange}
        hint={hint}
        isRequired
        autoFocus={autoFocus}
      />
      <Toggle isOn={isShown} onChange={setShown}>
        {words.signIn.showPassword}
      </Toggle>
    </div>
  )
}
