import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DoctorReport } from '@rollcall/protocol'
import { callRoll } from '../policy/call-roll.ts'
import { DEFAULT_SETTINGS } from '../policy/settings.ts'
import { reportOf } from '../report/report-of.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { diagnose } from './diagnose.ts'
import { evidenceOfReport } from './evidence.ts'

const NOW = Date.UTC(2026, 10, 22, 12)

test('evidenceOfReport() tells of what settings leave out, and of a budget that is overstepped [R3]', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    startDate: Date.UTC(2030, 0, 1),
    optimise: true,
    budgetBytes: 1_000_000,
  }
  const items = [SAMPLE_STANDINGS.to_upload, SAMPLE_STANDINGS.verified].map((standing, index) => {
    const facts = sampleFacts(standing)
    return { ...facts, item: { ...facts.item, key: `${index}.jpg`, path: `${index}.jpg` } }
  })
  const roll = callRoll(settings, GOOD_CONDITIONS, items)
  const report = reportOf(roll, {
    sinces: new Map(),
    measured: GOOD_CONDITIONS.measured,
    engine: { state: 'running', since: 0, step: 'rest', crashes: 0 },
    version: '1.0.0',
    platform: 'linux',
    cursor: null,
    unsent: 0,
    overBytes: 250_000,
  })
  const known = { device: 'laptop', settings, storage: null, now: NOW, heardAt: NOW, serverVersion: '1.0.0' }
  const remote = diagnose(evidenceOfReport({ ...known, report }))
  const foundIn = ({ checks }: DoctorReport) =>
    checks.flatMap(({ findings }) => findings.map(({ code, items: count }) => [code, count]))
  assert.equal(remote.first, 'settings')
  assert.deepEqual(foundIn(remote), [
    ['older_than_start_date', 1],
    ['over_budget', 0],
  ])
  assert.match(remote.sentence, /1 original is left out by your settings, so only on laptop\./)
  const here = diagnose({ ...evidenceOfReport({ ...known, report }), isHere: true })
  assert.deepEqual(foundIn(here), foundIn(remote))
  assert.match(here.sentence, /left out by your settings, so only here\./)
  const fixes = remote.checks.flatMap((check) => check.fixes.map(({ id }) => id))
  assert.ok(fixes.includes('clear_start_date') && fixes.includes('raise_budget'), fixes.join())
  const { leftOut: _, overBytes: __, ...older } = report
  assert.deepEqual(foundIn(diagnose(evidenceOfReport({ ...known, report: older }))), [])
})
