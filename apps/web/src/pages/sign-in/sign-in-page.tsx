import type { FormEvent } from 'react'
import { useState } from 'react'
import { browserName } from '../../engine/worker/browser-name.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Note } from '../../parts/note.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useCall, useFailureSentence, valueOf } from '../../shell/use-call.ts'
import { useLibrary } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { CodeSignIn } from './code-sign-in.tsx'
import { Entrance, InsecureNote } from './entrance.tsx'
import styles from './entrance.module.css'
import { canHavePasskeys } from './passkeys.ts'
import { PasswordField } from './password-fields.tsx'
import { usePasskeySignIn } from './use-passkey-sign-in.ts'

/** The way in for who has an account: with a password, a passkey, or another device that is in already. */
export function SignInPage() {
  const { words } = useSpeech()
  const { web } = useServer()
  const facts = useAnswer(() => valueOf(web.server()), 'server')
  const failure = useFailureSentence(facts.failure)
  const [isByCode, setByCode] = useState(false)
  if (facts.value !== null && !facts.value.isSetUp)
    return (
      <Entrance title={words.signIn.notSetUp}>
        <p className={styles.quiet}>{words.signIn.notSetUpHow}</p>
        <InsecureNote />
      </Entrance>
    )
  if (isByCode)
    return (
      <Entrance title={words.signIn.codeTitle}>
        <CodeSignIn />
        <Button look="quiet" onPress={() => setByCode(false)}>
          {words.signIn.withPassword}
        </Button>
      </Entrance>
    )
  return (
    <Entrance title={words.signIn.title}>
      <p className={styles.quiet}>{words.signIn.lead}</p>
      {failure === null ? null : <Note look="attention">{failure}</Note>}
      <WithPassword hasPasskeys={facts.value?.passkeys === true && canHavePasskeys()}>
        <Button onPress={() => setByCode(true)}>{words.signIn.withCode}</Button>
      </WithPassword>
      <InsecureNote />
    </Entrance>
  )
}

function WithPassword({
  hasPasskeys,
  children,
}: {
  readonly hasPasskeys: boolean
  readonly children: React.ReactNode
}) {
  const { words } = useSpeech()
  const { web } = useServer()
  const library = useLibrary()
  const call = useCall()
  const withPasskey = usePasskeySignIn(call, hasPasskeys)
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const deviceName = browserName(navigator.userAgent)
    const done = await call.make(() => web.signIn({ account: account.trim(), password, deviceName }))
    if (done !== null) library.wake()
  }
  return (
    <>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <Field
          label={words.signIn.name}
          name="username"
          autoComplete="username webauthn"
          value={account}
          onChange={setAccount}
          isRequired
          autoFocus
        />
        <PasswordField kind="known" value={password} onChange={setPassword} />
        {call.problem === null ? null : <Note look="attention">{call.problem}</Note>}
        <Button look="main" type="submit" isPending={call.isBusy}>
          {words.signIn.signIn}
        </Button>
      </form>
      <div className={styles.other}>
        {hasPasskeys ? <Button onPress={() => void withPasskey()}>{words.signIn.withPasskey}</Button> : null}
        {children}
      </div>
    </>
  )
}
