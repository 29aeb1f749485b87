import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Usage } from '@rollcall/protocol'
import fc from 'fast-check'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { callRoll } from './call-roll.ts'
import type { Attempt, Conditions, DeviceSettings, ServerAwayCode } from './conditions.ts'
import type { ItemFacts } from './decide.ts'
import { decide } from './decide.ts'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'

const CODES = Object.keys(REASONS) as ReasonCode[]
const AWAY: readonly ServerAwayCode[] = [
  'offline',
  'server_unreachable',
  'throttled',
  'auth_expired',
  'device_removed',
  'client_too_old',
  'server_too_old',
]
/** What a try of one item can end with; see `reasonOfProblem`, and the disk's own failures. */
const FAILURES: readonly ReasonCode[] = [
  'quota_full',
  'too_large_for_quota',
  'server_disk_full',
  'too_large',
  'digest_mismatch',
  'readback_mismatch',
  'throttled',
  'replica_pending',
  'device_disk_full',
  'unreadable',
]
const { now: NOW } = GOOD_CONDITIONS

const time = fc.integer({ min: NOW - 3, max: NOW + 3 })
const bytes = fc.constantFrom(0, 1, 500, 1_000, 10_000_000, 1e12)

const settings: fc.Arbitrary<DeviceSettings> = fc.record({ paused: fc.boolean() })

const usage: fc.Arbitrary<Usage | null> = fc.option(
  fc.record({ usedBytes: bytes, reservedBytes: bytes, quotaBytes: fc.option(bytes) }),
)

const conditions: fc.Arbitrary<Conditions> = fc.record({
  now: fc.constant(NOW),
  running: fc.boolean(),
  server: fc.oneof(
    fc.constant({ kind: 'reachable' } as const),
    fc.record({
      kind: fc.constant('away' as const),
      code: fc.constantFrom(...AWAY),
      since: time,
      nextTry: fc.option(time),
      facts: fc.constant({ failure: 'ECONNREFUSED' }),
    }),
  ),
  usage,
  deviceFreeBytes: fc.option(bytes),
})

const attempt: fc.Arbitrary<Attempt> = fc.record({
  code: fc.constantFrom(...FAILURES),
  facts: fc.constant({}),
  count: fc.integer({ min: 1, max: 9 }),
  nextTry: time,
})

const standing = fc.oneof(
  fc.constantFrom(...Object.values(SAMPLE_STANDINGS)),
  fc.constantFrom(
    { kind: 'verified', duplicateOf: 'b.jpg' } as const,
    { ...SAMPLE_STANDINGS.preview, isOriginalHeld: true },
    { ...SAMPLE_STANDINGS.trashed, trashedAt: null, trashedBy: null },
  ),
)

const facts: fc.Arbitrary<ItemFacts> = fc
  .tuple(standing, fc.option(attempt), fc.option(fc.record({ bytesDone: bytes }), { freq: 2 }), bytes)
  .map(([it, tried, active, size]) => sampleFacts(it, { attempt: tried, active }, size))

const RUNS = { numRuns: 3_000 }

test('[R2] decide() has a verdict for everything, with one reason out of the catalogue that decides', () => {
  fc.assert(
    fc.property(settings, conditions, facts, (chosen, measured, item) => {
      const { because, state } = decide(chosen, measured, item)
      assert.ok(CODES.includes(because[0].code))
      assert.equal(state, REASONS[because[0].code].state)
    }),
    RUNS,
  )
})

test('[R3] decide() answers the same to whoever asks: it looks at its facts and at nothing else', () => {
  fc.assert(
    fc.property(settings, conditions, facts, (chosen, measured, item) => {
      const before = JSON.stringify({ chosen, measured, item })
      const decision = decide(chosen, measured, item)
      assert.equal(JSON.stringify({ chosen, measured, item }), before)
      const again = JSON.parse(before)
      assert.deepEqual(decide(again.chosen, again.measured, again.item), decision)
      assert.deepEqual(callRoll(chosen, measured, [item]).entries[0]?.decision, decision)
    }),
  )
})

test('[R4] decide() calls nothing safe but what the server has verified', () => {
  fc.assert(
    fc.property(settings, conditions, facts, (chosen, measured, item) => {
      const { state } = decide(chosen, measured, item)
      if (state === 'safe') assert.equal(item.item.standing.kind, 'verified')
    }),
    RUNS,
  )
})

test('[R9] decide() moves originals only, the right way, and never a smaller version', () => {
  fc.assert(
    fc.property(settings, conditions, facts, (chosen, measured, item) => {
      const { action } = decide(chosen, measured, item)
      if (action === 'upload') assert.equal(item.item.standing.kind, 'to_upload')
      if (action === 'download') assert.equal(item.item.standing.kind, 'to_download')
    }),
    RUNS,
  )
})

test('decide() moves nothing unless sync is on, runs, reaches the server, has room, and it is the time for it', () => {
  fc.assert(
    fc.property(settings, conditions, facts, (chosen, measured, item) => {
      const { action } = decide(chosen, measured, item)
      if (action === 'none') return
      assert.ok(!chosen.paused && measured.running && measured.server.kind === 'reachable')
      assert.ok(item.active === null)
      assert.ok(item.attempt === null || item.attempt.nextTry <= NOW)
      const quotaBytes = measured.usage?.quotaBytes ?? null
      if (action === 'upload' && measured.usage !== null && quotaBytes !== null) {
        const free = Math.max(0, quotaBytes - measured.usage.usedBytes - measured.usage.reservedBytes)
        assert.ok(item.item.bytes <= free)
      }
      if (action === 'download')
        assert.ok(item.item.bytes < (measured.deviceFreeBytes ?? Number.POSITIVE_INFINITY))
    }),
    RUNS,
  )
})

test('decide() leaves nothing lying: what wants to move moves when nothing stands in its way', () => {
  const tried = fc.option(attempt.filter(({ nextTry }) => nextTry <= NOW))
  fc.assert(
    fc.property(fc.constantFrom('to_upload', 'to_download'), tried, (kind, it) => {
      const item = sampleFacts(SAMPLE_STANDINGS[kind], { attempt: it })
      assert.equal(
        decide({ paused: false }, GOOD_CONDITIONS, item).action,
        kind === 'to_upload' ? 'upload' : 'download',
      )
    }),
  )
})

test('[R8] decide() lets the quota stand in the way of uploads only', () => {
  fc.assert(
    fc.property(settings, conditions, facts, usage, (chosen, measured, item, other) => {
      const isQuota = (code: ReasonCode) => code === 'quota_full' || code === 'too_large_for_quota'
      if (item.item.standing.kind === 'to_upload' || (item.attempt !== null && isQuota(item.attempt.code)))
        return
      assert.deepEqual(decide(chosen, measured, item), decide(chosen, { ...measured, usage: other }, item))
    }),
    RUNS,
  )
})

test('[R1] callRoll() counts each item exactly once, and each number opens to its items', () => {
  fc.assert(
    fc.property(settings, conditions, fc.array(facts, { maxLength: 30 }), (chosen, measured, items) => {
      const roll = callRoll(chosen, measured, items)
      assert.equal(roll.total, items.length)
      assert.equal(
        Object.values(roll.counts).reduce((sum, count) => sum + count, 0),
        roll.total,
      )
      for (const [state, count] of Object.entries(roll.counts)) {
        assert.equal(roll.entries.filter(({ decision }) => decision.state === state).length, count)
      }
      assert.deepEqual(
        roll.entries.map(({ item }) => item),
        items.map(({ item }) => item),
      )
      assert.equal(
        roll.bytes,
        items.reduce((sum, { item }) => sum + item.bytes, 0),
      )
    }),
  )
})

test('[R1] callRoll() says that all is safe only when nothing moves, waits or is blocked', () => {
  fc.assert(
    fc.property(settings, conditions, fc.array(facts, { maxLength: 6 }), (chosen, measured, items) => {
      const { allSafe, entries } = callRoll(chosen, measured, items)
      const settled = new Set(['safe', 'excluded', 'deleted'])
      assert.equal(
        allSafe,
        entries.every(({ decision }) => settled.has(decision.state)),
      )
    }),
  )
  assert.equal(callRoll({ paused: false }, GOOD_CONDITIONS, []).allSafe, true)
})

test('REASONS speak plainly of whatever decide() found', () => {
  const forbidden = /error|invalid|failed to|oops|unknown|please try again|undefined|null|NaN|\[object/i
  fc.assert(
    fc.property(settings, conditions, facts, (chosen, measured, item) => {
      const [{ code, facts: found }] = decide(chosen, measured, item).because
      // The reader of a file always says what it met.
      const sentence = REASONS[code].sentence(code === 'unreadable' ? { failure: 'io', ...found } : found)
      if (item.attempt === null) assert.doesNotMatch(sentence, forbidden)
    }),
    RUNS,
  )
})
