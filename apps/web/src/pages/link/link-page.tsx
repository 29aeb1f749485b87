import type { WaitingDevice } from '@rollcall/protocol'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Note } from '../../parts/note.tsx'
import { Page } from '../../shell/page.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './link-page.module.css'

/** Letters of a code, of both halves; what else is typed does not count. */
const CODE_LETTERS = 8

/** Approves the code of another device, after showing whose it is. `?code=` fills it in, as its QR code does. */
export function LinkPage() {
  const { words } = useSpeech()
  const { sessions } = useServer()
  const [params] = useSearchParams()
  const [code, setCode] = useState(() => params.get('code') ?? '')
  const [waiting, setWaiting] = useState<WaitingDevice | null>(null)
  const { make, isBusy, problem } = useCall()
  const [, go] = useLocation()
  const [approved, setApproved] = useState<string | null>(null)
  const userCode = userCodeOf(code)
  const look = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await make(() => sessions.waitingDevice(userCode))
    if (answer !== null) setWaiting(answer.value)
  }
  const approve = async (name: string) => {
    if ((await make(() => sessions.approveDeviceCode(userCode))) !== null) setApproved(name)
  }
  return (
    <Page title={words.link.title}>
      <div className={styles.link}>
        {approved !== null ? (
          <>
            <p role="status">{words.link.approved(approved)}</p>
            <Button look="main" onPress={() => go('/sync')}>
              {words.link.toDevices}
            </Button>
          </>
        ) : waiting !== null ? (
          <Question
            waiting={waiting}
            code={userCode}
            isBusy={isBusy}
            onApprove={() => void approve(waiting.deviceName)}
            onDecline={() => go('/')}
          />
        ) : (
          <form className={styles.form} onSubmit={(event) => void look(event)}>
            <Field
              label={words.link.code}
              hint={words.link.how}
              value={code}
              onChange={setCode}
              autoComplete="one-time-code"
              isRequired
            />
            <Button look="main" type="submit" isPending={isBusy} isDisabled={!isWhole(code)}>
              {words.link.look}
            </Button>
          </form>
        )}
        {problem === null ? null : <Note look="attention">{problem}</Note>}
      </div>
    </Page>
  )
}

interface QuestionProps {
  readonly waiting: WaitingDevice
  readonly code: string
  readonly isBusy: boolean
  readonly onApprove: () => void
  readonly onDecline: () => void
}

function Question({ waiting, code, isBusy, onApprove, onDecline }: QuestionProps) {
  const { words } = useSpeech()
  const { deviceName, address } = waiting
  return (
    <>
      <h2>{words.link.question(deviceName)}</h2>
      <p>
        {address === null ? words.link.fromNowhere : words.link.from(address)} {words.link.means}
      </p>
      <p>
        {words.link.check} <strong className={styles.code}>{code}</strong>
      </p>
      <div className={styles.actions}>
        <Button onPress={onDecline}>{words.link.decline}</Button>
        <Button look="main" isPending={isBusy} onPress={onApprove}>
          {words.link.approve}
        </Button>
      </div>
    </>
  )
}

const lettersOf = (typed: string) => typed.toUpperCase().replaceAll(/[^A-Z]/g, '')

function isWhole(typed: string): boolean {
  return lettersOf(typed).length === CODE_LETTERS
}

function userCodeOf(typed: string): string {
  const letters = lettersOf(typed)
  return `${letters.slice(0, CODE_LETTERS / 2)}-${letters.slice(CODE_LETTERS / 2)}`
}
