import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceReport } from '@rollcall/protocol'
import { holdingOf } from './device-holding.ts'

const COUNTS = { safe: 10, inProgress: 0, waiting: 0, blocked: 0, excluded: 0, deleted: 0 }

function holding(
  wish: Partial<Pick<DeviceReport, 'originalsHere' | 'total' | 'cursor'>> & Partial<typeof COUNTS>,
  optimise = false,
) {
  const { originalsHere = 10, total = 10, cursor = '1.50', ...counts } = wish
  const report = { originalsHere, total, cursor, counts: { ...COUNTS, ...counts } } as DeviceReport
  return holdingOf({ report }, { optimise }, { seq: 40 }).kind
}

test('holdingOf() says that a device has the original only where it has all that it knows of', () => {
  assert.equal(holding({}), 'original')
  assert.equal(holding({ total: 12, deleted: 2 }), 'original')
  assert.equal(holding({ total: 12 }), 'not_yet')
  assert.equal(holding({ total: 12 }, true), 'some')
  assert.equal(holding({ total: 12, excluded: 2 }), 'not_told')
})

test('holdingOf() says nothing of a photo that the device has not read of, or of one that never reported', () => {
  assert.equal(holding({ cursor: '1.39' }), 'not_yet')
  assert.equal(holding({ cursor: null }), 'not_yet')
  assert.equal(holdingOf({ report: null }, { optimise: false }, { seq: 1 }).kind, 'not_told')
})

test('holdingOf() takes a device without originals, such as a browser, for one with smaller copies', () => {
  assert.equal(holding({ originalsHere: 0, total: 0 }), 'smaller')
  assert.equal(holding({ originalsHere: 0 }, true), 'smaller')
  assert.equal(holding({ originalsHere: 0, inProgress: 10 }), 'not_yet')
})
