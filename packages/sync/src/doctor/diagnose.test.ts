import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckId, DeviceSettings, MeasuredConditions } from '@rollcall/protocol'
import { doctorReportSchema } from '@rollcall/protocol'
import type { RollCall } from '../policy/call-roll.ts'
import { callRoll } from '../policy/call-roll.ts'
import type { Conditions, ServerAwayCode } from '../policy/conditions.ts'
import type { ItemFacts } from '../policy/decision.ts'
import { fixesFor } from '../policy/fixes-for.ts'
import type { ReasonCode } from '../policy/reasons.ts'
import { REASONS } from '../policy/reasons.ts'
import { DEFAULT_SETTINGS } from '../policy/settings.ts'
import { groupReasons } from '../report/group-reasons.ts'
import { findingOf, reportOf } from '../report/report-of.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { checkOf } from './check-of.ts'
import { diagnose } from './diagnose.ts'
import type { Evidence } from './evidence.ts'
import { evidenceOfReport } from './evidence.ts'
import { groupBehind } from './group-behind.ts'
import { groupLeftOut } from './group-left-out.ts'

/** What is so on a device. */
interface Scene {
  readonly settings?: Partial<DeviceSettings>
  readonly measured?: Partial<MeasuredConditions>
  readonly conditions?: Partial<Conditions>
  readonly items?: readonly ItemFacts[]
}

const { to_upload, to_download, verified, held, unreadable } = SAMPLE_STANDINGS

/** Three photos that want to move, and five that are safe. */
const ITEMS: readonly ItemFacts[] = [
  ...[1, 2, 3].map((n) => keyed(sampleFacts(to_upload, {}, 1_000), `new-${n}.jpg`)),
  ...[1, 2, 3, 4, 5].map((n) => keyed(sampleFacts(verified), `safe-${n}.jpg`)),
]

function keyed(facts: ItemFacts, path: string): ItemFacts {
  return { ...facts, item: { ...facts.item, key: path, path } }
}

const WIFI: Partial<MeasuredConditions> = {
  network: 'wifi',
  isMetered: false,
  isRoaming: false,
  isLowData: false,
  isCharging: true,
  isLowPower: false,
  clockOffsetMs: 0,
}

function evidenceOf({ settings: chosen, measured, conditions: changed, items = ITEMS }: Scene): {
  readonly evidence: Evidence
  readonly roll: RollCall
} {
  const settings = { ...DEFAULT_SETTINGS, ...chosen }
  const conditions = {
    ...GOOD_CONDITIONS,
    ...changed,
    measured: { ...GOOD_CONDITIONS.measured, ...WIFI, ...measured },
  }
  const roll = callRoll(settings, conditions, items)
  const evidence: Evidence = {
    device: 'laptop',
    isHere: true,
    account: 'ana',
    now: conditions.now,
    heardAt: conditions.now,
    settings,
    conditions: conditions.measured,
    total: roll.total,
    counts: roll.counts,
    onlyHere: roll.entries.filter(({ item }) => item.standing.kind === 'to_upload').length,
    groups: groupReasons(roll, new Map(), 10).map((group) => findingOf(group, 10)),
    behind: groupBehind(roll, 10).map((group) => findingOf(group, 10)),
    leftOut: groupLeftOut(roll, 10).map((group) => findingOf(group, 10)),
    fixes: fixesFor(settings, conditions, items),
    storage: null,
    usage: conditions.usage,
    overBytes: 0,
    engine: { state: conditions.engine, since: null, step: null, crashes: 0 },
    probes: null,
    versions: { client: '1.0.0', server: '1.0.0', platform: 'linux' },
    unsent: 0,
  }
  return { evidence, roll }
}

function away(code: ServerAwayCode): Scene {
  return {
    conditions: { server: { kind: 'away', code, since: 1, nextTry: GOOD_CONDITIONS.now + 9_000, facts: {} } },
  }
}

const BATTERY = { isCharging: false, batteryPercent: 50 }
const BIG = [1, 2, 3].map((n) => keyed(sampleFacts(to_upload, {}, 60_000_000), `new-${n}.mp4`))
const MOBILE = { network: 'mobile', isMetered: true } as const
const FULL = { usedBytes: 5_000_000_000, reservedBytes: 0, quotaBytes: 5_000_000_000 }

/** Every cause by itself: how it comes about, and how many photos it keeps. */
const CAUSES: { readonly [Code in ReasonCode]?: Scene } = {
  signed_out: away('signed_out'),
  account_mismatch: away('account_mismatch'),
  auth_expired: away('auth_expired'),
  device_removed: away('device_removed'),
  sync_off: { settings: { isOn: false } },
  paused_by_you: { settings: { pausedUntil: 'resumed' } },
  offline: { measured: { network: 'none' } },
  server_unreachable: away('server_unreachable'),
  captive_portal: away('captive_portal'),
  tls_failed: away('tls_failed'),
  clock_wrong: { ...away('tls_failed'), measured: { clockOffsetMs: 365 * 24 * 3600 * 1000 } },
  proxy_refused: away('proxy_refused'),
  throttled: away('throttled'),
  mobile_data_off: { measured: MOBILE },
  waiting_wifi: { measured: { network: 'wifi', isMetered: true } },
  unlimited_updates_off: { measured: MOBILE, settings: { mobileData: true }, items: BIG },
  roaming: { measured: { ...MOBILE, isRoaming: true }, settings: { mobileData: true } },
  low_data_mode: { measured: { isLowData: true } },
  quota_full: { conditions: { usage: FULL } },
  too_large_for_quota: { conditions: { usage: { usedBytes: 0, reservedBytes: 0, quotaBytes: 10 } } },
  server_disk_full: {
    items: ITEMS.map((facts) =>
      facts.item.standing.kind === 'to_upload'
        ? {
            ...facts,
            attempt: { code: 'server_disk_full', facts: {}, count: 2, nextTry: GOOD_CONDITIONS.now + 9_000 },
          }
        : facts,
    ),
  },
  device_disk_full: {
    measured: { freeBytes: 0 },
    items: [1, 2, 3].map((n) => keyed(sampleFacts(to_download), `there-${n}.jpg`)),
  },
  not_running: { conditions: { engine: 'not_running' } },
  stalled: { conditions: { engine: 'stalled' } },
  crash_loop: { conditions: { engine: 'crash_loop' } },
  suspended_by_system: { conditions: { engine: 'suspended' } },
  client_too_old: away('client_too_old'),
  server_too_old: away('server_too_old'),
  needs_charging: { measured: BATTERY, settings: { power: 'charging' } },
  battery_below: { measured: { isCharging: false, batteryPercent: 5 } },
  low_power_mode: { measured: { ...BATTERY, isLowPower: true } },
  too_hot: { measured: { isTooHot: true } },
  outside_schedule: {
    settings: { schedule: { fromMinute: 60, toMinute: 120 } },
    measured: { minuteOfDay: 600 },
  },
}

test('[R3] diagnose() names each cause alone as the first to mend, with the count of the roll', () => {
  for (const [code, scene] of Object.entries(CAUSES)) {
    const { evidence, roll } = evidenceOf(scene)
    const report = diagnose(evidence)
    assert.equal(report.first, checkOf(code), `${code}: ${report.sentence}`)
    const check = report.checks.find(({ id }) => id === report.first)
    assert.equal(check?.findings[0]?.code, code, report.sentence)
    assert.equal(check?.findings[0]?.items, 3, code)
    assert.equal(check?.sentence, check?.findings[0]?.sentence)
    assert.match(report.sentence, /^3 originals /, code)
    assert.notEqual(report.verdict, 'all_safe')
    assert.equal(roll.counts.waiting + roll.counts.blocked, 3, code)
    const fixes = REASONS[code as ReasonCode].fixes
    assert.ok(fixes.length === 0 || (check?.fixes.length ?? 0) > 0, `${code} has no fix`)
    doctorReportSchema.parse(report)
  }
})

test('diagnose() has every code of groups 1 to 7 that keeps a photo waiting in its table', () => {
  // Found by other means than a roll of uploads, or about what is here and safe already.
  const elsewhere = ['permission_limited', 'over_budget', 'preview_only']
  for (const [code, { check, state }] of Object.entries(REASONS)) {
    if (check === 'item' || (state !== 'waiting' && state !== 'blocked') || elsewhere.includes(code)) continue
    assert.ok(code in CAUSES, code)
  }
})

test('diagnose() of two causes names one of them first, and the other one too', () => {
  const codes = Object.keys(CAUSES) as ReasonCode[]
  let found = 0
  let both = 0
  const missed: string[] = []
  for (const one of codes) {
    for (const other of codes) {
      const [a, b] = [CAUSES[one], CAUSES[other]]
      if (a === undefined || b === undefined || one >= other || clashes(a, b)) continue
      both++
      const scene: Scene = {
        settings: { ...a.settings, ...b.settings },
        measured: { ...a.measured, ...b.measured },
        conditions: { ...a.conditions, ...b.conditions },
        items: a.items ?? b.items ?? ITEMS,
      }
      const report = diagnose(evidenceOf(scene).evidence)
      const told = new Set(report.checks.flatMap(({ findings }) => findings.map(({ code }) => code)))
      const leads = report.first === checkOf(one) || report.first === checkOf(other)
      if (leads && told.has(one) && told.has(other)) found++
      else missed.push(`${one} + ${other}: ${report.first}, ${[...told].join(' ')}`)
    }
  }
  const recall = found / both
  assert.ok(recall >= 0.98, `${found} of ${both}\n${missed.join('\n')}`)
})

/** Two scenes that say different things of one and the same: one of them would not come about. */
function clashes(a: Scene, b: Scene): boolean {
  const share = (one: object = {}, other: object = {}) => Object.keys(one).some((key) => key in other)
  return (
    share(a.settings, b.settings) ||
    share(a.measured, b.measured) ||
    share(a.conditions, b.conditions) ||
    (a.items !== undefined && b.items !== undefined)
  )
}

test('diagnose() of a device where all is well', () => {
  const items = ITEMS.filter(({ item }) => item.standing.kind === 'verified')
  const report = diagnose(evidenceOf({ items }).evidence)
  assert.equal(report.verdict, 'all_safe')
  assert.equal(report.sentence, 'All 5 originals are safe on the server.')
  assert.equal(report.first, null)
  assert.equal(report.checks.length, 7)
})

test('diagnose() tells what is on its way from what waits for somebody', () => {
  const report = diagnose(evidenceOf({}).evidence)
  assert.equal(report.verdict, 'in_progress')
  assert.equal(report.first, null)
  assert.match(report.sentence, /^3 originals are on the way\. 3 are only on this device until then\.$/)
})

test('diagnose() leads with what needs somebody, and counts the rest', () => {
  const items = [...ITEMS, keyed(sampleFacts(unreadable), 'locked.jpg')]
  const report = diagnose(evidenceOf({ items, measured: MOBILE }).evidence)
  assert.equal(report.verdict, 'attention')
  assert.equal(report.first, 'device_storage')
  assert.match(
    report.sentence,
    /^1 original cannot be read on this device\. .*3 more originals are not safe yet\.$/,
  )
  const [heldAlone] = diagnose(evidenceOf({ items: [sampleFacts(held)] }).evidence).checks
  assert.equal(heldAlone?.state, 'attention')
})

test('diagnose() says what stands in the way of later photos, though none waits now', () => {
  const items = ITEMS.filter(({ item }) => item.standing.kind === 'verified')
  const report = diagnose(evidenceOf({ items, settings: { isOn: false } }).evidence)
  assert.equal(report.verdict, 'all_safe')
  assert.equal(report.checks[0]?.findings[0]?.code, 'sync_off')
  assert.equal(report.checks[0]?.fixes[0]?.id, 'turn_sync_on')
})

test('diagnose() leads to what a setting leaves out when nothing waits, and counts it as no trouble', () => {
  const { item } = ITEMS.find((facts) => facts.item.standing.kind === 'to_upload') ?? assert.fail()
  const left = { ...sampleFacts(item.standing), item: { ...item, path: 'Private/one.jpg' } }
  const settings = { excludedFolders: ['Private'] }
  const report = diagnose(evidenceOf({ settings, items: [left] }).evidence)
  assert.equal(report.verdict, 'all_safe')
  assert.equal(report.first, 'settings')
  assert.match(report.sentence, / 1 original is left out by your settings, so only here\.$/)
  const [check] = report.checks
  assert.deepEqual(
    [check?.state, check?.findings[0]?.code, check?.findings[0]?.items],
    ['ok', 'source_excluded', 1],
  )
  assert.equal(check?.fixes[0]?.id, 'include_folder')
  const waiting = diagnose(
    evidenceOf({ settings, measured: { network: 'none' }, items: [left, ...ITEMS] }).evidence,
  )
  assert.equal(waiting.first, 'connection')
})

test('diagnose() answers unknown, with why, where nothing can be known', () => {
  const measured = { isCharging: null, unknown: { isCharging: 'this browser does not tell us about power' } }
  const report = diagnose(evidenceOf({ measured, items: [] }).evidence)
  const power = report.checks.find(({ id }) => id === 'power')
  assert.equal(power?.state, 'unknown')
  assert.match(power?.sentence ?? '', /does not tell us about power/)
})

test('evidenceOfReport() leads to the same causes and counts as on the device itself [R3]', () => {
  for (const [code, scene] of Object.entries(CAUSES)) {
    const { evidence, roll } = evidenceOf(scene)
    const { settings, conditions: measured, engine, now } = evidence
    const facts = {
      sinces: new Map(),
      measured,
      engine,
      version: '1.0.0',
      platform: 'linux',
      cursor: null,
      unsent: 0,
      overBytes: 0,
    }
    const report = reportOf(roll, facts)
    const heardAt = now - 26 * 3600 * 1000
    const known = { device: 'laptop', report, settings, storage: null, now, heardAt, serverVersion: '1.0.0' }
    const remote = diagnose(evidenceOfReport(known))
    assert.equal(remote.first, checkOf(code) satisfies CheckId, code)
    assert.match(remote.sentence, /^3 originals .* laptop was last heard 26 h ago\.$/)
  }
})

/** A device on which all is safe. */
function wellEvidence(): Evidence {
  return evidenceOf({ items: ITEMS.filter(({ item }) => item.standing.kind === 'verified') }).evidence
}

test('diagnose() tells of a newer release with the command, and all is as safe as before', () => {
  const well = wellEvidence()
  const newer = diagnose({ ...well, versions: { ...well.versions, server: '1.1.0' } })
  const check = newer.checks.find(({ id }) => id === 'outdated')
  assert.deepEqual([newer.verdict, newer.first, check?.state], ['all_safe', null, 'ok'])
  assert.equal(check?.findings[0]?.code, 'update_available')
  assert.match(check?.sentence ?? '', /newer Rollcall \(1\.1\.0\) than this device \(1\.0\.0\)/)
  assert.match(check?.fixes[0]?.label ?? '', /git pull && npm ci/)
  for (const server of ['1.0.0', '0.9.9', null]) {
    const same = diagnose({ ...well, versions: { ...well.versions, server } })
    assert.deepEqual(same.checks.find(({ id }) => id === 'outdated')?.findings, [])
  }
})

test('diagnose() says that smaller versions alone are more than fits, with a budget that is enough', () => {
  const well = wellEvidence()
  const settings = { ...well.settings, optimise: true, budgetBytes: 1_000_000 }
  const report = diagnose({ ...well, settings, overBytes: 250_000 })
  const check = report.checks.find(({ id }) => id === 'device_storage')
  assert.deepEqual([report.verdict, check?.state], ['all_safe', 'attention'])
  assert.equal(check?.findings[0]?.code, 'over_budget')
  const raise = check?.fixes.find(({ id }) => id === 'raise_budget')
  assert.deepEqual(raise?.action, { kind: 'setting', setting: { name: 'budgetBytes', value: 1_250_000 } })
})

test('diagnose() of a full quota on a full disk names both, the quota first', () => {
  const { evidence } = evidenceOf({ conditions: { usage: FULL } })
  const storage = {
    usage: FULL,
    plan: null,
    plans: [],
    request: null,
    forecast: null,
    serverFreeBytes: 1_000,
    offers: [],
  }
  const check = diagnose({ ...evidence, storage }).checks.find(({ id }) => id === 'cloud_storage')
  const codes = check?.findings.map(({ code }) => code)
  assert.deepEqual(codes, ['quota_full', 'server_disk_full'])
  const roomy = diagnose({ ...evidence, storage: { ...storage, serverFreeBytes: 1e12 } })
  assert.deepEqual(roomy.checks.find(({ id }) => id === 'cloud_storage')?.findings.length, 1)
})

test('diagnose() says since when a device is asleep, and when it was last', () => {
  const hour = 3_600_000
  const { now } = GOOD_CONDITIONS
  const { evidence } = evidenceOf({ conditions: { engine: 'suspended', engineSince: now - 12 * hour } })
  const asleep = diagnose({ ...evidence, engine: { ...evidence.engine, since: now - 12 * hour } })
  const lead = asleep.checks.find(({ id }) => id === 'stuck')?.findings[0]
  assert.deepEqual(lead?.facts, { since: now - 12 * hour, forMs: 12 * hour })
  assert.match(lead?.sentence ?? '', /since 2026-11-21 12:00 UTC, for 12 h/)
  const well = wellEvidence()
  const idle = diagnose({ ...well, engine: { ...evidence.engine, since: now - 12 * hour } })
  assert.deepEqual(idle.checks.find(({ id }) => id === 'stuck')?.findings[0]?.facts, lead?.facts)
  const slept = { from: now - 9 * hour, until: now - hour }
  const awake = diagnose({ ...well, engine: { ...well.engine, slept } })
  const check = awake.checks.find(({ id }) => id === 'stuck')
  assert.equal(check?.state, 'ok')
  assert.ok(
    check?.evidence.includes('Was asleep from 2026-11-21 15:00 UTC to 2026-11-21 23:00 UTC (8 h)'),
    check?.evidence.join('\n'),
  )
})

test('evidenceOfReport() leads to the causes behind the first one too [R3]', () => {
  const { evidence, roll } = evidenceOf({ settings: { isOn: false }, measured: { isTooHot: true } })
  const { settings, conditions: measured, engine, now } = evidence
  const facts = { version: '1.0.0', platform: 'linux', cursor: null, unsent: 0, overBytes: 0 }
  const report = reportOf(roll, { sinces: new Map(), measured, engine, ...facts })
  const known = { device: 'laptop', settings, storage: null, now, heardAt: now, serverVersion: '1.0.0' }
  const codesIn = (said: typeof report) =>
    diagnose(evidenceOfReport({ ...known, report: said })).checks.flatMap(({ findings }) =>
      findings.map(({ code }) => code),
    )
  assert.deepEqual(codesIn(report), ['sync_off', 'too_hot'])
  const { behind: _, ...older } = report
  assert.deepEqual(codesIn(older), ['sync_off'])
})
