import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doctorReportSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import { anyConditions, anyFacts, anySettings } from '../test-kit/any-decision.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { asIfFixed } from './as-if-fixed.ts'
import { decide } from './decide.ts'
import type { FixKind } from './fix-kind.ts'
import { FIXES } from './fixes.ts'
import type { PlanRooms } from './fixes-for.ts'
import { fixesFor } from './fixes-for.ts'
import { planRoom } from './plan-room.ts'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

const { to_upload: toUpload, to_download: toDownload } = SAMPLE_STANDINGS
const fixSchema = doctorReportSchema.shape.checks.element.shape.fixes.element
const SMALL = sampleFacts(toUpload, {}, 1_000_000)
const LARGE = sampleFacts(toUpload, {}, 20_000_000)
const SAFE = sampleFacts(SAMPLE_STANDINGS.verified)
const ON_MOBILE = {
  ...GOOD_CONDITIONS,
  measured: { ...GOOD_CONDITIONS.measured, network: 'mobile', isMetered: true },
} as const

test('[R7] fixesFor() counts exactly what each fix would move', () => {
  const fixes = fixesFor(DEFAULT_SETTINGS, ON_MOBILE, [SMALL, LARGE, SMALL, SAFE])
  const counts = Object.fromEntries(fixes.map(({ id, items, bytes }) => [id, [items, bytes]]))
  assert.deepEqual(counts, {
    connect_wifi: [3, 22_000_000],
    allow_mobile_once: [3, 22_000_000],
    allow_mobile_data: [2, 2_000_000],
    sync_now: [3, 22_000_000],
  })
  const [, , mobile] = fixes
  assert.deepEqual(mobile?.action, { kind: 'setting', setting: { name: 'mobileData', value: true } })
  assert.equal(
    mobile?.preview,
    `2 items (2.0 MB) would go on. Others wait on: ${REASONS.unlimited_updates_off.sentence({ bytes: 20_000_000 })}`,
  )
})

test('[R7] fixesFor() says what stands in the way next when a fix alone moves nothing', () => {
  const conditions = { ...ON_MOBILE, engine: 'not_running' } as const
  const [fix] = fixesFor({ ...DEFAULT_SETTINGS, isOn: false }, conditions, [SMALL])
  assert.deepEqual([fix?.id, fix?.items, fix?.bytes], ['turn_sync_on', 0, 0])
  assert.equal(
    fix?.preview,
    `Nothing would move yet. Then this stands in the way: ${REASONS.not_running.sentence({})}`,
  )
})

test('fixesFor() offers nothing where nothing is amiss, and what is by hand as by hand', () => {
  assert.deepEqual(fixesFor(DEFAULT_SETTINGS, GOOD_CONDITIONS, [SAFE, SMALL]), [])
  const full = { ...GOOD_CONDITIONS, measured: { ...GOOD_CONDITIONS.measured, freeBytes: 0 } }
  const fixes = fixesFor(DEFAULT_SETTINGS, full, [sampleFacts(toDownload)])
  assert.deepEqual(
    fixes.map(({ id, action }) => [id, action.kind]),
    [
      ['optimise_on', 'setting'],
      ['free_up_device_space', 'by_hand'],
    ],
  )
})

test('fixesFor() makes settings that fit the device: a floor below the battery, one folder less, a budget that is enough', () => {
  const on = { ...GOOD_CONDITIONS.measured, isCharging: false, batteryPercent: 14.6 }
  const floor = fixesFor(DEFAULT_SETTINGS, { ...GOOD_CONDITIONS, measured: on }, [SMALL])
  const lower = floor.find(({ id }) => id === 'lower_battery_floor')
  assert.deepEqual(lower?.action, { kind: 'setting', setting: { name: 'batteryFloor', value: 14 } })
  assert.equal(lower?.items, 1)
  const settings = { ...DEFAULT_SETTINGS, excludedFolders: ['x', 'trips'] }
  const left = { ...SMALL, item: { ...SMALL.item, path: 'trips/a.jpg' } }
  const [include] = fixesFor(settings, GOOD_CONDITIONS, [left])
  assert.deepEqual(include?.action, { kind: 'setting', setting: { name: 'excludedFolders', value: ['x'] } })
  assert.equal(include?.items, 1)
  const tight = { ...DEFAULT_SETTINGS, optimise: true, budgetBytes: 5_000 }
  const asked = sampleFacts(toDownload, { room: 'over_budget' }, 2_000)
  const [raise] = fixesFor(tight, GOOD_CONDITIONS, [asked, asked])
  assert.deepEqual(raise?.action, { kind: 'setting', setting: { name: 'budgetBytes', value: 9_000 } })
})

test('[R7] fixesFor() promises of a budget only what the plan then has room for', () => {
  const NOW = GOOD_CONDITIONS.now
  const asked = ['a', 'b'].map((key) => {
    const facts = sampleFacts(toDownload, { room: 'over_budget' }, 20_000_000)
    return { ...facts, item: { ...facts.item, key } }
  })
  const settings = { ...DEFAULT_SETTINGS, optimise: true, budgetBytes: 50_000_000, freeFloorBytes: 0 }
  /** What is here takes 40 MB already, and both that are asked for are elsewhere. */
  const here = {
    key: 'here',
    bytes: 40_000_000,
    previewBytes: 40_000_000,
    isHere: true,
    isPinned: true,
    isWanted: false,
    isSecondCopy: false,
  }
  const away = {
    bytes: 20_000_000,
    previewBytes: 0,
    isHere: false,
    isPinned: false,
    isWanted: true,
    isSecondCopy: false,
  }
  const times = { isPreviewHere: false, lastUsedAt: 0, takenAt: 0 }
  const items = [{ ...here, ...times }, ...['a', 'b'].map((key) => ({ key, ...away, ...times }))]
  const planRooms: PlanRooms = (under, freeBytes) => planRoom(under, { freeBytes, now: NOW }, items)
  const fixes = (freeBytes: number | null) =>
    fixesFor(
      settings,
      { ...GOOD_CONDITIONS, measured: { ...GOOD_CONDITIONS.measured, freeBytes } },
      asked,
      planRooms,
    )
  const [raise, makeRoom] = fixes(1e12)
  assert.deepEqual(raise?.action, { kind: 'setting', setting: { name: 'budgetBytes', value: 80_000_000 } })
  assert.deepEqual([raise?.items, raise?.bytes], [2, 40_000_000])
  assert.deepEqual(
    [makeRoom?.id, makeRoom?.items],
    ['free_up_device_space', 0],
    'the budget stays what it is',
  )
  const [inVain] = fixes(35_000_000)
  assert.deepEqual([inVain?.id, inVain?.items], ['raise_budget', 1], 'the disk has room for one of them')
})

test('FIXES are each offered by a reason, and every reason that needs somebody offers one', () => {
  const offered = new Set(Object.values(REASONS).flatMap(({ fixes }) => fixes))
  const unasked = (Object.keys(FIXES) as FixKind[]).filter((kind) => !offered.has(kind))
  assert.deepEqual(unasked, ['fetch_original'], 'of a photo that is safe elsewhere')
  for (const [code, { state, fixes }] of Object.entries(REASONS))
    if (state === 'blocked') assert.ok(fixes.length > 0, code)
})

test('FIXES use no word that helps nobody', () => {
  const forbidden = /error|invalid|failed to|oops|unknown|please try again later/i
  for (const { label } of Object.values(FIXES)) assert.doesNotMatch(label, forbidden)
})

test('[R7] fixesFor() is what the protocol says, and its count is what decide() answers then', () => {
  fc.assert(
    fc.property(
      anySettings,
      anyConditions,
      fc.array(anyFacts, { maxLength: 8 }),
      (settings, conditions, all) => {
        for (const fix of fixesFor(settings, conditions, all)) {
          assert.equal(fixSchema.safeParse(fix).success, true)
          const kind = fix.id as FixKind
          const isAtRest = (facts: (typeof all)[number], like = { settings, conditions, facts }) => {
            const { action, state } = decide(like.settings, like.conditions, like.facts)
            return action !== 'none' || ['safe', 'deleted', 'inProgress'].includes(state)
          }
          const moved = all.filter(
            (facts) =>
              !isAtRest(facts) &&
              isAtRest(facts, asIfFixed({ settings, conditions, facts }, kind, fix.action)),
          )
          assert.equal(fix.items, moved.length)
        }
      },
    ),
  )
})

test('fixesFor() has for each reason that keeps a photo from moving, alone, a fix that moves it', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (settings, conditions, facts) => {
      const { action, state, because } = decide(settings, conditions, facts)
      const others = because.filter(({ code }) => code !== 'queued')
      if (action !== 'none' || others.length !== 1 || (state !== 'waiting' && state !== 'blocked')) return
      const [{ code }] = because
      const timeOnly: readonly ReasonCode[] = ['throttled', 'source_changing', 'queued', 'replica_pending']
      // What is not even on its way has nothing else spoken of it.
      if (timeOnly.includes(code) || facts.active !== null || facts.room === 'over_budget') return
      const helps = fixesFor(settings, conditions, [facts]).some(({ items }) => items === 1)
      assert.ok(helps, `${code}: ${fixesFor(settings, conditions, [facts]).map(({ id }) => id)}`)
    }),
    { numRuns: 3_000 },
  )
})
