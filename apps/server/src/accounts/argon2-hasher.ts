import { hash, verify } from '@node-rs/argon2'
import type { PasswordHasher } from './password-hasher.ts'

/**
 * Argon2id, 19 MiB and two passes: the first choice of the OWASP Password Storage Cheat Sheet, about 50 ms here. The
 * library takes Argon2id when no other is named.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Passwords compared at once. More would take the threads that the disk needs, and 19 MiB each. */
const AT_ONCE_MAX = 2

/** The hash of 32 random bytes that nobody kept, at the same cost. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$xRUYAg/kTiesdxKxiEGr/w$kPiSRpfA1HeUwLz/TcFJWdrgn/lr4wAbYUWXA7hAQjM'

/** The {@link PasswordHasher} of a real server. A password counts as the same however a keyboard composes its letters. */
export function createArgon2Hasher(): PasswordHasher {
  let free = AT_ONCE_MAX
  const queue: (() => void)[] = []

  return {
    hash: (password) => inTurn(() => hash(password.normalize('NFKC'), COST)),
    isRight: (kept, password) => inTurn(() => verify(kept, password.normalize('NFKC')).catch(() => false)),
    decoy: DECOY,
  }

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (free === 0) await new Promise<void>((resolve) => queue.push(resolve))
    else free--
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
