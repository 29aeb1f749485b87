import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REASONS } from './reasons.ts'

const FACTS = { trashedAt: Date.UTC(2026, 4, 3, 12), trashedBy: 'iPad' }

test('[S58] deleted_by_you tells an earlier edit from a photo, and how it comes back while it is kept', () => {
  const { sentence } = REASONS.deleted_by_you
  const kept = sentence({ ...FACTS, isForGood: false, isEarlierEdit: true })
  assert.match(kept, /^An earlier edit that was let go of on 2026-05-03 on iPad;/)
  assert.match(kept, /rollcall revert/)
  assert.doesNotMatch(sentence({ ...FACTS, isForGood: true, isEarlierEdit: true }), /rollcall|trash/)
  assert.match(sentence({ ...FACTS, isForGood: false }), /^Deleted on .* It is in the trash\.$/)
})
