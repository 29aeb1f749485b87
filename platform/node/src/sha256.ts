import { createHash, createHmac, hash } from 'node:crypto'
import type { Sha256 } from '@rollcall/protocol'

/** SHA-256 (FIPS 180-4) of bytes that come piece by piece. */
export interface RunningSha256 {
  readonly update: (bytes: Uint8Array) => void
  /** Ends the sum; to be called once. */
  readonly digestHex: () => Sha256
}

/** Begins a sum over no bytes. */
export function createSha256(): RunningSha256 {
  const running = createHash('sha256')
  return {
    update: (bytes) => {
      running.update(bytes)
    },
    digestHex: () => running.digest('hex') as Sha256,
  }
}

/** SHA-256 of a text in UTF-8, such as a token of which only the sum is kept. */
export function sha256Text(text: string): Sha256 {
  return hash('sha256', text, 'hex') as Sha256
}

/** HMAC-SHA-256 (RFC 2104) of a text in UTF-8 under a key given in hex; answers lower-case hex. Is sync's `HmacSha256`. */
export function hmacSha256(keyHex: string, text: string): string {
  return createHmac('sha256', Buffer.from(keyHex, 'hex')).update(text).digest('hex')
}
