import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RoomItem, RoomPlan } from './plan-room.ts'
import { planRoom } from './plan-room.ts'

const NOW = Date.UTC(2026, 10, 22)
const DAY_MS = 24 * 60 * 60 * 1000
const SETTINGS = { optimise: true, budgetBytes: 10_000, freeFloorBytes: 0, keepDays: 0 }
const DISK = { freeBytes: null, now: NOW }

/** An old original of 1000 bytes that is here, with a smaller version of 100 bytes. */
function room(key: string, changes: Partial<RoomItem> = {}): RoomItem {
  return {
    key,
    bytes: 1_000,
    previewBytes: 100,
    isHere: true,
    isPreviewHere: false,
    lastUsedAt: 0,
    takenAt: 0,
    isPinned: false,
    isWanted: false,
    isSecondCopy: false,
    ...changes,
  }
}

function originals({ rooms }: RoomPlan, items: readonly RoomItem[]): string {
  return items.flatMap(({ key }) => (rooms.has(key) ? [] : [key])).join('')
}

/** What photos take once the plan is carried out. */
function taken({ rooms }: RoomPlan, items: readonly RoomItem[]): number {
  return items.reduce(
    (sum, it) => sum + (rooms.has(it.key) ? Math.min(it.previewBytes, it.bytes) : it.bytes),
    0,
  )
}

test('planRoom() keeps every original while storage is not optimised', () => {
  const plan = planRoom({ ...SETTINGS, optimise: false, budgetBytes: 0 }, DISK, [room('a')])
  assert.deepEqual([plan.rooms.size, plan.overBytes], [0, 0])
})

test('planRoom() keeps what is pinned, asked for, taken lately, then used last', () => {
  const items = [
    room('a', { isPinned: true }),
    room('b', { isWanted: true }),
    room('c', { takenAt: NOW - 29 * DAY_MS }),
    room('d', { lastUsedAt: NOW - 1 }),
    room('e', { lastUsedAt: NOW - DAY_MS }),
    room('f', { takenAt: NOW - 31 * DAY_MS }),
    room('g', { takenAt: NOW, lastUsedAt: NOW, isSecondCopy: true, previewBytes: 0 }),
  ]
  const kept = (budgetBytes: number) => {
    const reversed = items.toReversed()
    return originals(planRoom({ ...SETTINGS, keepDays: 30, budgetBytes }, DISK, reversed), items)
  }
  // Besides what is kept, a fiftieth is left for exchanging, or what one smaller version takes.
  assert.equal(kept(6_122), 'abcdef')
  assert.equal(kept(6_121), 'abcde')
  assert.equal(kept(5_204), 'abcde')
  assert.equal(kept(5_203), 'abcd')
  assert.equal(kept(4_300), 'abcd')
  assert.equal(kept(3_400), 'abc')
  assert.equal(kept(2_500), 'ab')
})

test('planRoom() leaves the floor of the disk free, whatever the budget says', () => {
  const items = [room('a', { lastUsedAt: NOW }), room('b')]
  const settings = { ...SETTINGS, budgetBytes: null, freeFloorBytes: 500 }
  const kept = (freeBytes: number) => originals(planRoom(settings, { freeBytes, now: NOW }, items), items)
  assert.equal(kept(600), 'ab')
  assert.equal(kept(599), 'a')
  assert.equal(kept(0), 'a')
  assert.equal(originals(planRoom(settings, DISK, items), items), 'ab')
})

test('planRoom() keeps what was asked for and is here, and says by how much it is too much', () => {
  const items = [
    room('a', { isPinned: true }),
    room('b', { isPinned: true }),
    room('c', { isWanted: true, isHere: false }),
    room('d'),
  ]
  const plan = planRoom({ ...SETTINGS, budgetBytes: 1_500 }, DISK, items)
  assert.deepEqual([...plan.rooms].toSorted(), [
    ['c', 'over_budget'],
    ['d', 'preview'],
  ])
  assert.equal(plan.overBytes, 3_100 - (1_500 - plan.exchangeBytes))
  assert.equal(plan.exchangeBytes, 100)
})

test('planRoom() replaces no original that is no larger than its smaller version', () => {
  const items = [room('a', { bytes: 50 }), room('b')]
  assert.equal(originals(planRoom({ ...SETTINGS, budgetBytes: 0 }, DISK, items), items), 'a')
})

const item: fc.Arbitrary<RoomItem> = fc.record({
  key: fc.uuid(),
  bytes: fc.constantFrom(10, 1_000, 5_000, 200_000_000),
  previewBytes: fc.constantFrom(0, 10, 100),
  isHere: fc.boolean(),
  isPreviewHere: fc.boolean(),
  lastUsedAt: fc.integer({ min: 0, max: NOW }),
  takenAt: fc.integer({ min: 0, max: NOW }),
  isPinned: fc.constantFrom(true, false, false),
  isWanted: fc.constantFrom(true, false, false),
  isSecondCopy: fc.constantFrom(true, false, false),
})
const items = fc.uniqueArray(item, { selector: ({ key }) => key, maxLength: 30 })
const amount = fc.integer({ min: 0, max: 300_000_000 })

test('planRoom() is monotone: more room never turns an original into a smaller version', () => {
  fc.assert(
    fc.property(items, amount, amount, amount, amount, (all, budget, more, free, freer) => {
      const settings = { ...SETTINGS, budgetBytes: budget, keepDays: 30, freeFloorBytes: 1_000 }
      const before = planRoom(settings, { freeBytes: free, now: NOW }, all)
      const after = planRoom(
        { ...settings, budgetBytes: budget + more },
        { freeBytes: free + freer, now: NOW },
        all,
      )
      for (const [key] of after.rooms) assert.ok(before.rooms.has(key), key)
      assert.ok(after.overBytes <= before.overBytes)
    }),
  )
})

test('planRoom() stays within the budget, but for what it says', () => {
  fc.assert(
    fc.property(items, amount, (all, budgetBytes) => {
      const plan = planRoom({ ...SETTINGS, budgetBytes }, DISK, all)
      assert.ok(taken(plan, all) <= budgetBytes + plan.overBytes)
      for (const [key, kept] of plan.rooms) {
        const { isPinned, isWanted, isHere } = all.find((it) => it.key === key) ?? room(key)
        assert.equal(kept === 'over_budget', isPinned || isWanted)
        assert.ok(!(isHere && (isPinned || isWanted)))
      }
    }),
  )
})

test('planRoom() leaves room for the largest smaller version beside the originals that it keeps', () => {
  fc.assert(
    fc.property(items, amount, (all, budgetBytes) => {
      const plan = planRoom({ ...SETTINGS, budgetBytes }, DISK, all)
      const isKept = all.some(({ key, bytes, previewBytes }) => !plan.rooms.has(key) && previewBytes < bytes)
      if (!isKept || plan.overBytes > 0) return
      const largest = Math.max(
        ...all.map(({ bytes, previewBytes }) => (previewBytes < bytes ? previewBytes : 0)),
      )
      assert.ok(taken(plan, all) + largest <= budgetBytes)
    }),
  )
})

test('planRoom() answers the same whatever the order it is asked in', () => {
  fc.assert(
    fc.property(items, amount, (all, budgetBytes) => {
      const settings = { ...SETTINGS, budgetBytes }
      const sorted = (plan: RoomPlan) => [...plan.rooms].toSorted(([a], [b]) => (a < b ? -1 : 1))
      assert.deepEqual(
        sorted(planRoom(settings, DISK, all)),
        sorted(planRoom(settings, DISK, all.toReversed())),
      )
    }),
  )
})
