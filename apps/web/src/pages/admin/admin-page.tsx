import type { AdminAccounts } from '@rollcall/protocol'
import { useState } from 'react'
import { Empty } from '../../parts/empty.tsx'
import { Note } from '../../parts/note.tsx'
import { Page } from '../../shell/page.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useFailureSentence, valueOf } from '../../shell/use-call.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { AccountsGroup } from './accounts-group.tsx'
import styles from './admin-page.module.css'
import { HealthGroup } from './health-group.tsx'
import { RequestsGroup } from './requests-group.tsx'

/** The server, as its owner runs it: who has an account, what they ask for, and how the disk is. */
export function AdminPage() {
  const { words } = useSpeech()
  const { admin } = useServer()
  const owner = useAnswer(() => valueOf(admin.owner()), 'owner')
  const failure = useFailureSentence(owner.failure)
  if (owner.value?.isOwner === false)
    return (
      <Page title={words.admin.title} hidesTitle>
        <Empty title={words.admin.notOwner} words={words.admin.notOwnerHow} />
      </Page>
    )
  return (
    <Page title={words.admin.title}>
      {failure === null ? null : <Note look="attention">{failure}</Note>}
      {owner.value === null ? null : <Administration />}
    </Page>
  )
}

function Administration() {
  const { admin } = useServer()
  const [asked, setAsked] = useState(0)
  const accounts = useAnswer<AdminAccounts>(() => valueOf(admin.accounts()), asked)
  const failure = useFailureSentence(accounts.failure)
  const askAgain = () => setAsked(asked + 1)
  return (
    <div className={styles.admin}>
      {failure === null ? null : <Note look="attention">{failure}</Note>}
      {accounts.value === null ? null : (
        <>
          <RequestsGroup known={accounts.value} onChanged={askAgain} />
          <AccountsGroup known={accounts.value} onChanged={askAgain} />
        </>
      )}
      <HealthGroup />
    </div>
  )
}
