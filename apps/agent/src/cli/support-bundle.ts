import { sha256Text } from '@rollcall/platform-node'
import type { DoctorReport, Facts } from '@rollcall/protocol'
import type { Evidence } from '@rollcall/sync'

/** Digits of a hash that stands for a name: enough to tell names apart, too few to guess by. */
const NAME_DIGITS = 12

/** Words of the system's, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`; everything else that is text may be a name. */
const SYSTEM_WORD = /^[A-Z][A-Z0-9_]{2,60}$/

/** A bundle for whoever helps: JSON lines, and what they hold in words. */
export interface SupportBundle {
  readonly lines: readonly string[]
  readonly contents: readonly string[]
}

/**
 * What helps to find a fault, without anything about the photos: numbers, codes and settings as they are; names of files, folders,
 * devices, accounts and servers as hashes; no sentence, for sentences hold names.
 */
export function supportBundle(report: DoctorReport, evidence: Evidence): SupportBundle {
  const { settings, conditions, engine, versions, probes, usage, counts, total, unsent } = evidence
  const parts: readonly (readonly [string, unknown])[] = [
    ['versions', versions],
    [
      'verdict',
      { verdict: report.verdict, first: report.first, madeAt: report.madeAt, heardAt: report.heardAt },
    ],
    ['counts', { total, ...counts, unsent }],
    ['checks', report.checks.map(({ id, state }) => ({ id, state }))],
    [
      'findings',
      evidence.groups.map(({ sentence: _words, paths, facts, ...rest }) => ({
        ...rest,
        facts: redact(facts),
        paths: paths.map(hashName),
      })),
    ],
    ['settings', { ...settings, excludedFolders: settings.excludedFolders.map(hashName) }],
    ['conditions', { ...conditions, unknown: Object.keys(conditions.unknown) }],
    ['engine', engine],
    ['probes', (probes ?? []).map(({ facts, ...rest }) => ({ ...rest, facts: redact(facts) }))],
    ['usage', usage],
  ]
  const contents = parts.map(([name]) => name)
  const first = { part: 'contents', contents, names: 'hashed', device: hashName(evidence.device) }
  return {
    lines: [first, ...parts.map(([part, value]) => ({ part, value }))].map((line) => JSON.stringify(line)),
    contents,
  }
}

function redact(facts: Facts): Facts {
  const told = Object.entries(facts).map(([name, value]) => {
    const isText = typeof value === 'string' && !SYSTEM_WORD.test(value)
    return [name, isText ? hashName(value) : value] as const
  })
  return Object.fromEntries(told)
}

function hashName(name: string): string {
  return `#${sha256Text(name).slice(0, NAME_DIGITS)}`
}
