import { sha256Text } from '@rollcall/platform-node'
import type { Random } from '@rollcall/sync'

/** Bytes of chance in a token: it cannot be guessed, so one plain SHA-256 keeps it. */
const TOKEN_BYTES = 32

/** A session that was not used for so long has ended: the device was most likely lost or given away. */
export const SESSION_IDLE_MAX_MS = 400 * 24 * 3600 * 1000

/** What a token is for. The prefix lets people and secret scanners tell tokens from noise. */
export type TokenKind = 'rc' | 'rcd' | 'rcs'

/** A new secret, such as `rc_9f…`: `rc` signs a device in, `rcd` asks for a device code's answer, `rcs` sets a server up. */
export function createToken(kind: TokenKind, random: Random): string {
  return `${kind}_${random.hex(TOKEN_BYTES)}`
}

/** What the server keeps of a token. */
export function tokenHashOf(token: string): string {
  return sha256Text(token)
}
