import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { CopyLine } from '../../parts/copy-line.tsx'
import { Note } from '../../parts/note.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useClientState } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { JOIN_PATH } from '../sign-in/join-page.tsx'
import { accountWord, isOnlyHere } from './device-addresses.ts'
import styles from './welcome-page.module.css'

/** How another device is added: a phone by a link that lets it in, a computer by a command. */
export function AddDevice() {
  const { words } = useSpeech()
  const account = useClientState().identity?.account ?? ''
  const { origin } = location
  return (
    <section className={styles.step} aria-labelledby="add">
      <h2 id="add">{words.firstRun.addTitle}</h2>
      <div className={styles.devices}>
        <div className={styles.device}>
          <h3>{words.firstRun.phone}</h3>
          <PhoneLink />
        </div>
        <div className={styles.device}>
          <h3>{words.firstRun.computer}</h3>
          <p className={styles.quiet}>{words.firstRun.computerHow}</p>
          <CopyLine
            text={`npx rollcall link ${origin} --folder ~/Pictures --account ${accountWord(account)}`}
            label={words.firstRun.copyCommand}
          />
          <p className={styles.quiet}>{words.firstRun.computerSync}</p>
          <CopyLine text="npx rollcall sync --folder ~/Pictures" label={words.firstRun.copyCommand} />
        </div>
      </div>
    </section>
  )
}

/** Makes a code and approves it at once: whoever opens the link, on this person's word, is let in. */
function PhoneLink() {
  const { words } = useSpeech()
  const { sessions } = useServer()
  const { make, isBusy, problem } = useCall()
  const [link, setLink] = useState<string | null>(null)
  const show = async () => {
    const code = await make(() => sessions.requestDeviceCode(words.firstRun.phoneName))
    if (code === null) return
    const { userCode, deviceCode } = code.value
    if ((await make(() => sessions.approveDeviceCode(userCode))) !== null)
      setLink(`${location.origin}${JOIN_PATH}#${deviceCode}`)
  }
  if (isOnlyHere(location.hostname)) return <Note>{words.firstRun.phoneLocal}</Note>
  if (link === null)
    return (
      <>
        {problem === null ? null : <Note look="attention">{problem}</Note>}
        <Button isPending={isBusy} onPress={() => void show()}>
          {words.firstRun.phoneShow}
        </Button>
      </>
    )
  return (
    <>
      <p className={styles.quiet}>{words.firstRun.phoneHow}</p>
      <QrCode text={link} label={words.firstRun.phoneLabel} />
      <p className={styles.quiet}>{words.firstRun.phoneOtherWay}</p>
      <CopyLine text={link} label={words.firstRun.copyCommand} />
    </>
  )
}
