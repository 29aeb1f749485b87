import type { Plan, Storage } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Note } from '../../parts/note.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useLibraryServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './storage-page.module.css'

/** The plan of this account, and the others that there are: for the taking, or to ask the server's owner for. */
export function Plans({ storage, onDone }: { readonly storage: Storage; readonly onDone: () => void }) {
  const { words, formats } = useSpeech()
  const [wanted, setWanted] = useState<Plan | null>(null)
  const { plan, plans, request } = storage
  const roomOf = ({ quotaBytes }: Pick<Plan, 'quotaBytes'>) =>
    quotaBytes === null ? words.storage.noLimit : formats.bytes(quotaBytes)
  const requested =
    request === null ? null : (plans.find(({ id }) => id === request.plan)?.name ?? request.plan)
  return (
    <Card title={words.storage.plan}>
      {plan === null ? (
        <p>{storage.usage.quotaBytes === null ? words.storage.planUnlimited : words.storage.planNone}</p>
      ) : null}
      {request === null || requested === null ? null : (
        <p>
          {words.storage.requestStates[request.state](requested, formats.here(request.askedAt))}{' '}
          {request.words}
        </p>
      )}
      <ul className={styles.rows}>
        {plans.map((each) => (
          <li key={each.id}>
            <span>
              {each.name}
              {each.name === roomOf(each) ? null : <span className={styles.quiet}> · {roomOf(each)}</span>}
            </span>
            {each.id === plan?.id ? (
              <strong>{words.storage.current}</strong>
            ) : (
              <Button onPress={() => setWanted(each)}>
                {each.access === 'self' ? words.storage.take : words.storage.ask}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {wanted === null ? null : (
        <PlanSheet
          plan={wanted}
          room={roomOf(wanted)}
          usedBytes={storage.usage.usedBytes}
          onClose={(isDone) => {
            setWanted(null)
            if (isDone) onDone()
          }}
        />
      )}
    </Card>
  )
}

interface PlanSheetProps {
  readonly plan: Plan
  readonly room: string
  readonly usedBytes: number
  readonly onClose: (isDone: boolean) => void
}

function PlanSheet({ plan, room, usedBytes, onClose }: PlanSheetProps) {
  const { words, formats } = useSpeech()
  const server = useLibraryServer()
  const { make, isBusy, problem } = useCall()
  const isSelf = plan.access === 'self'
  const change = async () => {
    if (server === null) return
    const told = await make(() => server.storage.changePlan(plan.id))
    if (told === null) return
    const isTaken = told.value.plan?.id === plan.id
    tell({ text: isTaken ? words.storage.taken(plan.name) : words.storage.askedFor(plan.name) })
    onClose(true)
  }
  return (
    <Sheet
      title={words.storage.takeSheet(plan.name)}
      isOpen
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onPress={() => onClose(false)}>{words.parts.cancel}</Button>
          <Button look="main" isPending={isBusy} onPress={() => void change()}>
            {isSelf ? words.storage.take : words.storage.ask}
          </Button>
        </>
      }
    >
      {problem === null ? null : <Note look="attention">{problem}</Note>}
      <p>{words.storage.takeWhat(room)}</p>
      {isSelf ? null : <p>{words.storage.askWhat}</p>}
      {plan.quotaBytes !== null && usedBytes > plan.quotaBytes ? (
        <p>{words.storage.takeSmaller(formats.bytes(usedBytes))}</p>
      ) : null}
    </Sheet>
  )
}
