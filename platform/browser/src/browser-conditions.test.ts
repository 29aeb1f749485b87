import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measuredConditionsSchema } from '@rollcall/protocol'
import { createBrowserClock } from './browser-clock.ts'
import type { BrowserSigns } from './browser-conditions.ts'
import { readBrowserConditions } from './browser-conditions.ts'

const clock = { ...createBrowserClock(), now: () => new Date(2024, 0, 2, 3, 4, 5).getTime() }

async function read(signs: BrowserSigns, clockOffsetMs: number | null = 12) {
  return measuredConditionsSchema.parse(await readBrowserConditions(clock, { clockOffsetMs, signs }))
}

test('readBrowserConditions() reads what a talkative browser tells', async () => {
  const measured = await read({
    onLine: true,
    connection: { type: 'cellular', saveData: true },
    getBattery: async () => ({ charging: false, level: 0.425 }),
    storage: { estimate: async () => ({ quota: 1_000_000, usage: 400_000.5 }) },
  })
  const { unknown, ...values } = measured
  assert.deepEqual(values, {
    network: 'mobile',
    isMetered: true,
    isRoaming: null,
    isLowData: true,
    isCharging: false,
    batteryPercent: 43,
    isLowPower: null,
    isTooHot: null,
    freeBytes: 599_999,
    clockOffsetMs: 12,
    access: null,
    minuteOfDay: 184,
  })
  assert.deepEqual(Object.keys(unknown).toSorted(), ['access', 'isLowPower', 'isRoaming', 'isTooHot'])
})

test('readBrowserConditions() says why nothing is known of what a browser does not tell', async () => {
  const { unknown, ...values } = await read({ onLine: true }, null)
  const silent = Object.entries(values).flatMap(([name, value]) => (value === null ? [name] : []))
  assert.deepEqual(silent.toSorted(), Object.keys(unknown).toSorted())
  assert.equal(unknown['isCharging'], 'this browser does not tell about power')
})

test('readBrowserConditions() takes a browser without a network at its word', async () => {
  const measured = await read({ onLine: false, connection: { type: 'wifi' } })
  assert.equal(measured.network, 'none')
  assert.equal(measured.unknown['network'], undefined)
})

test('readBrowserConditions() does without what a browser refuses, or never answers', async () => {
  const impatient = { ...clock, sleep: async () => undefined }
  const measured = await readBrowserConditions(impatient, {
    clockOffsetMs: null,
    signs: {
      onLine: true,
      connection: { type: 'unknown' },
      getBattery: () => new Promise(() => undefined),
      storage: { estimate: () => Promise.reject(new Error('not here')) },
    },
  })
  assert.deepEqual([measured.isCharging, measured.freeBytes, measured.network], [null, null, null])
})

test('readBrowserConditions() never tells of less than no room', async () => {
  const storage = { estimate: async () => ({ quota: 10, usage: 20 }) }
  assert.equal((await read({ onLine: true, storage })).freeBytes, 0)
})
