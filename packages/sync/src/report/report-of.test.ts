import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceReportSchema } from '@rollcall/protocol'
import { callRoll } from '../policy/call-roll.ts'
import type { Conditions } from '../policy/conditions.ts'
import { DEFAULT_SETTINGS } from '../policy/settings.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { groupReasons } from './group-reasons.ts'
import type { ReportFacts } from './report-of.ts'
import { differsMaterially, findingOf, reportOf } from './report-of.ts'

const OFFLINE: Conditions = {
  ...GOOD_CONDITIONS,
  server: { kind: 'away', code: 'offline', since: 0, nextTry: 5, facts: {} },
}

const FACTS: ReportFacts = {
  sinces: new Map([['1', { code: 'offline', since: 7 }]]),
  measured: GOOD_CONDITIONS.measured,
  engine: { state: 'running', since: 0, step: 'rest', crashes: 0 },
  version: '0.1.0',
  platform: 'linux x64',
  cursor: '1.5',
  unsent: 2,
  overBytes: 0,
}

/** A roll of so many photos to upload and so many safe ones, without a network. */
function sampleRoll(toUpload: number, safe: number) {
  const items = Array.from({ length: toUpload + safe }, (_, index) => {
    const facts = sampleFacts(index < toUpload ? SAMPLE_STANDINGS.to_upload : SAMPLE_STANDINGS.verified)
    return { ...facts, item: { ...facts.item, key: String(index), path: `${index}.jpg` } }
  })
  return callRoll(DEFAULT_SETTINGS, OFFLINE, items)
}

test('[R1] reportOf() has the numbers of the roll, and a finding for each reason', () => {
  const roll = sampleRoll(3, 4)
  const report = reportOf(roll, FACTS)
  assert.equal(report.total, 7)
  assert.deepEqual(report.counts, roll.counts)
  assert.equal(report.originalsHere, 7)
  assert.equal(report.originalBytesHere, 7_000)
  assert.deepEqual(
    report.findings.map(({ code, items, bytes, since, nextTry, paths }) => ({
      code,
      items,
      bytes,
      since,
      nextTry,
      paths,
    })),
    [
      {
        code: 'offline',
        items: 3,
        bytes: 3_000,
        since: 7,
        nextTry: 5,
        paths: ['0.jpg', '1.jpg', '2.jpg'],
      },
    ],
  )
  assert.deepEqual(deviceReportSchema.parse(report), report)
})

test('reportOf() names two hundred items at most, of however many', () => {
  const report = reportOf(sampleRoll(5_000, 0), FACTS)
  assert.equal(report.findings[0]?.items, 5_000)
  assert.equal(report.findings[0]?.paths.length, 200)
  assert.ok(deviceReportSchema.safeParse(report).success)
})

test('[R1] groupReasons() counts each item once that is in progress, waiting or blocked', () => {
  const standings = Object.values(SAMPLE_STANDINGS)
  const items = standings.map((standing, index) => {
    const facts = sampleFacts(standing)
    return { ...facts, item: { ...facts.item, key: String(index) } }
  })
  for (const conditions of [GOOD_CONDITIONS, OFFLINE]) {
    const { entries, counts } = callRoll(DEFAULT_SETTINGS, conditions, items)
    const groups = groupReasons({ entries }, new Map(), 10)
    const grouped = groups.reduce((sum, group) => sum + group.items, 0)
    assert.equal(grouped, counts.inProgress + counts.waiting + counts.blocked)
  }
})

test('reportOf() carries what stands behind, with a few of the items', () => {
  const items = sampleRoll(9, 1).entries
  const roll = callRoll({ ...DEFAULT_SETTINGS, isOn: false }, OFFLINE, items)
  const { findings, behind = [] } = reportOf(roll, FACTS)
  const told = [...findings, ...behind].map(({ code, items: count, paths }) => [code, count, paths.length])
  assert.deepEqual(told, [
    ['sync_off', 9, 9],
    ['offline', 9, 3],
  ])
})

/** What a setting leaves out, as a report tells it. */
const LEFT_OUT = findingOf(
  {
    code: 'older_than_start_date',
    facts: {},
    since: null,
    nextTry: null,
    items: 2,
    bytes: 5,
    paths: ['a.jpg'],
  },
  3,
)

test('[R1] reportOf() tells what settings leave out, and of a budget that is overstepped, with a few of the items', () => {
  const settings = { ...DEFAULT_SETTINGS, excludedFolders: ['left'] }
  const entries = sampleRoll(5, 1).entries.map((entry, index) =>
    index === 0 ? entry : { ...entry, item: { ...entry.item, path: `left/${index}.jpg` } },
  )
  const roll = callRoll(settings, GOOD_CONDITIONS, entries)
  const report = reportOf(roll, { ...FACTS, overBytes: 7 })
  const [first] = report.leftOut ?? []
  assert.deepEqual(
    [first?.code, first?.items, first?.paths.length],
    ['source_excluded', roll.counts.excluded, 3],
  )
  assert.equal(roll.counts.excluded, 4)
  assert.equal(report.overBytes, 7)
  assert.deepEqual(deviceReportSchema.parse(report), report)
})

test('differsMaterially() looks at what people would, and not at what always moves', () => {
  const report = reportOf(
    callRoll({ ...DEFAULT_SETTINGS, isOn: false }, OFFLINE, sampleRoll(1, 1).entries),
    FACTS,
  )
  const minor = {
    ...report,
    conditions: { ...report.conditions, freeBytes: 5, minuteOfDay: 3 },
    cursor: '1.9',
    bytes: 1,
  }
  assert.equal(differsMaterially(report, minor), false)
  const changes = [
    { ...report, counts: { ...report.counts, safe: 9 } },
    { ...report, findings: [] },
    { ...report, engine: { ...report.engine, state: 'stalled' as const } },
    { ...report, conditions: { ...report.conditions, network: 'mobile' as const } },
    { ...report, unsent: 0 },
    { ...report, behind: [] },
    { ...report, leftOut: [LEFT_OUT] },
    { ...report, overBytes: 1 },
    { ...report, engine: { ...report.engine, slept: { from: 1, until: 2 } } },
  ]
  for (const changed of changes) assert.equal(differsMaterially(report, changed), true)
})
