/*
 * What a passkey has to sign, so that no signature is good twice: 32 bytes of chance that the server has given out, for one purpose, to
 * one page, and takes back once. They are kept in memory: after a restart somebody asks again.
 */
import type { DeviceId } from '@rollcall/protocol'
import type { Clock, Random } from '@rollcall/sync'

/** How long a challenge waits for its answer, in milliseconds: somebody may have to find their phone. */
export const CHALLENGE_LASTS_MS = 5 * 60 * 1000

const CHALLENGE_BYTES = 32

/** Challenges open at once, for each purpose. With one more, the oldest is forgotten. */
const CHALLENGES_MAX = 1_000

/** What a challenge is for, and who asked. */
export interface ChallengePurpose {
  readonly kind: 'register' | 'sign_in' | 'reauthenticate'
  /** Null for who is not signed in. */
  readonly deviceId: DeviceId | null
  /** Of the page that asked. */
  readonly origin: string
}

/** Challenges that wait for their answers. */
export interface Challenges {
  /** A new one, base64url. */
  readonly open: (purpose: ChallengePurpose) => string
  /** Uses one up. Answers whether it was open, for just this purpose, and not too old. */
  readonly take: (challenge: string, purpose: ChallengePurpose) => boolean
}

/** No challenges yet. */
export function createChallenges(clock: Clock, random: Random): Challenges {
  const books = { register: createBook(), sign_in: createBook(), reauthenticate: createBook() }

  return {
    open: (purpose) => {
      const book = books[purpose.kind]
      const challenge = Buffer.from(random.hex(CHALLENGE_BYTES), 'hex').toString('base64url')
      book.set(challenge, { purpose, endsAt: clock.monotonic() + CHALLENGE_LASTS_MS })
      const [oldest] = book.keys()
      if (oldest !== undefined && book.size > CHALLENGES_MAX) book.delete(oldest)
      return challenge
    },
    take: (challenge, { kind, deviceId, origin }) => {
      const open = books[kind].get(challenge)
      if (open === undefined) return false
      books[kind].delete(challenge)
      const { purpose, endsAt } = open
      return purpose.deviceId === deviceId && purpose.origin === origin && clock.monotonic() < endsAt
    },
  }
}

function createBook(): Map<string, { readonly purpose: ChallengePurpose; readonly endsAt: number }> {
  return new Map()
}
