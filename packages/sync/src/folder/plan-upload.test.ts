import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BLOB_MAX_BYTES, PART_BYTES, PARTS_MAX, SINGLE_PUT_MAX_BYTES } from '@rollcall/protocol'
import fc from 'fast-check'
import { planUpload } from './plan-upload.ts'

test('planUpload() sends in one piece what fits in one', () => {
  for (const bytes of [0, 1, SINGLE_PUT_MAX_BYTES]) assert.deepEqual(planUpload(bytes), { kind: 'whole' })
})

test('planUpload() cuts larger files into whole parts and a rest, without a gap', () => {
  const sizes = fc.integer({ min: SINGLE_PUT_MAX_BYTES + 1, max: 20 * PART_BYTES })
  fc.assert(
    fc.property(
      fc.oneof(sizes, fc.constantFrom(2 * PART_BYTES, 2 * PART_BYTES + 1, 3 * PART_BYTES - 1)),
      (bytes) => {
        const plan = planUpload(bytes)
        assert.ok(plan.kind === 'parts')
        let position = 0
        for (const [index, { number, from, to }] of plan.parts.entries()) {
          assert.equal(number, index)
          assert.equal(from, position)
          const isLast = index === plan.parts.length - 1
          assert.ok(isLast ? to > from && to - from <= PART_BYTES : to - from === PART_BYTES)
          position = to
        }
        assert.equal(position, bytes)
      },
    ),
  )
})

test('planUpload() needs no more parts than an upload may have', () => {
  const plan = planUpload(BLOB_MAX_BYTES)
  assert.equal(plan.kind === 'parts' && plan.parts.length, PARTS_MAX)
})
