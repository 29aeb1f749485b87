import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'

/** Facts such as any reason may have been decided on. */
const FACTS = {
  attempts: 3,
  because: 'system file',
  bytes: 3_200_000,
  bytesDone: 1_000_000,
  failure: 'ECONNREFUSED',
  freeBytes: 0,
  missing: 300,
  of: 400,
  path: 'a.jpg',
  quotaBytes: 5_000_000_000,
  server: 'https://photos.example:7655',
  trashedAt: Date.UTC(2026, 4, 3),
  trashedBy: 'iPad',
}

const FORBIDDEN = /error|invalid|failed to|oops|unknown|please try again later/i

test('REASONS use no word that helps nobody, with the facts or without', () => {
  for (const [code, { sentence, fix }] of Object.entries(REASONS)) {
    for (const words of [sentence(FACTS), sentence({}), fix ?? ''])
      assert.doesNotMatch(words, FORBIDDEN, code)
    assert.match(sentence(FACTS), /^[A-Z0-9].*\.$/, code)
    assert.doesNotMatch(sentence(FACTS), /undefined|null|NaN/, code)
  }
})

test('REASONS offer a way out wherever somebody can mend it', () => {
  for (const [code, { state, mender, fix }] of Object.entries(REASONS)) {
    if (state === 'blocked') assert.ok(fix !== null && mender !== 'nobody', code)
    if (state === 'safe' || state === 'inProgress') assert.ok(fix === null && mender === 'nobody', code)
  }
})

test('REASONS tell the facts they rest on', () => {
  const table: readonly (readonly [ReasonCode, string])[] = [
    ['quota_full', 'It needs 3.2 MB, and 0 bytes of the quota are left. It is safe only here.'],
    ['uploading', 'On its way to the server, 1.0 MB of 3.2 MB.'],
    ['deleted_by_you', 'Deleted on 2026-05-03 on iPad. It is in the trash.'],
    ['held_by_firewall', '300 of 400 files went missing here at once. Nothing is deleted until you say so.'],
    ['server_unreachable', 'The server at https://photos.example:7655 does not answer (ECONNREFUSED).'],
  ]
  for (const [code, words] of table) assert.equal(REASONS[code].sentence(FACTS), words)
  assert.equal(
    REASONS.server_unreachable.sentence({ failure: 'it stops' }),
    'The server does not answer (it stops).',
  )
  assert.equal(
    REASONS.deleted_by_you.sentence({ trashedAt: null, trashedBy: null }),
    'Deleted on a day not recorded. It is in the trash.',
  )
  assert.equal(
    REASONS.deleted_by_you.sentence({ ...FACTS, isForGood: true }),
    'Deleted on 2026-05-03 on iPad. It was deleted for good, so nothing brings it back by itself.',
  )
})
