import type { Alarms, AlarmTrial } from '@rollcall/protocol'
import { alarmChannelsSchema } from '@rollcall/protocol'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Note } from '../../parts/note.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useCall, useFailureSentence, valueOf } from '../../shell/use-call.ts'
import type { LibraryServer } from '../../shell/use-server.tsx'
import { useLibraryServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './settings-page.module.css'

/** Who is told when a device has gone quiet. */
export function AlarmsSection() {
  const { words } = useSpeech()
  const server = useLibraryServer()
  const { value, failure } = useAnswer(
    async () => (server === null ? null : await valueOf(server.devices.alarms())),
    server === null ? null : 'alarms',
  )
  const sentence = useFailureSentence(failure)
  return (
    <section className={styles.group} aria-labelledby="alarms">
      <h2 id="alarms">{words.settings.alarms}</h2>
      <p className={styles.quiet}>{words.settings.alarmsHow}</p>
      {sentence === null ? null : <Note look="attention">{sentence}</Note>}
      {value === null || server === null ? null : <Channels alarms={value} server={server} />}
    </section>
  )
}

function Channels({ alarms, server }: { readonly alarms: Alarms; readonly server: LibraryServer }) {
  const { words } = useSpeech()
  const [webhook, setWebhook] = useState(alarms.webhook ?? '')
  const [email, setEmail] = useState(alarms.email ?? '')
  const [isChecked, setChecked] = useState(false)
  const [trials, setTrials] = useState<readonly AlarmTrial[] | null>(null)
  const { make, isBusy, problem } = useCall()
  const wished = { webhook: webhook.trim() || null, email: email.trim() || null }
  const bad = badFieldsOf(wished)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (bad.length > 0) return
    if ((await make(() => server.devices.putAlarms(wished))) !== null) tell({ text: words.settings.saved })
  }
  const tryThem = async () => setTrials((await make(server.devices.tryAlarms))?.value.trials ?? null)
  return (
    <>
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <Field
          label={words.settings.webhook}
          hint={words.settings.webhookHint}
          type="url"
          value={webhook}
          onChange={setWebhook}
          problem={isChecked && bad.includes('webhook') ? words.settings.webhookBad : null}
        />
        <Field
          label={words.settings.email}
          hint={words.settings.emailHint}
          inputMode="email"
          value={email}
          onChange={setEmail}
          problem={isChecked && bad.includes('email') ? words.settings.emailBad : null}
        />
        {!alarms.canMail && wished.email !== null ? <Note>{words.settings.cannotMail}</Note> : null}
        {problem === null ? null : <Note look="attention">{problem}</Note>}
        <div className={styles.actions}>
          <Button look="main" type="submit" isPending={isBusy}>
            {words.parts.save}
          </Button>
          <Button onPress={() => void tryThem()}>{words.settings.tryAlarms}</Button>
        </div>
        <p className={styles.small}>{words.settings.tryHow}</p>
      </form>
      {trials === null ? null : <Trials trials={trials} />}
    </>
  )
}

function Trials({ trials }: { readonly trials: readonly AlarmTrial[] }) {
  const { words } = useSpeech()
  if (trials.length === 0) return <p role="status">{words.settings.nobodyToTell}</p>
  return (
    <ul className={styles.told} role="status">
      {trials.map(({ channel, to, why }) => {
        const name = words.settings.channels[channel]
        return (
          <li key={`${channel} ${to}`}>
            {why === null
              ? `✓ ${words.settings.told(name, to)}`
              : `! ${words.settings.notTold(name, to, why)}`}
          </li>
        )
      })}
    </ul>
  )
}

/** Which of the channels cannot be addresses. */
function badFieldsOf(wished: {
  readonly webhook: string | null
  readonly email: string | null
}): readonly string[] {
  const parsed = alarmChannelsSchema.safeParse(wished)
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]))
}
