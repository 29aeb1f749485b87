import { Note } from '../../parts/note.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useSpeech } from '../../words/use-words.tsx'
import { whyOnlineOnly } from './why-online-only.ts'

/** Says why this browser cannot open the app without a network, and what mends that; nothing where it can. */
export function OfflineNote() {
  const { words } = useSpeech()
  const { value } = useAnswer(async () => ({ why: await whyOnlineOnly(globalThis) }), 'offline')
  if (value === null || value.why === null) return null
  const { title, how } = words.doctor.onlineOnly[value.why]
  return (
    <Note look="attention">
      <strong>{title}</strong> {how}
    </Note>
  )
}
