import type { CheckId, DoctorCheck, DoctorFinding, DoctorReport, Fix } from '@rollcall/protocol'
import { checkIdSchema } from '@rollcall/protocol'
import { REASONS } from '../policy/reasons.ts'
import { checkOf, isPassing, isReasonCode } from './check-of.ts'
import type { Evidence } from './evidence.ts'
import { EVIDENCE_LINES } from './evidence-lines.ts'
import { offerFix } from './offer-fix.ts'
import { rankFindings } from './rank-findings.ts'
import { standingFindings } from './standing-findings.ts'
import { quietWords } from './quiet-words.ts'
import { verdictOf } from './verdict.ts'

/*
 * The doctor. It decides nothing: what keeps photos from being safe is what the roll says [R3], grouped under the seven causes for which
 * photos stop syncing. It adds what stands in the way of photos yet to come (sync off, nothing running), what was measured, and which
 * fixes there are. The same evidence gives the same report, on the device and anywhere else.
 */

const FINDINGS_MAX = 50
const FIXES_MAX = 20
const LINES_MAX = 50

/** Makes the report. Pure. `milliseconds` is left 0: whoever gathered the evidence knows how long that took. */
export function diagnose(evidence: Evidence): DoctorReport {
  const ranked = [
    ...rankFindings(evidence.groups),
    ...rankFindings([...evidence.behind, ...standingFindings(evidence)]),
    ...evidence.leftOut,
  ]
  const mending = rankFindings(evidence.groups).find(({ code, items }) => items > 0 && !isPassing(code))
  const leading = mending ?? evidence.leftOut[0]
  return {
    device: evidence.device,
    madeAt: evidence.now,
    heardAt: evidence.heardAt,
    ...verdictOf(evidence, rankFindings(evidence.groups)),
    first: leading === undefined ? null : checkOf(leading.code),
    checks: checkIdSchema.options.map((id) => checkFrom(id, evidence, ranked)),
    milliseconds: 0,
  }
}

function checkFrom(id: CheckId, evidence: Evidence, ranked: readonly DoctorFinding[]): DoctorCheck {
  const findings = ranked.filter(({ code }) => checkOf(code) === id)
  const [worst] = findings.filter(({ code }) => !isPassing(code))
  const lines = EVIDENCE_LINES[id](evidence).map((line) => line.slice(0, 500))
  const base = {
    id,
    evidence: lines.slice(0, LINES_MAX),
    findings: findings.slice(0, FINDINGS_MAX),
    fixes: fixesOf(findings, evidence),
  }
  if (worst !== undefined) return { ...base, state: stateOf(findings), sentence: worst.sentence }
  return { ...base, ...quietWords(id, evidence) }
}

/** Attention as soon as one of them needs somebody; nothing waits for what its owner leaves out, nor for what is only told. */
function stateOf(findings: readonly DoctorFinding[]): DoctorCheck['state'] {
  if (findings.every(({ code }) => isReasonCode(code) && CALM.has(REASONS[code].state))) return 'ok'
  const needsSomebody = findings.some(({ code }) => !isReasonCode(code) || REASONS[code].state === 'blocked')
  return needsSomebody ? 'attention' : 'waiting'
}

/** States of reasons that nothing waits for. */
const CALM: ReadonlySet<string> = new Set(['excluded', 'safe'])

/** The fixes of all findings of a check, each once, those of the first finding first; counted exactly where somebody could [R7]. */
function fixesOf(findings: readonly DoctorFinding[], evidence: Evidence): Fix[] {
  const counted = new Map(evidence.fixes.map((fix) => [fix.id, fix]))
  const fixes = new Map<string, Fix>()
  for (const finding of findings) {
    if (!isReasonCode(finding.code)) continue
    for (const kind of REASONS[finding.code].fixes) {
      if (fixes.has(kind)) continue
      const fix = counted.get(kind) ?? offerFix(kind, finding, evidence)
      if (fix !== null) fixes.set(kind, fix)
    }
  }
  return [...fixes.values()].slice(0, FIXES_MAX)
}
