import type { CheckId, DoctorCheck, DoctorReport } from '@rollcall/protocol'
import { countWords } from './count-words.ts'
import { fixesIn } from './doctor-fix.ts'
import { printable } from './print-table.ts'

const NAMES: { readonly [Check in CheckId]: string } = {
  settings: 'Settings',
  connection: 'Connection',
  cloud_storage: 'Cloud storage',
  device_storage: 'Device storage',
  stuck: 'Sync engine',
  outdated: 'Versions',
  power: 'Power',
}

const MARKS: { readonly [State in DoctorCheck['state']]: string } = {
  ok: '✓',
  waiting: '!',
  attention: '!',
  unknown: '?',
}

/** Items that a finding names before the rest is only counted. */
const PATHS_SHOWN = 5

/** Prints a report for a person: the verdict, the seven checks, what each rests on, and the fixes by number. */
export function printReport(report: DoctorReport): void {
  console.log(`${printable(report.device)}: ${printable(report.sentence)}\n`)
  for (const check of report.checks) {
    console.log(`${MARKS[check.state]} ${NAMES[check.id].padEnd(15)} ${printable(check.sentence)}`)
    if (check.state === 'ok') continue
    for (const { items, paths, sentence } of check.findings) {
      if (sentence !== check.sentence) console.log(`    · ${printable(sentence)}`)
      if (items > 0 && check.id !== report.first) console.log(`      ${countWords(items, 'original')}`)
      if (items === 0 || check.id !== report.first) continue
      for (const path of paths.slice(0, PATHS_SHOWN)) console.log(`      ${printable(path)}`)
      if (items > PATHS_SHOWN) console.log(`      and ${(items - PATHS_SHOWN).toLocaleString('en')} more`)
    }
    for (const line of check.evidence) console.log(`    ${printable(line)}`)
  }
  const fixes = fixesIn(report)
  if (fixes.length > 0) console.log('\nWhat mends it (rollcall doctor --fix ID):')
  for (const [index, { id, label, preview }] of fixes.entries()) {
    console.log(`  ${String(index + 1).padStart(2)}  ${id.padEnd(24)} ${printable(label)}`)
    console.log(`      ${printable(preview)}`)
  }
}
