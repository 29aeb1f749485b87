import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RATING_MAX, recipeFilterSchema, STRAIGHTEN_MAX } from '@rollcall/protocol'
import { TOLD_LIMITS } from './told-limits.ts'

test('TOLD_LIMITS are what the protocol allows', () => {
  assert.deepEqual(TOLD_LIMITS, {
    ratingMax: RATING_MAX,
    straightenMax: STRAIGHTEN_MAX,
    filters: recipeFilterSchema.options,
  })
})
