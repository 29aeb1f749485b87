import type { AdminAccount, AdminAccounts, Plan } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useNow } from '../../shell/use-now.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './admin-page.module.css'
import { NewAccountSheet } from './new-account-sheet.tsx'

/** How often "last seen … ago" is told anew. */
const TELL_EVERY_MS = 60_000

/** What a choice of plans calls a limit that is of no plan. */
const OWN = 'own'

/** A plan that is about to be given to an account. */
interface Change {
  readonly account: AdminAccount
  readonly plan: Plan
}

/** Every account with what it stores and its plan, which is changed here; and how a further one is made. */
export function AccountsGroup({
  known,
  onChanged,
}: {
  readonly known: AdminAccounts
  readonly onChanged: () => void
}) {
  const { words } = useSpeech()
  const [isAdding, setAdding] = useState(false)
  const [change, setChange] = useState<Change | null>(null)
  const { name, uses, plan, devices, lastSeen } = words.admin
  return (
    <section className={styles.group} aria-labelledby="accounts">
      <div className={styles.head}>
        <h2 id="accounts">{words.admin.accounts}</h2>
        <Button onPress={() => setAdding(true)}>{words.admin.add}</Button>
      </div>
      <table className={styles.table}>
        <thead>
          <tr>
            {[name, uses, plan, devices, lastSeen].map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {known.accounts.map((account) => (
            <AccountRow key={account.accountId} account={account} plans={known.plans} onChange={setChange} />
          ))}
        </tbody>
      </table>
      {isAdding ? (
        <NewAccountSheet plans={known.plans} onClose={() => setAdding(false)} onDone={onChanged} />
      ) : null}
      {change === null ? null : (
        <ChangeSheet
          change={change}
          onClose={() => setChange(null)}
          onDone={() => {
            setChange(null)
            onChanged()
          }}
        />
      )}
    </section>
  )
}

interface AccountRowProps {
  readonly account: AdminAccount
  readonly plans: readonly Plan[]
  readonly onChange: (change: Change) => void
}

function AccountRow({ account, plans, onChange }: AccountRowProps) {
  const { words, formats } = useSpeech()
  const now = useNow(TELL_EVERY_MS)
  const { name, isOwner, usedBytes, quotaBytes, planId, devices, lastSeenAt } = account
  const limit = quotaBytes === null ? words.admin.noLimit : formats.bytes(quotaBytes)
  const current = plans.find(({ id }) => id === planId)
  const options = plans.map((plan) => [plan.id, plan.name] as const)
  return (
    <tr>
      <th scope="row">
        {name}
        {isOwner ? <span className={styles.small}> {words.admin.isOwner}</span> : null}
      </th>
      <td data-name={words.admin.uses}>{formats.bytes(usedBytes)}</td>
      <td data-name={words.admin.plan}>
        <div className={styles.planCell}>
          <Choice
            label={words.admin.planOf(name)}
            hidesLabel
            value={current?.id ?? OWN}
            options={
              current === undefined ? [[OWN, words.admin.ownLimit(limit)] as const, ...options] : options
            }
            onChange={(chosen) => {
              const plan = plans.find(({ id }) => id === chosen)
              if (plan !== undefined) onChange({ account, plan })
            }}
          />
        </div>
      </td>
      <td data-name={words.admin.devices}>{formats.count(devices)}</td>
      <td data-name={words.admin.lastSeen}>
        {lastSeenAt === null ? words.admin.never : formats.since(Math.min(lastSeenAt, now), now)}
      </td>
    </tr>
  )
}

interface ChangeSheetProps {
  readonly change: Change
  readonly onClose: () => void
  readonly onDone: () => void
}

function ChangeSheet({ change: { account, plan }, onClose, onDone }: ChangeSheetProps) {
  const { words, formats } = useSpeech()
  const { admin } = useServer()
  const { make, isBusy, problem } = useCall()
  const isSmaller = plan.quotaBytes !== null && plan.quotaBytes < account.usedBytes
  const give = async () => {
    if ((await make(() => admin.setPlan(account.accountId, plan.id))) === null) return
    tell({ text: words.admin.changed(account.name, plan.name) })
    onDone()
  }
  return (
    <Sheet
      title={words.admin.changeTitle(account.name, plan.name)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="main" isPending={isBusy} onPress={() => void give()}>
            {words.admin.change}
          </Button>
        </>
      }
    >
      <p>
        {words.admin.changeHow}{' '}
        {isSmaller ? words.admin.changeSmaller(formats.bytes(account.usedBytes)) : null}
      </p>
      {problem === null ? null : <Note look="attention">{problem}</Note>}
    </Sheet>
  )
}
