import type { FormEvent } from 'react'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { browserName } from '../../engine/worker/browser-name.ts'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Field } from '../../parts/field.tsx'
import { Note } from '../../parts/note.tsx'
import { tell } from '../../parts/toasts.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useCall, valueOf } from '../../shell/use-call.ts'
import { useLibrary } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { Entrance, InsecureNote } from '../sign-in/entrance.tsx'
import styles from '../sign-in/entrance.module.css'
import { canHavePasskeys, makePasskey } from '../sign-in/passkeys.ts'
import { PasswordField } from '../sign-in/password-fields.tsx'
import type { QuotaChoice } from './quotas.ts'
import { QUOTA_CHOICES, QUOTAS } from './quotas.ts'

/** The account of a new server's owner, for who holds the one-time link. */
export function SetupPage() {
  const { words } = useSpeech()
  const { web } = useServer()
  const [, go] = useLocation()
  const [params] = useSearchParams()
  const facts = useAnswer(() => valueOf(web.server()), 'server')
  if (facts.value?.isSetUp === true)
    return (
      <Entrance title={words.firstRun.closedTitle}>
        <p className={styles.quiet}>{words.firstRun.closedHow}</p>
        <Button look="main" onPress={() => go('/', { replace: true })}>
          {words.firstRun.toSignIn}
        </Button>
      </Entrance>
    )
  return (
    <Entrance title={words.firstRun.title}>
      <p className={styles.quiet}>{words.firstRun.lead}</p>
      <OwnerForm
        token={params.get('token') ?? ''}
        hasPasskeys={facts.value?.passkeys === true && canHavePasskeys()}
      />
      <InsecureNote />
    </Entrance>
  )
}

function OwnerForm({ token, hasPasskeys }: { readonly token: string; readonly hasPasskeys: boolean }) {
  const { words, formats } = useSpeech()
  const { isBusy, problem, setUp } = useSetUp(token)
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const [quota, setQuota] = useState<QuotaChoice>('5gb')
  const [wantsPasskey, setWantsPasskey] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void setUp({ account: account.trim(), password, quotaBytes: QUOTAS[quota] }, hasPasskeys && wantsPasskey)
  }
  const options = QUOTA_CHOICES.map((value) => {
    const bytes = QUOTAS[value]
    return [value, bytes === null ? words.firstRun.noLimit : formats.bytes(bytes)] as const
  })
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label={words.signIn.name}
        hint={words.firstRun.nameHint}
        name="username"
        autoComplete="username"
        value={account}
        onChange={setAccount}
        isRequired
        autoFocus
      />
      <PasswordField kind="new" hint={words.firstRun.passwordHint} value={password} onChange={setPassword} />
      {hasPasskeys ? (
        <Toggle isOn={wantsPasskey} onChange={setWantsPasskey}>
          {words.firstRun.passkey}
        </Toggle>
      ) : (
        <p className={styles.quiet}>{words.firstRun.noPasskey}</p>
      )}
      <Choice
        label={words.firstRun.quota}
        hint={words.firstRun.quotaHint}
        value={quota}
        options={options}
        onChange={setQuota}
      />
      {problem === null ? null : <Note look="attention">{problem}</Note>}
      <Button look="main" type="submit" isPending={isBusy}>
        {words.firstRun.create}
      </Button>
    </form>
  )
}

interface OwnerWish {
  readonly account: string
  readonly password: string
  readonly quotaBytes: number | null
}

/** Makes the account, which signs this browser in, then the passkey if one is wished for, and goes on to the first photo. */
function useSetUp(token: string) {
  const { web } = useServer()
  const { words } = useSpeech()
  const library = useLibrary()
  const { make, isBusy, problem } = useCall()
  const setUp = async (wish: OwnerWish, wantsPasskey: boolean) => {
    const deviceName = browserName(navigator.userAgent)
    const made = await make(() => web.setUp({ ...wish, deviceName, token }))
    if (made === null) return
    if (wantsPasskey && !(await addPasskey(web, deviceName))) tell({ text: words.firstRun.passkeyDeclined })
    // Once it is signed in, the app leads on from here.
    library.wake()
  }
  return { isBusy, problem, setUp }
}

/** The account is there by now, so what keeps a passkey from being made is told, and stops nothing. */
async function addPasskey(web: ReturnType<typeof useServer>['web'], name: string): Promise<boolean> {
  const options = await web.passkeyOptions()
  const credential = options.ok ? await makePasskey(options.value) : null
  return credential !== null && (await web.addPasskey({ name, credential })).ok
}
