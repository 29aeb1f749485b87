import type { DeviceReport, DoctorFinding } from '@rollcall/protocol'
import type { ItemState } from '@rollcall/sync'
import { REASONS } from '@rollcall/sync'
import { Sheet } from '../../parts/sheet.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './sync-page.module.css'

/** A number of a device, opened: which originals it counts, and why each is not safe, as far as the device named them. */
export interface ReasonSheetProps {
  readonly device: string
  readonly report: DeviceReport
  /** Null: closed. */
  readonly state: ItemState | null
  readonly reportedAt: number | null
  readonly onClose: () => void
}

/** See {@link ReasonSheetProps}. */
export function ReasonSheet({ device, report, state, reportedAt, onClose }: ReasonSheetProps) {
  const { words, formats } = useSpeech()
  const findings = state === null ? [] : findingsOf(report, state)
  return (
    <Sheet
      title={state === null ? '' : words.sync.reasonsOf(words.sync.counts[state], device)}
      isOpen={state !== null}
      onClose={onClose}
    >
      {findings.length === 0 ? <p>{words.sync.noReasons}</p> : null}
      {findings.map((finding) => (
        <FindingItems key={finding.code} finding={finding} />
      ))}
      {reportedAt === null ? null : (
        <p className={styles.quiet}>{words.sync.asOf(formats.here(reportedAt))}</p>
      )}
    </Sheet>
  )
}

/** A reason with the originals that have it. */
export function FindingItems({ finding }: { readonly finding: DoctorFinding }) {
  const { words, formats } = useSpeech()
  const { sentence, items, bytes, paths } = finding
  return (
    <div className={styles.finding}>
      <p>{sentence}</p>
      {items === 0 ? null : (
        <p className={styles.quiet}>
          {formats.count(items)} · {formats.bytes(bytes)}
        </p>
      )}
      <ul className={styles.paths}>
        {paths.map((path) => (
          <li key={path}>{path}</li>
        ))}
        {paths.length > 0 && items > paths.length ? (
          <li>{words.sync.moreNotNamed(formats.count(items - paths.length))}</li>
        ) : null}
      </ul>
    </div>
  )
}

/** The findings of a report whose items are counted in a state. A reason of a later release counts as one that waits. */
function findingsOf({ findings }: DeviceReport, state: ItemState): readonly DoctorFinding[] {
  const states: Readonly<Record<string, { readonly state: ItemState }>> = REASONS
  return findings.filter(({ code }) => (states[code]?.state ?? 'waiting') === state)
}
