import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROBLEM_STATUS, problem } from '@rollcall/protocol'
import { problemSentence } from './problem-sentence.ts'
import { problemsDe, problemsEn } from './problem-words.ts'

test('problemSentence() tells how long to wait, and which field stands in the way', () => {
  const say = (...made: Parameters<typeof problem>) => problemSentence(problemsEn, problem(...made))
  assert.equal(say('throttled', { retryAfterMs: 1_200 }), 'Too many attempts. Wait 2 s, then try again.')
  assert.match(say('bad_request', { path: 'body.password', least: 8 }), /needs 8 characters/)
  assert.match(say('bad_request', { path: 'body.password', most: 1024 }), /can have 1024 characters/)
  assert.match(say('bad_request', { path: 'body.account', because: 'name_taken' }), /is taken/)
  assert.match(say('bad_request', { path: 'body.account' }), /1 to 100 characters/)
  assert.match(say('auth_expired'), /signed out/)
})

test('problemSentence() has a whole sentence for every refusal, in each language', () => {
  for (const code of Object.keys(PROBLEM_STATUS) as (keyof typeof PROBLEM_STATUS)[])
    for (const words of [problemsEn, problemsDe])
      assert.match(problemSentence(words, problem(code)), /^\S.+\.$/)
})
