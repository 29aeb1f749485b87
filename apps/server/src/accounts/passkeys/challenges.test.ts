import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId } from '@rollcall/protocol'
import { createSystemRandom } from '@rollcall/platform-node'
import { createChallenges } from './challenges.ts'

/** A clock that stands still until it is put forward. */
function createHandClock() {
  const time = { now: 0 }
  const clock = { now: () => time.now, monotonic: () => time.now, bootId: 'one', sleep: async () => {} }
  return { clock, pass: (milliseconds: number) => void (time.now += milliseconds) }
}

const SIGN_IN = { kind: 'sign_in', deviceId: null, origin: 'https://photos.test' } as const
const DEVICE = '1'.repeat(32) as DeviceId

test('createChallenges() takes each challenge back once, for just what it was given out for, within five minutes', () => {
  const { clock, pass } = createHandClock()
  const challenges = createChallenges(clock, createSystemRandom())
  const challenge = challenges.open(SIGN_IN)
  assert.match(challenge, /^[\w-]{43}$/)
  assert.deepEqual([challenges.take(challenge, SIGN_IN), challenges.take(challenge, SIGN_IN)], [true, false])
  for (const other of [
    { ...SIGN_IN, origin: 'https://photos.test:8443' },
    { ...SIGN_IN, deviceId: DEVICE },
    { ...SIGN_IN, kind: 'reauthenticate' as const },
  ])
    assert.equal(challenges.take(challenges.open(SIGN_IN), other), false)
  const [soon, late] = [challenges.open(SIGN_IN), challenges.open(SIGN_IN)]
  pass(299_999)
  assert.equal(challenges.take(soon, SIGN_IN), true)
  pass(1)
  assert.equal(challenges.take(late, SIGN_IN), false)
})

test('createChallenges() keeps the newest thousand of each purpose, and no purpose crowds out another', () => {
  const challenges = createChallenges(createHandClock().clock, createSystemRandom())
  const ofDevice = { kind: 'register', deviceId: DEVICE, origin: SIGN_IN.origin } as const
  const registration = challenges.open(ofDevice)
  const all = Array.from({ length: 1_001 }, () => challenges.open(SIGN_IN))
  assert.equal(new Set(all).size, 1_001)
  assert.deepEqual(
    [all[0], all[1], all[1_000]].map((each) => challenges.take(each ?? '', SIGN_IN)),
    [false, true, true],
  )
  assert.equal(challenges.take(registration, ofDevice), true)
})
