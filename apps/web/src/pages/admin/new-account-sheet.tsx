import type { Plan } from '@rollcall/protocol'
import type { FormEvent } from 'react'
import { useId, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Field } from '../../parts/field.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { PasswordField } from '../sign-in/password-fields.tsx'
import styles from './admin-page.module.css'

/** What a choice of plans calls the one that new accounts begin with. */
const AS_NEW = ''

/** Makes a further account of the server. */
export interface NewAccountSheetProps {
  readonly plans: readonly Plan[]
  readonly onClose: () => void
  readonly onDone: () => void
}

/** See {@link NewAccountSheetProps}. */
export function NewAccountSheet({ plans, onClose, onDone }: NewAccountSheetProps) {
  const { words } = useSpeech()
  const { admin } = useServer()
  const { make, isBusy, problem } = useCall()
  const form = useId()
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const [plan, setPlan] = useState<string>(AS_NEW)
  const create = async (event: FormEvent) => {
    event.preventDefault()
    const wish = { account: account.trim(), password, plan: plan === AS_NEW ? null : plan }
    const made = await make(() => admin.createAccount(wish))
    if (made === null) return
    tell({ text: words.admin.created(made.value.name) })
    onClose()
    onDone()
  }
  return (
    <Sheet
      title={words.admin.add}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="main" type="submit" form={form} isPending={isBusy}>
            {words.admin.create}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={(event) => void create(event)}>
        <Field
          label={words.admin.name}
          autoComplete="off"
          value={account}
          onChange={setAccount}
          isRequired
          autoFocus
        />
        <PasswordField kind="new" hint={words.admin.passwordHint} value={password} onChange={setPassword} />
        <Choice
          label={words.admin.plan}
          value={plan}
          options={[[AS_NEW, words.admin.asNew], ...plans.map(({ id, name }) => [id, name] as const)]}
          onChange={setPlan}
        />
        {problem === null ? null : <Note look="attention">{problem}</Note>}
      </form>
    </Sheet>
  )
}
