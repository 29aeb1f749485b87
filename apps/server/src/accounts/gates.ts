import type { Clock } from '@rollcall/sync'
import type { Throttle, ThrottleRules } from './throttle.ts'
import { createThrottle } from './throttle.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const COMMON = { firstWaitMs: SECOND, longestWaitMs: 15 * MINUTE, forgetAfterMs: 24 * HOUR, keysMax: 10_000 }

/** Somebody mistypes a password a few times; nobody needs more. */
const BY_ACCOUNT: ThrottleRules = { ...COMMON, freeAttempts: 5 }

/** A household, or a whole server behind a proxy, shares one address. */
const BY_ADDRESS: ThrottleRules = { ...COMMON, freeAttempts: 50, forgetAfterMs: HOUR }

/** Who sets alarms up tries a few times. */
const TRIALS: ThrottleRules = { ...COMMON, freeAttempts: 10, firstWaitMs: 10 * SECOND, forgetAfterMs: HOUR }

/** Every place where something secret could be guessed, or something bounded be filled up. */
export interface Gates {
  /** Passwords, by account and address together. */
  readonly signInByAccount: Throttle
  readonly signInByAddress: Throttle
  /** Challenges for passkeys: of strangers by address, of signed-in devices by account. */
  readonly passkeyChallenge: Throttle
  /** New device codes, by address. */
  readonly deviceCode: Throttle
  /** Codes typed in for approval, by account. */
  readonly approval: Throttle
  /** Trials of alarms, by account: mail and messages go out to whatever address it says. */
  readonly alarmTrial: Throttle
}

/** Gates with nobody waiting before them. */
export function createGates(clock: Clock): Gates {
  return {
    signInByAccount: createThrottle(clock, BY_ACCOUNT),
    signInByAddress: createThrottle(clock, BY_ADDRESS),
    passkeyChallenge: createThrottle(clock, BY_ADDRESS),
    deviceCode: createThrottle(clock, BY_ADDRESS),
    approval: createThrottle(clock, BY_ACCOUNT),
    alarmTrial: createThrottle(clock, TRIALS),
  }
}
