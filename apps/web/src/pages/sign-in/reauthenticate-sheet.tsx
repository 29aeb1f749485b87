import type { FormEvent } from 'react'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './entrance.module.css'
import { askPasskey, canHavePasskeys } from './passkeys.ts'
import { PasswordField } from './password-fields.tsx'

/** Asks who is there for the password or a passkey, before something that a signed-in device alone may not do or show. */
export interface ReauthenticateSheetProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  /** They have shown it: this device is unlocked for ten minutes. */
  readonly onUnlocked: () => void
}

/** See {@link ReauthenticateSheetProps}. */
export function ReauthenticateSheet({ isOpen, onClose, onUnlocked }: ReauthenticateSheetProps) {
  const { words } = useSpeech()
  const { web } = useServer()
  const { make, isBusy, problem, setProblem } = useCall()
  const [password, setPassword] = useState('')
  const finish = (isDone: boolean) => {
    if (!isDone) return
    setPassword('')
    onUnlocked()
  }
  const withPassword = async (event: FormEvent) => {
    event.preventDefault()
    finish((await make(() => web.reauthenticate({ password }))) !== null)
  }
  const withPasskey = async () => {
    const options = await make(web.reauthenticationOptions)
    if (options === null) return
    const passkey = await askPasskey(options.value, 'dialogue')
    if (passkey === null) setProblem(words.signIn.noPasskey)
    else finish((await make(() => web.reauthenticate({ passkey }))) !== null)
  }
  return (
    <Sheet title={words.signIn.reauthTitle} isOpen={isOpen} onClose={onClose}>
      <p className={styles.quiet}>{words.signIn.reauthHow}</p>
      <form className={styles.form} onSubmit={(event) => void withPassword(event)}>
        <PasswordField kind="known" value={password} onChange={setPassword} autoFocus />
        {problem === null ? null : <Note look="attention">{problem}</Note>}
        <Button look="main" type="submit" isPending={isBusy}>
          {words.signIn.unlock}
        </Button>
      </form>
      {canHavePasskeys() ? (
        <Button onPress={() => void withPasskey()}>{words.signIn.unlockWithPasskey}</Button>
      ) : null}
    </Sheet>
  )
}
