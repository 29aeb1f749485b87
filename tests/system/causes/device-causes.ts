import { commandIdSchema } from '@rollcall/protocol'
import type { Cause } from './cause.ts'
import { DOWNLOADS, ELSEWHERE_BYTES, SMALL_BYTES, UPLOADS } from './patient-photos.ts'

const ALL = UPLOADS + DOWNLOADS

const LARGE_BYTES = 10_000_001

const engine = { check: 'stuck', items: ALL, place: ['engine'], isEngine: true } as const

/** Checks 3 and 4: room on the server and on the device. */
export const STORAGE_CAUSES: readonly Cause[] = [
  {
    name: 'device disk full, storage not optimised',
    code: 'device_disk_full',
    check: 'device_storage',
    items: DOWNLOADS,
    place: ['room'],
    prepare: ({ tell }) => tell({ freeBytes: 1_000_000 }),
    make: () => undefined,
    fix: 'optimise_on',
  },
  {
    name: 'over the budget',
    code: 'over_budget',
    check: 'device_storage',
    items: DOWNLOADS,
    place: ['room'],
    prepare: ({ choose, does }) => {
      choose({ name: 'optimise', value: true })
      choose({ name: 'budgetBytes', value: ELSEWHERE_BYTES * 0.9 })
      does(({ ports: { state, random } }) => [
        {
          op: 'issueCommand',
          args: {
            target: state.deviceId,
            commandId: commandIdSchema.parse(random.hex(16)),
            command: { what: 'fetch', assetIds: null },
          },
        },
      ])
    },
    make: () => undefined,
    fix: 'raise_budget',
  },
  {
    name: 'server disk full',
    code: 'server_disk_full',
    check: 'cloud_storage',
    items: UPLOADS,
    isMetFirst: true,
    make: ({ clinic }) => {
      clinic.disk.isFull = true
    },
    fix: 'free_up_server_disk',
    byHand: ({ clinic }) => {
      clinic.disk.isFull = false
    },
  },
  {
    name: 'too large for the quota',
    code: 'too_large_for_quota',
    check: 'cloud_storage',
    items: 1,
    files: { 'wide.jpg': { bytes: 150_000 } },
    prepare: ({ setQuota }) => setQuota(100_000),
    make: () => undefined,
    fix: 'change_plan',
    byHand: ({ setQuota }) => setQuota(null),
  },
  {
    name: 'quota full',
    code: 'quota_full',
    check: 'cloud_storage',
    items: UPLOADS,
    besides: ['too_large_for_quota'],
    prepare: ({ setQuota }) => setQuota(ELSEWHERE_BYTES + SMALL_BYTES / 2),
    make: () => undefined,
    fix: 'change_plan',
    byHand: ({ setQuota }) => setQuota(null),
  },
]

/** Checks 5 and 7: the engine, power and the hours. */
export const RUNNING_CAUSES: readonly Cause[] = [
  {
    ...engine,
    name: 'sync not running',
    code: 'not_running',
    make: ({ engineIs }) => engineIs('not_running'),
    fix: 'start_sync',
    byHand: ({ engineIs }) => engineIs('running'),
  },
  {
    ...engine,
    name: 'sync hangs',
    code: 'stalled',
    make: ({ engineIs }) => engineIs('stalled'),
    fix: 'restart_sync',
    byHand: ({ engineIs }) => engineIs('running'),
  },
  {
    ...engine,
    name: 'sync crashes again and again',
    code: 'crash_loop',
    make: ({ engineIs }) => engineIs('crash_loop'),
    fix: 'restart_sync',
    byHand: ({ engineIs }) => engineIs('running'),
  },
  {
    ...engine,
    name: 'system has put sync to sleep',
    code: 'suspended_by_system',
    make: ({ engineIs }) => engineIs('suspended'),
    fix: 'start_sync',
    byHand: ({ engineIs }) => engineIs('running'),
  },
  {
    name: 'on battery',
    code: 'needs_charging',
    check: 'power',
    items: 1,
    files: { 'large.jpg': { bytes: LARGE_BYTES } },
    make: ({ tell }) => tell({ isCharging: false }),
    fix: 'power_always',
  },
  {
    name: 'battery low',
    code: 'battery_below',
    check: 'power',
    items: ALL,
    make: ({ tell }) => tell({ isCharging: false, batteryPercent: 5 }),
    fix: 'lower_battery_floor',
  },
  {
    name: 'low power mode',
    code: 'low_power_mode',
    check: 'power',
    items: ALL,
    make: ({ tell }) => tell({ isCharging: false, isLowPower: true }),
    fix: 'sync_now',
  },
  {
    name: 'too hot',
    code: 'too_hot',
    check: 'power',
    items: ALL,
    make: ({ tell }) => tell({ isTooHot: true }),
    fix: 'sync_now',
  },
  {
    name: 'outside the hours',
    code: 'outside_schedule',
    check: 'power',
    items: ALL,
    make: ({ choose }) => choose({ name: 'schedule', value: { fromMinute: 60, toMinute: 120 } }),
    fix: 'clear_schedule',
  },
]
