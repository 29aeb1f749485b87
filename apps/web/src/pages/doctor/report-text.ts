import type { DoctorReport } from '@rollcall/protocol'

/**
 * A report as text that can be given away: states, codes, numbers and what was measured. No photo, path, device, account or address is in
 * it: `secrets` are names to leave out wherever they stand, and everything that looks like an address goes too.
 */
export function reportText(report: DoctorReport, secrets: readonly string[]): string {
  const { verdict, madeAt, heardAt, checks, milliseconds } = report
  const lines = [
    `Rollcall doctor: ${verdict}`,
    `made ${isoOf(madeAt)}, device heard ${isoOf(heardAt)}, took ${milliseconds} ms`,
  ]
  for (const [index, { id, state, findings, evidence, fixes }] of checks.entries()) {
    lines.push('', `${index + 1} ${id}: ${state}`)
    for (const { code, items, bytes, since } of findings)
      lines.push(
        `  ${code}: ${items} originals, ${bytes} bytes${since === null ? '' : `, since ${isoOf(since)}`}`,
      )
    for (const line of evidence) lines.push(`  ${redact(line, secrets)}`)
    if (fixes.length > 0) lines.push(`  fixes: ${fixes.map((fix) => fix.id).join(', ')}`)
  }
  return `${lines.join('\n')}\n`
}

const ADDRESS = /\bhttps?:\/\/\S+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/gi
const QUOTED = /[“"'][^”"']*[”"']/g
const PATHS = /(?:[A-Za-z]:)?(?:[/\\][^\s/\\,;]+){2,}/g

function redact(line: string, secrets: readonly string[]): string {
  let text = line
  for (const secret of secrets.toSorted((one, other) => other.length - one.length))
    if (secret.trim().length > 1) text = text.replaceAll(secret, '[name]')
  return text.replace(ADDRESS, '[address]').replace(QUOTED, '[name]').replace(PATHS, '[path]')
}

function isoOf(at: number | null): string {
  return at === null ? 'never' : new Date(at).toISOString()
}
