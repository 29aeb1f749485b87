import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DoctorFinding, DoctorReport, Facts } from '@rollcall/protocol'
import { checkIdSchema } from '@rollcall/protocol'
import type { FixKind, ReasonCode } from '@rollcall/sync'
import { FIXES, REASONS } from '@rollcall/sync'
import type { Formats } from '../formats.ts'
import { formatsOf } from '../formats.ts'
import { reasonWordsDe, speakGerman } from './de.ts'

const CODES = Object.keys(REASONS) as ReasonCode[]

/** Writes numbers so that one can tell that they went through it. */
const MARKING: Formats = {
  ...formatsOf('de'),
  count: () => '‹count›',
  bytes: () => '‹bytes›',
  day: () => '‹day›',
  here: () => '‹here›',
  percent: () => '‹percent›',
}

/** Facts of all kinds at once: each sentence takes those that it knows. */
const NUMBERS: Facts = {
  bytes: 123_456,
  bytesDone: 23_456,
  freeBytes: 34_567,
  quotaBytes: 45_678,
  overBytes: 56_789,
  offsetMs: 7_200_000,
  takenAt: 1_700_000_000_000,
  startDate: 1_700_000_000_000,
  trashedAt: 1_700_000_000_000,
  since: 1_700_000_000_000,
  until: 1_700_000_000_000,
  forMs: 43_200_000,
  batteryPercent: 17,
  batteryFloor: 20,
  missing: 25,
  of: 31,
  fromMinute: 425,
  toMinute: 1_320,
  path: 'DCIM/a.jpg',
  because: 'rule',
}

test('every reason has a sentence in both languages, with facts and without', () => {
  for (const code of CODES) {
    for (const facts of [NUMBERS, {}]) {
      const [english, german] = [
        REASONS[code].sentence(facts),
        reasonWordsDe.reasons[code](facts, formatsOf('de')),
      ]
      assert.match(german, /^.{12,}[.]$/s, code)
      assert.notEqual(german, english, code)
      assert.match(english, /^.{12,}[.]$/s, code)
    }
  }
})

test('every number, size and day in a German sentence is written by the formats', () => {
  for (const code of CODES) {
    // The hours of a schedule are read off a clock, which shows them alike everywhere.
    const sentence = reasonWordsDe.reasons[code](NUMBERS, MARKING).replaceAll(/\d\d:\d\d/g, '')
    assert.doesNotMatch(sentence, /\d/, code)
  }
  const quota = reasonWordsDe.reasons.quota_full(NUMBERS, MARKING)
  assert.equal(quota.split('‹bytes›').length, 3)
})

test('every fix has a label in both languages, which the page can show on a button', () => {
  for (const kind of Object.keys(FIXES) as FixKind[]) {
    assert.ok(reasonWordsDe.fixes[kind].length > 0 && reasonWordsDe.fixes[kind].length <= 200, kind)
    assert.notEqual(reasonWordsDe.fixes[kind], FIXES[kind].label)
  }
})

const FINDING: DoctorFinding = {
  code: 'mobile_data_off',
  facts: {},
  sentence: 'English.',
  since: null,
  nextTry: null,
  mender: 'you',
  items: 1_204,
  bytes: 3_100_000,
  paths: [],
}

function reportWith(findings: readonly DoctorFinding[]): DoctorReport {
  return {
    device: 'Mac',
    madeAt: 600_000,
    heardAt: 0,
    verdict: 'waiting',
    sentence: 'English.',
    first: 'connection',
    checks: checkIdSchema.options.map((id) => ({
      id,
      state: 'ok',
      sentence: 'English.',
      evidence: [],
      findings: id === 'connection' ? [...findings] : [],
      fixes: [],
    })),
    milliseconds: 1,
  }
}

test('speakGerman().report() says the verdict and each check anew, and when the device was heard', () => {
  const { report } = speakGerman(formatsOf('de'))
  const said = report(reportWith([FINDING]), false)
  assert.equal(
    said.sentence,
    '1.204 Originale warten auf WLAN: Mobile Daten ist aus. Mac war zuletzt zu hören: vor 10 Minuten.',
  )
  assert.ok(said.checks.every(({ sentence }) => sentence !== 'English.'))
  assert.match(
    report(reportWith([{ ...FINDING, items: 1 }]), true).sentence,
    /^1 Original wartet auf WLAN: .*aus\.$/,
  )
})

test('speakGerman() leaves what a later release says as it is', () => {
  const { report } = speakGerman(formatsOf('de'))
  const said = report(reportWith([{ ...FINDING, code: 'of_tomorrow' }]), true)
  assert.equal(said.checks[1]?.findings[0]?.sentence, 'English.')
  assert.equal(said.checks[1]?.sentence, 'English.')
})

test('speakGerman().forecast() says when it is full in days, and when nobody can tell', () => {
  const { forecast } = speakGerman(formatsOf('de'))
  const day = 24 * 3_600_000
  const grows = { bytesADay: 1_000, overDays: 20 }
  assert.match(forecast({ ...grows, fullAt: 41 * day }, 0), /^Voll in 41 Tagen/)
  assert.match(forecast({ ...grows, fullAt: day }, 0), /^Voll in einem Tag,/)
  assert.equal(forecast({ ...grows, fullAt: 5 }, 5), 'Es ist voll.')
  assert.match(forecast({ ...grows, fullAt: null }, 0), /für Jahre/)
  assert.match(forecast({ ...grows, bytesADay: 0, fullAt: null }, 0), /nicht gewachsen/)
  assert.match(forecast(null, 0), /nach drei Tagen/)
})
