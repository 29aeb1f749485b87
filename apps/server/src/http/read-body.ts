import type { Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { RequestEnv } from './request-env.ts'

/** The bytes of a request, straight from the connection where there is one. */
export function bodyOf(request: Request, env: RequestEnv): AsyncIterable<Uint8Array> {
  return env.incoming ?? request.body ?? emptyBody()
}

/** The length that a request declares; null when it declares none or nonsense. */
export function declaredLength(request: Request): number | null {
  const text = request.headers.get('content-length')
  if (text === null || !/^\d{1,15}$/.test(text)) return null
  return Number(text)
}

/**
 * Reads a text body of at most `bytesMax` bytes. Refuses `too_large` as soon as that is certain, `body_cut_short` when the
 * connection ends before the body does, and `bad_request` for bytes that are not UTF-8.
 */
export async function readText(
  request: Request,
  env: RequestEnv,
  bytesMax: number,
): Promise<Outcome<string, Problem>> {
  const tooLarge = refused(problem('too_large', { bytesMax }))
  if ((declaredLength(request) ?? 0) > bytesMax) return tooLarge
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of bodyOf(request, env)) {
      bytes += piece.length
      if (bytes > bytesMax) return tooLarge
      pieces.push(piece)
    }
  } catch {
    return refused(problem('body_cut_short', { bytes }))
  }
  try {
    return accepted(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)))
  } catch {
    return refused(problem('bad_request', { path: 'body', message: 'must be UTF-8' }))
  }
}

async function* emptyBody(): AsyncIterable<Uint8Array> {}
