import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Identity } from '@rollcall/protocol'
import { DEFAULT_SETTINGS, diagnose, NOTHING_MEASURED } from '@rollcall/sync'
import type { UploadEntry } from '../../engine/library-client.ts'
import type { BrowserFacts } from './browser-evidence.ts'
import { browserEvidence, probesOf } from './browser-evidence.ts'
import { safeFixesOf, wayOfFix } from './choose-fixes.ts'
import { reportText } from './report-text.ts'

const NOW = Date.UTC(2026, 10, 14, 12)

const IDENTITY = { deviceName: 'Kitchen browser', account: 'ana' } as Identity

function upload(no: number, state: UploadEntry['state'], reason: UploadEntry['reason']): UploadEntry {
  const name = `IMG_${no}.jpg`
  const nothing = {
    facts: {},
    sentence: null,
    assetId: null,
    thumbnail: null,
    verifiedAt: null,
    isKept: true,
  }
  return { id: String(no), name, bytes: 1_000, sentBytes: 0, state, reason, ...nothing }
}

const FACTS: BrowserFacts = {
  state: {
    identity: IDENTITY,
    roll: { safe: 3, inProgress: 0, waiting: 2, blocked: 0, excluded: 0 },
    uploads: [upload(1, 'waiting', 'paused_by_you'), upload(2, 'waiting', 'paused_by_you')],
    checkedAt: NOW,
    unsent: 0,
  },
  now: NOW,
  settings: { ...DEFAULT_SETTINGS, pausedUntil: 'resumed' },
  conditions: NOTHING_MEASURED,
  storage: null,
  probes: probesOf({ isOnLine: true, milliseconds: 12, away: null }),
  platform: 'Chromium',
  clientVersion: '1.4.0',
  serverVersion: '1.4.0',
}

test('[R3] browserEvidence() makes a report whose numbers are those of the roll', () => {
  const evidence = browserEvidence(FACTS)
  assert.equal(evidence.total, 5)
  assert.deepEqual(
    evidence.groups.map(({ code, items, bytes }) => [code, items, bytes]),
    [['paused_by_you', 2, 2_000]],
  )
  const report = diagnose(evidence)
  assert.equal(report.first, 'settings')
  assert.match(report.sentence, /^2 originals wait: sync is paused/)
  assert.equal(report.checks.length, 7)
})

test('probesOf() of a server that does not answer makes it the cause, and of no network that', () => {
  const causeOf = (isOnLine: boolean) => {
    const probes = probesOf({ isOnLine, milliseconds: null, away: null })
    return diagnose(browserEvidence({ ...FACTS, probes })).checks.find(({ id }) => id === 'connection')
      ?.findings[0]?.code
  }
  assert.equal(causeOf(true), 'server_unreachable')
  assert.equal(causeOf(false), 'offline')
})

test('safeFixesOf() takes only what can be taken back and costs nothing', () => {
  const report = diagnose(browserEvidence(FACTS))
  assert.deepEqual(
    safeFixesOf(report).map(({ id }) => id),
    ['resume'],
  )
  const onMobile = {
    ...FACTS,
    state: { ...FACTS.state, uploads: [upload(1, 'waiting', 'mobile_data_off')] },
    settings: DEFAULT_SETTINGS,
  }
  assert.deepEqual(safeFixesOf(diagnose(browserEvidence(onMobile))), [])
})

test('wayOfFix() leads to the page of this app where the command line has a line to run', () => {
  const full = { ...FACTS, state: { ...FACTS.state, uploads: [upload(1, 'waiting', 'quota_full')] } }
  const fixes = diagnose(browserEvidence(full)).checks.flatMap((check) => check.fixes)
  const plan = fixes.find(({ id }) => id === 'change_plan')
  assert.ok(plan !== undefined)
  assert.deepEqual(wayOfFix(plan), { kind: 'go', path: '/storage' })
})

test('reportText() names no photo, device, account or address', () => {
  const text = reportText(diagnose(browserEvidence(FACTS)), [
    'Kitchen browser',
    'ana',
    'https://home.example',
  ])
  assert.match(text, /settings: attention|settings: waiting/)
  assert.match(text, /paused_by_you: 2 originals/)
  assert.doesNotMatch(text, /IMG_|Kitchen|\bana\b|home\.example/)
})
