import type { Problem } from '@rollcall/protocol'

/** An answer in JSON. */
export function jsonAnswer(value: unknown, status = 200): Response {
  return wholeAnswer(JSON.stringify(value), status, { 'content-type': 'application/json' })
}

/** An answer that is a text known in full, with its length. */
export function wholeAnswer(
  text: string,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  const bytes = new TextEncoder().encode(text)
  return new Response(bytes, { status, headers: { ...headers, 'content-length': String(bytes.length) } })
}

/** A refusal as `application/problem+json` (RFC 9457); with `Retry-After` in seconds when its facts say how long to wait. */
export function problemAnswer(problem: Problem): Response {
  const answer = wholeAnswer(JSON.stringify(problem), problem.status, {
    'content-type': 'application/problem+json',
  })
  const retryAfterMs = problem.facts['retryAfterMs']
  if (typeof retryAfterMs === 'number')
    answer.headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  if (problem.status === 401) answer.headers.set('www-authenticate', 'Bearer')
  return answer
}

/** The answer, with these values of `set-cookie`. */
export function withCookies(answer: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) answer.headers.append('set-cookie', cookie)
  return answer
}
