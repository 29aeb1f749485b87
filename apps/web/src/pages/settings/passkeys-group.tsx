import type { Passkey, PasskeyCreation } from '@rollcall/protocol'
import { useState } from 'react'
import { browserName } from '../../engine/worker/browser-name.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import type { ServerCall } from '../../shell/use-call.ts'
import { useCall, useFailureSentence, valueOf } from '../../shell/use-call.ts'
import { useNow } from '../../shell/use-now.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { canHavePasskeys, makePasskey } from '../sign-in/passkeys.ts'
import { ReauthenticateSheet } from '../sign-in/reauthenticate-sheet.tsx'
import styles from './settings-page.module.css'

/** How often "last used … ago" is told anew. */
const TELL_EVERY_MS = 30_000

/** The passkeys of the account: made, named, removed. */
export function PasskeysGroup() {
  const { words } = useSpeech()
  const { web } = useServer()
  const [asked, setAsked] = useState(0)
  const facts = useAnswer(() => valueOf(web.server()), 'server')
  const passkeys = useAnswer(() => valueOf(web.passkeys()), asked)
  const failure = useFailureSentence(passkeys.failure)
  const [removed, setRemoved] = useState<Passkey | null>(null)
  const [isAdding, setAdding] = useState(false)
  const askAgain = () => setAsked(asked + 1)
  const isPossible = canHavePasskeys() && facts.value?.passkeys !== false
  return (
    <section className={styles.group} aria-labelledby="passkeys">
      <h2 id="passkeys">{words.settings.passkeys}</h2>
      <p className={styles.quiet}>
        {isPossible ? words.settings.passkeysHow : words.settings.passkeysInsecure}
      </p>
      {failure === null ? null : <Note look="attention">{failure}</Note>}
      {passkeys.value?.length === 0 ? <p>{words.settings.noPasskeys}</p> : null}
      <ul className={passkeys.value === null || passkeys.value.length === 0 ? undefined : styles.rows}>
        {(passkeys.value ?? []).map((passkey) => (
          <PasskeyRow key={passkey.passkeyId} passkey={passkey} onRemove={() => setRemoved(passkey)} />
        ))}
      </ul>
      {isPossible ? (
        <div className={styles.actions}>
          <Button onPress={() => setAdding(true)}>{words.settings.addPasskey}</Button>
        </div>
      ) : null}
      {isAdding ? (
        <AddPasskey
          onClose={() => {
            setAdding(false)
            askAgain()
          }}
        />
      ) : null}
      {removed === null ? null : (
        <RemovePasskey
          passkey={removed}
          onClose={() => {
            setRemoved(null)
            askAgain()
          }}
        />
      )}
    </section>
  )
}

function PasskeyRow({ passkey, onRemove }: { readonly passkey: Passkey; readonly onRemove: () => void }) {
  const { words, formats } = useSpeech()
  const now = useNow(TELL_EVERY_MS)
  const { name, host, lastUsedAt } = passkey
  const used =
    lastUsedAt === null
      ? words.settings.passkeyUnused
      : words.settings.passkeyUsed(formats.since(Math.min(lastUsedAt, now), now))
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p>
          <strong>{name}</strong>
        </p>
        <p className={styles.small}>
          {words.settings.passkeyFor(host)} · {used}
        </p>
      </div>
      <Button aria-label={words.settings.removePasskey(name)} onPress={onRemove}>
        {words.settings.remove}
      </Button>
    </li>
  )
}

/** Asks for a name, and for the password or another passkey first where the server wants to know that it is them. */
function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const { words } = useSpeech()
  const { web } = useServer()
  const call = useCall()
  const [name, setName] = useState(() => browserName(navigator.userAgent))
  const [isLocked, setLocked] = useState(false)
  const add = async () => {
    const options = await optionsOf(call, web, () => setLocked(true))
    if (options === null) return
    const credential = await makePasskey(options)
    if (credential === null) {
      call.setProblem(words.settings.passkeyNotMade)
      return
    }
    if ((await call.make(() => web.addPasskey({ name: name.trim(), credential }))) === null) return
    tell({ text: words.settings.passkeyAdded })
    onClose()
  }
  if (isLocked)
    return (
      <ReauthenticateSheet
        isOpen
        onClose={onClose}
        onUnlocked={() => {
          setLocked(false)
          void add()
        }}
      />
    )
  return (
    <Sheet
      title={words.settings.addPasskey}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button
            look="main"
            isPending={call.isBusy}
            isDisabled={name.trim() === ''}
            onPress={() => void add()}
          >
            {words.settings.addPasskey}
          </Button>
        </>
      }
    >
      <Field label={words.settings.passkeyName} value={name} onChange={setName} isRequired autoFocus />
      {call.problem === null ? null : <Note look="attention">{call.problem}</Note>}
    </Sheet>
  )
}

/** What to make a passkey from; null when there is nothing, after `onLocked` where they must show who they are first. */
async function optionsOf(
  call: ServerCall,
  web: ReturnType<typeof useServer>['web'],
  onLocked: () => void,
): Promise<PasskeyCreation | null> {
  const unlocked = await call.make(web.reauthentication)
  if (unlocked === null) return null
  if (unlocked.value.until === null) {
    onLocked()
    return null
  }
  return (await call.make(web.passkeyOptions))?.value ?? null
}

function RemovePasskey({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const { words } = useSpeech()
  const { web } = useServer()
  const { make, isBusy, problem } = useCall()
  const remove = async () => {
    if ((await make(() => web.removePasskey(passkey.passkeyId))) !== null) onClose()
  }
  return (
    <Sheet
      title={`${words.settings.removePasskey(passkey.name)}?`}
      isOpen
      onClose={onClose}
      role="alertdialog"
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="danger" isPending={isBusy} onPress={() => void remove()}>
            {words.settings.remove}
          </Button>
        </>
      }
    >
      <p>{words.settings.removePasskeyHow}</p>
      {problem === null ? null : <Note look="attention">{problem}</Note>}
    </Sheet>
  )
}
