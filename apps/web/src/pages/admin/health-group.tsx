import type { ServerHealth } from '@rollcall/protocol'
import { Note } from '../../parts/note.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useFailureSentence, valueOf } from '../../shell/use-call.ts'
import { useNow } from '../../shell/use-now.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './admin-page.module.css'

const DAY_MS = 24 * 3_600_000

/** How often "all read since …" is told anew. */
const TELL_EVERY_MS = 60_000

/** The disk of the server, and how long ago the originals of each library were read back. */
export function HealthGroup() {
  const { words, formats } = useSpeech()
  const { admin } = useServer()
  const { value, failure } = useAnswer(() => valueOf(admin.health()), 'health')
  const sentence = useFailureSentence(failure)
  return (
    <section className={styles.group} aria-labelledby="health">
      <h2 id="health">{words.admin.health}</h2>
      {sentence === null ? null : <Note look="attention">{sentence}</Note>}
      {value === null ? null : (
        <>
          <p>
            {value.freeBytes === null
              ? words.admin.freeHidden
              : words.admin.free(formats.bytes(value.freeBytes))}{' '}
            {words.admin.scrub(formats.count(Math.round(value.scrubEveryMs / DAY_MS)))}
          </p>
          <Libraries libraries={value.libraries} />
        </>
      )}
    </section>
  )
}

function Libraries({ libraries }: { readonly libraries: ServerHealth['libraries'] }) {
  const { words, formats } = useSpeech()
  const now = useNow(TELL_EVERY_MS)
  const { library, originals, read, due, lost } = words.admin
  const lostCount = libraries.reduce((sum, { lostOriginals }) => sum + lostOriginals, 0)
  return (
    <>
      {lostCount === 0 ? null : <Note look="attention">{words.admin.lostHow(formats.count(lostCount))}</Note>}
      <table className={styles.table}>
        <thead>
          <tr>
            {[library, originals, read, due, lost].map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {libraries.map((each) => (
            <tr key={each.name}>
              <th scope="row">{each.name}</th>
              <td data-name={originals}>
                {formats.count(each.originals)} · {formats.bytes(each.bytes)}
              </td>
              <td data-name={read}>
                {each.oldestVerifiedAt === null
                  ? words.admin.nothing
                  : formats.since(Math.min(each.oldestVerifiedAt, now), now)}
              </td>
              <td data-name={due}>{formats.count(each.dueOriginals)}</td>
              <td data-name={lost}>{formats.count(each.lostOriginals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
