import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quietSentence } from './quiet-words.ts'
import { notSafeIn, silenceAllowedMs } from './silence-allowed.ts'

const DAY_MS = 24 * 3_600_000
const NOTHING = { safe: 0, inProgress: 0, waiting: 0, blocked: 0, excluded: 0, deleted: 0 }

test('quietSentence() tells who, for how long, and what is at stake', () => {
  const cases = [
    [null, 'Phone: nothing for 9 days; it never said what it holds'],
    [0, 'Phone: nothing for 9 days; all its originals were safe at last contact'],
    [1, 'Phone: nothing for 9 days; 1 original there was not safe at last contact'],
    [1_430, 'Phone: nothing for 9 days; 1,430 originals there were not safe at last contact'],
  ] as const
  for (const [notSafe, sentence] of cases)
    assert.equal(quietSentence({ name: 'Phone', silentMs: 9.5 * DAY_MS, notSafe }), sentence)
})

test('silenceAllowedMs() is shorter where something was not safe', () => {
  assert.equal(silenceAllowedMs(null), 9 * DAY_MS)
  assert.equal(silenceAllowedMs({ counts: { ...NOTHING, safe: 5, excluded: 3 } }), 9 * DAY_MS)
  for (const state of ['inProgress', 'waiting', 'blocked'] as const) {
    const report = { counts: { ...NOTHING, [state]: 1 } }
    assert.equal(notSafeIn(report), 1)
    assert.equal(silenceAllowedMs(report), 3 * DAY_MS)
  }
})
