import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useCall } from '../../shell/use-call.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { onlyHere } from './only-here.ts'
import styles from './settings-page.module.css'

/** Whose library this is, how further devices come to it, and signing out. */
export function AccountSection() {
  const { words } = useSpeech()
  const { identity } = useClientState()
  const [, go] = useLocation()
  const [isLeaving, setLeaving] = useState(false)
  return (
    <>
      <section className={styles.group} aria-labelledby="account">
        <h2 id="account">{words.settings.account}</h2>
        <dl className={styles.facts}>
          <dt>{words.settings.signedInAs}</dt>
          <dd>{identity?.account}</dd>
          <dt>{words.settings.thisDevice}</dt>
          <dd>{identity?.deviceName}</dd>
        </dl>
        <div className={styles.actions}>
          <Button look="danger" onPress={() => setLeaving(true)}>
            {words.settings.signOut}
          </Button>
        </div>
        <SignOutSheet isOpen={isLeaving} onClose={() => setLeaving(false)} />
      </section>
      <section className={styles.group} aria-labelledby="add-device">
        <h2 id="add-device">{words.settings.addDevice}</h2>
        <p className={styles.quiet}>{words.settings.addDeviceHow}</p>
        <div className={styles.actions}>
          <Button onPress={() => go('/welcome')}>{words.settings.addDevice}</Button>
          <Button onPress={() => go('/link')}>{words.settings.letIn}</Button>
        </div>
      </section>
      <section className={styles.group} aria-labelledby="device-settings">
        <h2 id="device-settings">{words.settings.deviceSettings}</h2>
        <p className={styles.quiet}>{words.settings.deviceSettingsHow}</p>
        <DeviceLinks />
      </section>
    </>
  )
}

/** The devices of the library, each of which has its settings on a page of its own. */
function DeviceLinks() {
  const library = useLibrary()
  const { generation } = useClientState()
  const { value } = useAnswer(() => library.devices(), generation)
  return (
    <ul className={styles.rows}>
      {(value ?? [])
        .filter(({ removedAt }) => removedAt === null)
        .map(({ key, name }) => (
          <li key={key} className={styles.row}>
            <Link href={`/sync/devices/${key}`}>{name}</Link>
          </li>
        ))}
    </ul>
  )
}

/** Signing out clears what is kept here; what is only here is counted first. */
function SignOutSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { words, formats } = useSpeech()
  const { sessions } = useServer()
  const library = useLibrary()
  const [, go] = useLocation()
  const { make, isBusy, problem } = useCall()
  const { uploads, changes } = onlyHere(useClientState())
  const losesSomething = uploads + changes > 0
  const signOut = async () => {
    // First at the server: what is kept here goes only when nobody can fetch it again with this session.
    if ((await make(sessions.signOut)) === null) return
    await library.clear('everything')
    library.wake()
    go('/', { replace: true })
  }
  return (
    <Sheet
      title={words.settings.signOutTitle}
      isOpen={isOpen}
      onClose={onClose}
      role="alertdialog"
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look={losesSomething ? 'danger' : 'main'} isPending={isBusy} onPress={() => void signOut()}>
            {losesSomething ? words.settings.signOutAnyway : words.settings.signOut}
          </Button>
        </>
      }
    >
      <p>{words.settings.signOutHow}</p>
      {losesSomething ? (
        <Note look="attention">
          {words.settings.signOutLost(formats.count(uploads), formats.count(changes))}{' '}
          {words.settings.signOutWait}
        </Note>
      ) : null}
      {problem === null ? null : <Note look="attention">{problem}</Note>}
    </Sheet>
  )
}
