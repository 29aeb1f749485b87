import type { AdminAccount, AdminAccounts, Plan } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useNow } from '../../shell/use-now.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './admin-page.module.css'

/** How often "asked … ago" is told anew. */
const TELL_EVERY_MS = 60_000

/** Somebody who asked for a plan, and for which. */
interface Asking {
  readonly account: AdminAccount
  readonly plan: string
  readonly askedAt: number
}

/** Plans that were asked for, each granted or declined here. */
export function RequestsGroup({
  known: { accounts, plans },
  onChanged,
}: {
  readonly known: AdminAccounts
  readonly onChanged: () => void
}) {
  const { words } = useSpeech()
  const { admin } = useServer()
  const { make, isBusy, problem } = useCall()
  const [declined, setDeclined] = useState<Asking | null>(null)
  const asking = accounts
    .flatMap((account) => (account.waiting === null ? [] : [{ account, ...account.waiting }]))
    .toSorted((one, other) => one.askedAt - other.askedAt)
  const grant = async ({ account, plan }: Asking) => {
    const answer = { plan, answer: 'granted', words: '' } as const
    if ((await make(() => admin.answerPlan(account.accountId, answer))) === null) return
    tell({ text: words.admin.granted(account.name) })
    onChanged()
  }
  return (
    <section className={styles.group} aria-labelledby="requests">
      <h2 id="requests">{words.admin.requests}</h2>
      {asking.length === 0 ? <p className={styles.quiet}>{words.admin.noRequests}</p> : null}
      <ul hidden={asking.length === 0}>
        {asking.map((each) => (
          <RequestRow
            key={each.account.accountId}
            asking={each}
            plan={plans.find(({ id }) => id === each.plan)}
            isBusy={isBusy}
            onGrant={() => void grant(each)}
            onDecline={() => setDeclined(each)}
          />
        ))}
      </ul>
      {problem === null ? null : <Note look="attention">{problem}</Note>}
      {declined === null ? null : (
        <DeclineSheet
          asking={declined}
          onClose={() => setDeclined(null)}
          onDone={() => {
            setDeclined(null)
            onChanged()
          }}
        />
      )}
    </section>
  )
}

interface RequestRowProps {
  readonly asking: Asking
  /** Undefined: it is offered no more. */
  readonly plan: Plan | undefined
  readonly isBusy: boolean
  readonly onGrant: () => void
  readonly onDecline: () => void
}

function RequestRow({ asking, plan, isBusy, onGrant, onDecline }: RequestRowProps) {
  const { words, formats } = useSpeech()
  const now = useNow(TELL_EVERY_MS)
  const { name, usedBytes, quotaBytes } = asking.account
  const limit = quotaBytes === null ? words.admin.noLimit : formats.bytes(quotaBytes)
  const ago = formats.since(Math.min(asking.askedAt, now), now)
  return (
    <li className={styles.request}>
      <div>
        <p>{words.admin.asks(name, plan?.name ?? words.admin.gone(asking.plan), ago)}</p>
        <p className={styles.small}>{words.admin.has(formats.bytes(usedBytes), limit)}</p>
      </div>
      <div className={styles.actions}>
        <Button onPress={onDecline}>{words.admin.decline}</Button>
        <Button look="main" isPending={isBusy} isDisabled={plan === undefined} onPress={onGrant}>
          {words.admin.grant}
        </Button>
      </div>
    </li>
  )
}

interface DeclineSheetProps {
  readonly asking: Asking
  readonly onClose: () => void
  readonly onDone: () => void
}

function DeclineSheet({ asking: { account, plan }, onClose, onDone }: DeclineSheetProps) {
  const { words } = useSpeech()
  const { admin } = useServer()
  const { make, isBusy, problem } = useCall()
  const [said, setSaid] = useState('')
  const decline = async () => {
    const answer = { plan, answer: 'declined', words: said.trim() } as const
    if ((await make(() => admin.answerPlan(account.accountId, answer))) === null) return
    tell({ text: words.admin.declined(account.name) })
    onDone()
  }
  return (
    <Sheet
      title={words.admin.declineTitle(account.name)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="main" isPending={isBusy} onPress={() => void decline()}>
            {words.admin.decline}
          </Button>
        </>
      }
    >
      <Field
        label={words.admin.declineWords}
        hint={words.admin.declineHint}
        maxLength={1_000}
        value={said}
        onChange={setSaid}
        autoFocus
      />
      {problem === null ? null : <Note look="attention">{problem}</Note>}
    </Sheet>
  )
}
