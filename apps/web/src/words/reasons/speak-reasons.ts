import type { DoctorCheck, DoctorFinding, DoctorReport, Facts, Fix } from '@rollcall/protocol'
import type { FixKind, ReasonCode } from '@rollcall/sync'
import { isPassing } from '@rollcall/sync'
import type { Formats } from '../formats.ts'
import type { ReasonSpeech } from './reason-speech.ts'
import type { ReasonWords } from './reason-words.ts'

const DAY_MS = 24 * 3_600_000

/** Speaks a language that there are words of. */
export function reasonSpeechOf(words: ReasonWords, formats: Formats): ReasonSpeech {
  const { reasons, fixes, leads, verdicts, forecasts } = words
  const originals = (count: number) => words.originals(formats.count(count), count)
  const sentenceOf = (code: string, facts: Facts, told: string): string =>
    Object.hasOwn(reasons, code) ? reasons[code as ReasonCode](facts, formats) : told
  const finding = (each: DoctorFinding): DoctorFinding => ({
    ...each,
    sentence: sentenceOf(each.code, each.facts, each.sentence),
  })
  const fix = (each: Fix): Fix => ({
    ...each,
    label: Object.hasOwn(fixes, each.id) ? fixes[each.id as FixKind] : each.label,
    preview: words.fixPreview(each.items === 0 ? null : originals(each.items), formats.bytes(each.bytes)),
  })
  const check = (each: DoctorCheck): DoctorCheck => {
    const findings = each.findings.map(finding)
    const worst = findings.find(({ code }) => !isPassing(code))
    const sentence = worst?.sentence ?? words.checks[each.id][each.state]
    return { ...each, sentence, findings, fixes: each.fixes.map(fix) }
  }
  const leadOf = ({ code, items, sentence }: DoctorFinding): string => {
    const lead = Object.hasOwn(leads, code) ? leads[code as ReasonCode] : undefined
    if (lead === undefined) return verdicts.notSafe(`${originals(items)}: ${sentence}`)
    return `${originals(items)} ${items === 1 ? lead[1] : lead[0]}.`
  }
  const verdictOf = (checks: readonly DoctorCheck[], { verdict, first }: DoctorReport): string => {
    if (verdict === 'all_safe') return verdicts.allSafe
    const leading = checks.find(({ id }) => id === first)?.findings
    const lead = leading?.find(({ code, items }) => items > 0 && !isPassing(code))
    return lead === undefined ? verdicts.onTheWay : leadOf(lead)
  }
  return {
    state: (state) => ({
      ...state,
      away:
        state.away === null
          ? null
          : { ...state.away, sentence: sentenceOf(state.away.code, state.away.facts, state.away.sentence) },
      uploads: state.uploads.map((each) =>
        each.sentence === null || each.reason === null
          ? each
          : { ...each, sentence: sentenceOf(each.reason, each.facts, each.sentence) },
      ),
    }),
    known: (known) => ({
      ...known,
      devices: known.devices.map((each) =>
        each.report === null
          ? each
          : { ...each, report: { ...each.report, findings: each.report.findings.map(finding) } },
      ),
    }),
    report: (report, isHere) => {
      const checks = report.checks.map(check)
      const heard =
        isHere || report.heardAt === null
          ? ''
          : words.heard(report.device, formats.since(report.heardAt, report.madeAt))
      return { ...report, checks, sentence: `${verdictOf(checks, report)}${heard}` }
    },
    forecast: (forecast, now) => {
      if (forecast === null) return forecasts.early
      const { fullAt, bytesADay } = forecast
      if (fullAt !== null && fullAt <= now) return forecasts.full
      if (fullAt === null) return bytesADay > 0 ? forecasts.lasts : forecasts.still
      const days = Math.ceil((fullAt - now) / DAY_MS)
      return forecasts.fullIn(formats.count(days), days)
    },
  }
}
