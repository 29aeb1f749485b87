import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixWordsOf } from './fix-words.ts'
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

test('[S58] fixWordsOf() names what brings back what went: a photo, an earlier edit, an original that made way', () => {
  const words = (facts: Record<string, boolean>) => fixWordsOf('deleted_by_you', { ...FACTS, ...facts })
  assert.equal(words({ isForGood: false }), 'rollcall restore PHOTO')
  assert.equal(words({ isForGood: true }), 'rollcall restore --reimport PHOTO')
  assert.match(
    words({ isForGood: false, isEarlierEdit: true }) ?? '',
    /rollcall restore PHOTO --edit VERSION/,
  )
  assert.equal(words({ isForGood: true, isEarlierEdit: true }), null)
  assert.match(fixWordsOf('original_elsewhere', {}) ?? '', /rollcall fetch PATH/)
  assert.equal(fixWordsOf('verified', {}), null)
  assert.equal(fixWordsOf('sync_off', {}), REASONS.sync_off.fix)
})
