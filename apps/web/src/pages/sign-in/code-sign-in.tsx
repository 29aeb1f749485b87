import type { DeviceCode } from '@rollcall/protocol'
import { useEffect, useState } from 'react'
import { browserName } from '../../engine/worker/browser-name.ts'
import { Button } from '../../parts/button.tsx'
import { Note } from '../../parts/note.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useFailureSentence, valueOf } from '../../shell/use-call.ts'
import { useLibrary } from '../../shell/use-library.tsx'
import { useNow } from '../../shell/use-now.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './entrance.module.css'

/** How often the time that is left is told anew. */
const TELL_EVERY_MS = 15_000

/** Shows a code, and waits until a device that is signed in has approved it. */
export function CodeSignIn() {
  const { words } = useSpeech()
  const { sessions } = useServer()
  const [asked, setAsked] = useState(0)
  const { value: code, failure } = useAnswer(
    () => valueOf(sessions.requestDeviceCode(browserName(navigator.userAgent))),
    asked,
    String(asked),
  )
  const problem = useFailureSentence(failure)
  const renew = () => setAsked(asked + 1)
  if (problem !== null)
    return (
      <>
        <Note look="attention">{problem}</Note>
        <Button onPress={renew}>{words.signIn.newCode}</Button>
      </>
    )
  if (code === null) return <p className={styles.quiet}>{words.parts.loading}</p>
  return <ShownCode key={code.userCode} code={code} onRenew={renew} />
}

function ShownCode({ code, onRenew }: { readonly code: DeviceCode; readonly onRenew: () => void }) {
  const { words, formats } = useSpeech()
  const now = useNow(TELL_EVERY_MS)
  const hasEnded = useRedeemed(code)
  const address = `${location.origin}/link`
  if (hasEnded)
    return (
      <>
        <p role="status">{words.signIn.codeEnded}</p>
        <Button look="main" onPress={onRenew}>
          {words.signIn.newCode}
        </Button>
      </>
    )
  return (
    <>
      <p className={styles.quiet}>{words.signIn.codeHow(address)}</p>
      <div className={styles.code}>
        <QrCode text={`${address}?code=${code.userCode}`} label={words.signIn.codeLabel} />
        <p>
          <span className="unseen">{words.signIn.codeIs}: </span>
          <strong className={styles.letters} data-testid="code">
            {code.userCode}
          </strong>
        </p>
        <p className={styles.quiet}>{words.signIn.codeLasts(formats.since(code.expiresAt, now))}</p>
      </div>
      <p role="status" className={styles.quiet}>
        {words.signIn.waiting}
      </p>
    </>
  )
}

/** Asks until the code is approved, which signs this browser in. True when there is no use in asking any more. */
function useRedeemed({ deviceCode, intervalMs }: DeviceCode): boolean {
  const { web, clock } = useServer()
  const library = useLibrary()
  const [hasEnded, setEnded] = useState(false)
  useEffect(() => {
    const control = new AbortController()
    const poll = async () => {
      while (!control.signal.aborted) {
        await clock.sleep(intervalMs, control.signal)
        if (control.signal.aborted) return
        // No answer now is no reason to stop: the next one may come.
        const answer = await web.redeemDeviceCode(deviceCode).catch(() => null)
        if (answer === null || (!answer.ok && answer.refusal.code === 'authorization_pending')) continue
        if (answer.ok) library.wake()
        else setEnded(true)
        return
      }
    }
    void poll()
    return () => control.abort()
  }, [web, clock, library, deviceCode, intervalMs])
  return hasEnded
}
