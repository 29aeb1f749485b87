import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MeasuredConditions, Usage } from '@rollcall/protocol'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import type { Attempt, Conditions } from './conditions.ts'
import { decide } from './decide.ts'
import type { Decision, ItemFacts } from './decision.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

const { to_upload: toUpload, to_download: toDownload, to_record: toRecord } = SAMPLE_STANDINGS
/** What a download leaves free. */
const DEVICE_RESERVE_BYTES = 8 * 1024 * 1024

const NOW = GOOD_CONDITIONS.now
const AWAY = {
  kind: 'away',
  code: 'server_unreachable',
  since: NOW - 5,
  nextTry: NOW + 5,
  facts: { failure: 'ECONNREFUSED' },
} as const

function verdict(facts: ItemFacts, conditions: Partial<Conditions> = {}, paused = false): Decision {
  const settings = { ...DEFAULT_SETTINGS, pausedUntil: paused ? ('resumed' as const) : null }
  return decide(settings, { ...GOOD_CONDITIONS, ...conditions }, facts)
}

function measured(changes: Partial<MeasuredConditions>): Pick<Conditions, 'measured'> {
  return { measured: { ...GOOD_CONDITIONS.measured, ...changes } }
}

/** Code, state and action in short. */
function inShort({ because, state, action }: Decision): string {
  return `${because[0].code} ${state} ${action}`
}

test('decide() says of each standing what it is when nothing stands in the way', () => {
  const expected = {
    verified: 'verified safe none',
    to_upload: 'queued waiting upload',
    to_record: 'uploading inProgress none',
    to_download: 'queued waiting download',
    optimised: 'original_elsewhere safe download',
    lost_on_server: 'replica_pending waiting none',
    trashed: 'deleted_by_you deleted none',
    held: 'held_by_firewall blocked none',
    preview: 'preview_only blocked none',
    changing: 'source_changing waiting none',
    unreadable: 'unreadable blocked none',
    unsupported: 'unsupported_type excluded none',
    ignored: 'source_excluded excluded none',
  }
  const found = Object.fromEntries(
    Object.entries(SAMPLE_STANDINGS).map(([kind, standing]) => [
      kind,
      inShort(verdict(sampleFacts(standing))),
    ]),
  )
  assert.deepEqual(found, expected)
  const twin = verdict(sampleFacts({ kind: 'verified', duplicateOf: 'b.jpg' }))
  assert.deepEqual(twin.because[0], {
    code: 'duplicate_of',
    facts: { path: 'b.jpg' },
    nextTry: null,
    until: null,
  })
})

test('decide() lets the first rule that speaks decide, in the order safety, consent, resource, preference', () => {
  const failed: Attempt = { code: 'digest_mismatch', facts: {}, count: 2, nextTry: NOW + 9 }
  const full: Usage = { usedBytes: 10, reservedBytes: 0, quotaBytes: 10 }
  const worst = { usage: full, server: AWAY, engine: 'not_running' } as const
  const facts = sampleFacts(toUpload, { attempt: failed })
  const steps: readonly (readonly [Decision, string])[] = [
    [verdict(facts, worst, true), 'paused_by_you'],
    [verdict(facts, worst), 'too_large_for_quota'],
    [verdict(facts, { ...worst, usage: null }), 'digest_mismatch'],
    [verdict(facts, { server: AWAY }), 'server_unreachable'],
    [verdict(sampleFacts(toUpload), { engine: 'not_running' }), 'not_running'],
    [verdict(facts), 'digest_mismatch'],
    [verdict(sampleFacts(toUpload)), 'queued'],
  ]
  for (const [{ because }, code] of steps) assert.equal(because[0].code, code)
  assert.deepEqual(
    verdict(facts, worst, true).because.map(({ code }) => code),
    [
      'paused_by_you',
      'too_large_for_quota',
      'digest_mismatch', // why it was not moved when the engine last ran
      'server_unreachable',
      'not_running',
      'digest_mismatch', // why it would not be moved yet if it ran
      'queued',
    ],
  )
})

test('[R2] decide() names the values that it decided on, and when it is tried next', () => {
  const usage: Usage = { usedBytes: 60, reservedBytes: 30, quotaBytes: 1_000 }
  const full = verdict(sampleFacts(toUpload, {}, 911), { usage })
  assert.deepEqual(full.because[0], {
    code: 'quota_full',
    facts: { bytes: 911, freeBytes: 910, quotaBytes: 1_000 },
    nextTry: null,
    until: 'usage',
  })
  const away = verdict(sampleFacts(toUpload), { server: AWAY })
  assert.deepEqual(away.because[0], {
    code: 'server_unreachable',
    facts: { failure: 'ECONNREFUSED' },
    nextTry: NOW + 5,
    until: 'server',
  })
  const attempt: Attempt = { code: 'digest_mismatch', facts: { sha256: 'x' }, count: 2, nextTry: NOW + 9 }
  const failed = verdict(sampleFacts(toUpload, { attempt }))
  assert.deepEqual(failed.because[0], {
    code: 'digest_mismatch',
    facts: { sha256: 'x', attempts: 2 },
    nextTry: NOW + 9,
    until: 'now',
  })
})

test('[R8] decide() lets a full quota block only the uploads that do not fit', () => {
  const usage: Usage = { usedBytes: 900, reservedBytes: 50, quotaBytes: 1_000 }
  assert.equal(inShort(verdict(sampleFacts(toUpload, {}, 51), { usage })), 'quota_full blocked none')
  assert.equal(inShort(verdict(sampleFacts(toUpload, {}, 50), { usage })), 'queued waiting upload')
  const lost = sampleFacts({ ...toUpload, isAsked: true }, {}, 1_001)
  assert.equal(inShort(verdict(lost, { usage })), 'queued waiting upload', 'what the library lost is healed')
  assert.equal(
    inShort(verdict(sampleFacts(toUpload, {}, 1_001), { usage })),
    'too_large_for_quota blocked none',
  )
  assert.equal(inShort(verdict(sampleFacts(toDownload, {}, 51), { usage })), 'queued waiting download')
  assert.equal(inShort(verdict(sampleFacts(toRecord, {}, 51), { usage })), 'uploading inProgress none')
  assert.equal(
    inShort(verdict(sampleFacts(SAMPLE_STANDINGS.verified, {}, 51), { usage })),
    'verified safe none',
  )
  const over: Usage = { usedBytes: 2_000, reservedBytes: 0, quotaBytes: 1_000 }
  assert.equal(verdict(sampleFacts(toUpload, {}, 1), { usage: over }).because[0].facts['freeBytes'], 0)
  assert.equal(inShort(verdict(sampleFacts(toUpload, {}, 0), { usage: over })), 'queued waiting upload')
  assert.equal(
    verdict(sampleFacts(toUpload, {}, 1e12), { usage: { ...usage, quotaBytes: null } }).action,
    'upload',
  )
})

test('decide() leaves a reserve on the disk of the device', () => {
  const bytes = 1_000
  const enough = measured({ freeBytes: bytes + DEVICE_RESERVE_BYTES })
  assert.equal(verdict(sampleFacts(toDownload, {}, bytes), enough).action, 'download')
  const less = measured({ freeBytes: bytes + DEVICE_RESERVE_BYTES - 1 })
  assert.equal(inShort(verdict(sampleFacts(toDownload, {}, bytes), less)), 'device_disk_full blocked none')
  assert.equal(verdict(sampleFacts(toUpload, {}, bytes), measured({ freeBytes: 0 })).action, 'upload')
})

test('decide() tries a failed item again when its time has come, blocked or not', () => {
  for (const code of [
    'digest_mismatch',
    'readback_mismatch',
    'throttled',
    'quota_full',
    'server_disk_full',
    'unreadable',
  ] as const) {
    const attempt: Attempt = { code, facts: {}, count: 1, nextTry: NOW }
    const facts = sampleFacts(toUpload, { attempt })
    assert.equal(verdict(facts).action, 'upload', code)
    assert.equal(verdict(facts, { now: NOW - 1 }).action, 'none', code)
    assert.equal(verdict(facts, { now: NOW - 1 }).because[0].code, code)
    assert.equal(verdict(facts, { server: AWAY }).action, 'none', code)
    assert.equal(verdict(facts, { engine: 'not_running' }).action, 'none', code)
  }
})

test('decide() tells how far a transfer is and starts no second one', () => {
  const active = { bytesDone: 400 }
  const up = verdict(sampleFacts(toUpload, { active }))
  assert.equal(inShort(up), 'uploading inProgress none')
  assert.deepEqual(up.because[0].facts, { bytes: 1_000, bytesDone: 400 })
  assert.equal(inShort(verdict(sampleFacts(toDownload, { active }))), 'downloading inProgress none')
  // Its own reservation makes the quota look full.
  const usage: Usage = { usedBytes: 0, reservedBytes: 1_000, quotaBytes: 1_000 }
  assert.equal(inShort(verdict(sampleFacts(toUpload, { active }), { usage })), 'uploading inProgress none')
})

test('[R9] decide() never uploads a smaller version, whether or not its original is held', () => {
  for (const isOriginalHeld of [true, false]) {
    const preview = sampleFacts({ ...SAMPLE_STANDINGS.preview, isOriginalHeld })
    assert.equal(
      inShort(verdict(preview)),
      isOriginalHeld ? 'source_excluded excluded none' : 'preview_only blocked none',
    )
  }
})

test('decide() lets pause hold what would move and nothing else', () => {
  for (const [kind, standing] of Object.entries(SAMPLE_STANDINGS)) {
    const decision = verdict(sampleFacts(standing), {}, true)
    const isMover = kind === 'to_upload' || kind === 'to_download' || kind === 'to_record'
    assert.equal(decision.because[0].code === 'paused_by_you', isMover, kind)
    assert.equal(decision.action, 'none')
  }
})
