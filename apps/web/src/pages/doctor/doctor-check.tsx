import type { DoctorCheck, Fix } from '@rollcall/protocol'
import { Check, CircleAlert, CircleHelp, Clock } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { Button } from '../../parts/button.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { FindingItems } from '../sync/reason-sheet.tsx'
import styles from './doctor-page.module.css'

const GLYPHS: Readonly<Record<DoctorCheck['state'], LucideIcon>> = {
  ok: Check,
  waiting: Clock,
  attention: CircleAlert,
  unknown: CircleHelp,
}

/** One of the seven checks: what is so, what was looked at, which originals it concerns, and what mends it. */
export function CheckLine({
  check,
  number,
  onFix,
}: {
  readonly check: DoctorCheck
  readonly number: number
  readonly onFix: (fix: Fix) => void
}) {
  const { words, formats } = useSpeech()
  const { id, state, sentence, evidence, findings, fixes } = check
  const Glyph = GLYPHS[state]
  const affected = findings.filter(({ items }) => items > 0)
  const count = affected.reduce((sum, { items }) => sum + items, 0)
  return (
    <li className={styles.check} data-state={state}>
      <Glyph size={20} className={styles.glyph} role="img" aria-label={words.doctor.states[state]} />
      <div className={styles.told}>
        <h2>
          {number} {words.doctor.checks[id]}
        </h2>
        <p>{sentence}</p>
        {fixes.length === 0 ? null : (
          <div className={styles.fixes} role="group" aria-label={words.doctor.mendsIt}>
            {fixes.map((fix) => (
              <Button key={fix.id} onPress={() => onFix(fix)}>
                {fix.label}
              </Button>
            ))}
          </div>
        )}
        {affected.length === 0 ? null : (
          <details>
            <summary>{words.doctor.affected(formats.count(count))}</summary>
            {affected.map((finding) => (
              <FindingItems key={finding.code} finding={finding} />
            ))}
          </details>
        )}
        {evidence.length === 0 ? null : (
          <details>
            <summary>{words.doctor.evidence}</summary>
            <ul className={styles.evidence}>
              {evidence.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  )
}
