import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyAttempt, anyConditions, anyFacts, anySettings, anyUsage } from '../test-kit/any-decision.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { callRoll } from './call-roll.ts'
import { decide } from './decide.ts'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'
import { DEFAULT_SETTINGS, isPaused } from './settings.ts'
import { whatWouldChange } from './what-would-change.ts'

const CODES = Object.keys(REASONS) as ReasonCode[]
const { now: NOW } = GOOD_CONDITIONS
const RUNS = { numRuns: 3_000 }

test('[R2] decide() has a verdict for everything, with one reason out of the catalogue that decides', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const { because, state } = decide(chosen, measured, item)
      assert.ok(CODES.includes(because[0].code))
      assert.equal(state, REASONS[because[0].code].state)
    }),
    RUNS,
  )
})

test('[R3] decide() answers the same to whoever asks: it looks at its facts and at nothing else', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
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
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const { state } = decide(chosen, measured, item)
      // What is to be fetched, with no room for it here, is on the server too.
      if (state === 'safe')
        assert.ok(['verified', 'optimised', 'to_download'].includes(item.item.standing.kind))
    }),
    RUNS,
  )
})

test('[R9] decide() moves originals only, the right way, and never a smaller version', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const { action } = decide(chosen, measured, item)
      if (action === 'upload') assert.equal(item.item.standing.kind, 'to_upload')
      if (action === 'download' || action === 'download_preview')
        assert.ok(['to_download', 'optimised'].includes(item.item.standing.kind))
      if (action === 'download') assert.equal(item.room, 'original')
    }),
    RUNS,
  )
})

test('decide() moves nothing unless sync is on, runs, reaches the server, has room, and it is the time for it', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const { action } = decide(chosen, measured, item)
      if (action === 'none') return
      assert.ok(chosen.isOn && !isPaused(chosen, NOW))
      assert.ok(measured.engine === 'running' && measured.server.kind === 'reachable')
      assert.ok(item.active === null)
      // Leave to drop an original that is not here any more is nobody's concern.
      const isOver = item.attempt?.code === 'lease_refused' && item.item.standing.kind !== 'verified'
      assert.ok(item.attempt === null || isOver || item.attempt.nextTry <= NOW)
      const quotaBytes = measured.usage?.quotaBytes ?? null
      if (action === 'upload' && measured.usage !== null && quotaBytes !== null) {
        const free = Math.max(0, quotaBytes - measured.usage.usedBytes - measured.usage.reservedBytes)
        assert.ok(item.item.bytes <= free)
      }
      if (action === 'download')
        assert.ok(item.item.bytes < (measured.measured.freeBytes ?? Number.POSITIVE_INFINITY))
    }),
    RUNS,
  )
})

test('[R5] decide() drops an original only under a lease, and only one that the server has verified', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const { action } = decide(chosen, measured, item)
      if (action !== 'evict' && action !== 'request_lease') return
      assert.deepEqual([item.item.standing.kind, item.room !== 'original'], ['verified', true])
      assert.equal(action === 'evict', item.isLeased)
    }),
    RUNS,
  )
})

test('decide() uploads nothing that its owner leaves out, whatever was allowed once', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const { action } = decide(chosen, measured, item)
      if (action !== 'upload' && action !== 'download') return
      const { path, standing } = item.item
      assert.ok(
        !chosen.excludedFolders.some((folder) => `${path}/`.startsWith(`${folder.replace(/\/$/, '')}/`)),
      )
      if (standing.kind === 'to_upload') assert.ok(standing.file.modifiedAt >= (chosen.startDate ?? -1))
    }),
    RUNS,
  )
})

test('decide() names, wherever something waits, the input whose change alone alters the outcome', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const { state, because } = decide(chosen, measured, item)
      const [{ code, until }] = because
      if (state !== 'waiting' || code === 'queued') return
      const inputs = whatWouldChange(chosen, measured, item).map(({ input }) => input)
      assert.ok(
        until !== null && inputs.includes(until),
        `${code} until ${until}, not in ${inputs.join(' ')}`,
      )
    }),
    { numRuns: 10_000 },
  )
})

test('decide() lets what cannot be known forbid nothing', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, conditions, item) => {
      const { measured } = conditions
      const before = decide(chosen, conditions, item)
      for (const name of Object.keys(measured) as (keyof typeof measured)[]) {
        if (name === 'minuteOfDay' || name === 'unknown') continue
        const less = { ...conditions, measured: { ...measured, [name]: null } }
        if (before.action !== 'none') assert.equal(decide(chosen, less, item).action, before.action, name)
      }
    }),
  )
})

test('decide() is monotone: a better network, more power, more room or more leave never stops what may move', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, conditions, item) => {
      const { measured } = conditions
      const before = decide(chosen, conditions, item)
      if (before.action === 'none') return
      const better = [
        { network: 'wifi', isMetered: false, isRoaming: false },
        { isMetered: false },
        { isRoaming: false },
        { isLowData: false },
        { isCharging: true },
        { batteryPercent: 100 },
        { isLowPower: false },
        { isTooHot: false },
        { freeBytes: Number.MAX_SAFE_INTEGER },
      ] as const
      for (const some of better) {
        const after = decide(chosen, { ...conditions, measured: { ...measured, ...some } }, item)
        assert.equal(after.action, before.action, JSON.stringify(some))
      }
      const freer = { ...chosen, mobileData: true, unlimitedUpdates: true, power: 'always' } as const
      assert.equal(decide(freer, conditions, item).action, before.action)
      const allowed = decide(chosen, conditions, { ...item, grant: 'everything' })
      assert.equal(allowed.action, before.action)
    }),
    RUNS,
  )
})

test('decide() leaves nothing lying: what wants to move moves when nothing stands in its way', () => {
  const tried = fc.option(anyAttempt.filter(({ nextTry }) => nextTry <= NOW))
  fc.assert(
    fc.property(fc.constantFrom('to_upload', 'to_download'), tried, (kind, it) => {
      const item = sampleFacts(SAMPLE_STANDINGS[kind], { attempt: it })
      assert.equal(
        decide(DEFAULT_SETTINGS, GOOD_CONDITIONS, item).action,
        kind === 'to_upload' ? 'upload' : 'download',
      )
    }),
  )
})

test('[R8] decide() lets the quota stand in the way of uploads only', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, anyUsage, (chosen, measured, item, other) => {
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
    fc.property(
      anySettings,
      anyConditions,
      fc.array(anyFacts, { maxLength: 30 }),
      (chosen, measured, items) => {
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
      },
    ),
  )
})

test('[R1] callRoll() says that all is safe only when nothing moves, waits or is blocked', () => {
  fc.assert(
    fc.property(
      anySettings,
      anyConditions,
      fc.array(anyFacts, { maxLength: 6 }),
      (chosen, measured, items) => {
        const { allSafe, entries } = callRoll(chosen, measured, items)
        const settled = new Set(['safe', 'excluded', 'deleted'])
        assert.equal(
          allSafe,
          entries.every(({ decision }) => settled.has(decision.state)),
        )
      },
    ),
  )
  assert.equal(callRoll(DEFAULT_SETTINGS, GOOD_CONDITIONS, []).allSafe, true)
})

test('REASONS speak plainly of whatever decide() found', () => {
  const forbidden = /error|invalid|failed to|oops|unknown|please try again|undefined|null|NaN|\[object/i
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (chosen, measured, item) => {
      const [{ code, facts: found }] = decide(chosen, measured, item).because
      // The reader of a file always says what it met.
      const sentence = REASONS[code].sentence(code === 'unreadable' ? { failure: 'io', ...found } : found)
      if (item.attempt === null) assert.doesNotMatch(sentence, forbidden)
    }),
    RUNS,
  )
})
