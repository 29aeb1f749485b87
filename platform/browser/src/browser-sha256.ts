import type { Sha256 } from '@rollcall/protocol'
import type { HmacSha256 } from '@rollcall/sync'
import { createSHA256 } from 'hash-wasm'

/** Block of SHA-256, bytes (FIPS 180-4): a key of HMAC is filled up to it. */
const BLOCK_BYTES = 64

/** SHA-256 (FIPS 180-4) of bytes that come piece by piece. */
export interface RunningSha256 {
  readonly update: (bytes: Uint8Array) => void
  /** Ends the sum; to be called once. */
  readonly digestHex: () => Sha256
}

/** Begins a sum over no bytes. WebAssembly, because a browser's own hash takes only what is in memory as a whole. */
export async function createBrowserSha256(): Promise<RunningSha256> {
  const running = await createSHA256()
  running.init()
  return {
    update: (bytes) => {
      running.update(bytes)
    },
    digestHex: () => running.digest() as Sha256,
  }
}

/** SHA-256 of bytes in memory: the browser's own hash where it has one, which a page that came over plain http has not. */
export async function sha256Of(bytes: Uint8Array): Promise<Sha256> {
  if (globalThis.isSecureContext !== true || !isUnshared(bytes)) {
    const sum = await createBrowserSha256()
    sum.update(bytes)
    return sum.digestHex()
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') as Sha256
}

/** Makes sync's `HmacSha256`: HMAC-SHA-256 (RFC 2104) of a text in UTF-8 under a key in hex. Made once, it answers at once. */
export async function createBrowserHmac(): Promise<HmacSha256> {
  const hasher = await createSHA256()
  const sumOf = (...parts: readonly Uint8Array[]) => {
    hasher.init()
    for (const part of parts) hasher.update(part)
    return hasher.digest('binary')
  }
  return (keyHex, text) => {
    const key = bytesOfHex(keyHex)
    const block = new Uint8Array(BLOCK_BYTES)
    block.set(key.length > BLOCK_BYTES ? sumOf(key) : key)
    const inner = sumOf(
      block.map((byte) => byte ^ 0x36),
      new TextEncoder().encode(text),
    )
    const outer = sumOf(
      block.map((byte) => byte ^ 0x5c),
      inner,
    )
    return Array.from(outer, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length >> 1 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  )
}

/** The browser's own hash takes no memory that another thread could be writing. */
function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
}
