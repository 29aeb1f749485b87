import type { Usage } from '@rollcall/protocol'
import { useState } from 'react'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './storage-page.module.css'
import type { SegmentKind } from './usage-segments.ts'
import { segmentsOf } from './usage-segments.ts'

/** How full a library is, and of what: a bar with a pattern and a name for each part, and the same as a table. */
export function UsageBar({ usage }: { readonly usage: Usage }) {
  const { words, formats } = useSpeech()
  const [chosen, setChosen] = useState<SegmentKind | null>(null)
  const parts = segmentsOf(usage)
  const { quotaBytes, usedBytes, reservedBytes } = usage
  return (
    <>
      <p className={styles.sum}>
        {quotaBytes === null
          ? words.storage.usedAlone(formats.bytes(usedBytes))
          : words.storage.used(formats.bytes(usedBytes), formats.bytes(quotaBytes))}
      </p>
      <ul className={styles.bar} aria-label={words.storage.bar}>
        {parts.map(({ kind, bytes, share }) => (
          <li key={kind} className={styles.part} style={{ flexGrow: share }}>
            <button
              type="button"
              className={styles.segment}
              data-kind={kind}
              aria-pressed={chosen === kind}
              aria-label={`${words.storage.kinds[kind]}: ${formats.bytes(bytes)}, ${formats.percent(share)}`}
              onClick={() => setChosen(chosen === kind ? null : kind)}
            />
          </li>
        ))}
      </ul>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.storage.kind}</th>
            <th scope="col">{words.storage.size}</th>
            <th scope="col">{words.storage.share}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ kind, bytes, share }) => (
            <tr key={kind} data-chosen={chosen === kind || undefined}>
              <th scope="row">
                <span className={styles.key} data-kind={kind} aria-hidden />
                {words.storage.kinds[kind]}
              </th>
              <td>{formats.bytes(bytes)}</td>
              <td>{formats.percent(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {reservedBytes > 0 ? <p>{words.storage.promised(formats.bytes(reservedBytes))}</p> : null}
    </>
  )
}
