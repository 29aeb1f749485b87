import { useLocation } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Note } from '../../parts/note.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useFailureSentence, valueOf } from '../../shell/use-call.ts'
import { useClientState } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { InsecureNote } from '../sign-in/entrance.tsx'
import styles from './settings-page.module.css'

/** Which server this is, whether it answers, and whose it is. */
export function ServerSection() {
  const { words } = useSpeech()
  const { web, admin } = useServer()
  const { isOnline, away } = useClientState()
  const [, go] = useLocation()
  const facts = useAnswer(() => valueOf(web.server()), String(isOnline))
  const owner = useAnswer(() => valueOf(admin.owner()), String(isOnline))
  const failure = useFailureSentence(owner.failure ?? facts.failure)
  const whose = owner.value?.isOwner === true ? words.settings.youOwn : (owner.value?.owner ?? '–')
  return (
    <section className={styles.group} aria-labelledby="server">
      <h2 id="server">{words.settings.server}</h2>
      {failure === null && away === null ? null : <Note look="attention">{away?.sentence ?? failure}</Note>}
      <dl className={styles.facts}>
        <dt>{words.settings.address}</dt>
        <dd>{location.origin}</dd>
        <dt>{words.settings.secure}</dt>
        <dd>{globalThis.isSecureContext ? words.settings.isSecure : words.settings.isInsecure}</dd>
        <dt>{words.settings.answersIn}</dt>
        <dd>{isOnline ? words.settings.answers : words.settings.isAway}</dd>
        <dt>{words.settings.version}</dt>
        <dd>{facts.value?.serverVersion ?? '–'}</dd>
        <dt>{words.settings.owner}</dt>
        <dd>{whose}</dd>
      </dl>
      <InsecureNote />
      {owner.value?.isOwner === true ? (
        <div className={styles.actions}>
          <Button onPress={() => go('/admin')}>{words.settings.admin}</Button>
        </div>
      ) : null}
    </section>
  )
}
