import type { LeaseApi } from '@rollcall/platform-client'
import { readJsonLines, ServerAway } from '@rollcall/platform-client'
import type { Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted, ATTEST_HASHES_MAX, attestLineSchema } from '@rollcall/protocol'

/** What the server says of one original. */
export type ServersWord =
  | { readonly kind: 'held'; readonly isLive: boolean; readonly verifiedAt: number; readonly bytes: number }
  | { readonly kind: 'missing'; readonly code: MissingCode }

/** Why the server does not vouch for an original. */
export type MissingCode = 'not_held' | 'not_live' | 'damaged' | 'not_readable' | 'not_checked'

/** Told as it goes on: originals that the server has looked at, of all that it was asked for. */
export type OnAttested = (checked: number, of: number) => void

/**
 * Asks the server which of these originals it holds, in as many questions as it takes; it reads again what it has not read for
 * `maxAgeMs` [R6]. What there was too much of to be read at once is asked again, as long as that leads on. Answers a word for every hash.
 * Rejects with `ServerAway` when the answer breaks off or leaves one out: silence is no yes.
 */
export async function askServer(
  api: Pick<LeaseApi, 'attest'>,
  hashes: readonly Sha256[],
  maxAgeMs: number,
  onAttested: OnAttested,
): Promise<Outcome<ReadonlyMap<Sha256, ServersWord>, Problem>> {
  const words = new Map<Sha256, ServersWord>()
  let left = hashes
  while (left.length > 0) {
    for (let from = 0; from < left.length; from += ATTEST_HASHES_MAX) {
      const asked = left.slice(from, from + ATTEST_HASHES_MAX)
      const before = hashes.length - left.length + from
      const answer = await api.attest(asked, maxAgeMs)
      if (!answer.ok) return answer
      await readAnswer(answer.value, asked, words, (checked) => onAttested(before + checked, hashes.length))
    }
    const unchecked = left.filter((sha256) => isUnchecked(words.get(sha256)))
    if (unchecked.length === left.length) break
    left = unchecked
  }
  return accepted(words)
}

async function readAnswer(
  response: Response,
  asked: readonly Sha256[],
  words: Map<Sha256, ServersWord>,
  onChecked: (checked: number) => void,
): Promise<void> {
  const answered = new Set<Sha256>()
  let isWhole = false
  for await (const line of readJsonLines(response, attestLineSchema)) {
    if (line.kind === 'progress') onChecked(line.checked)
    else if (line.kind === 'summary') isWhole = true
    else {
      answered.add(line.sha256)
      words.set(line.sha256, line)
    }
  }
  if (!isWhole || asked.some((sha256) => !answered.has(sha256)))
    throw new ServerAway('server_unreachable', { failure: 'its answer broke off' })
  onChecked(asked.length)
}

function isUnchecked(word: ServersWord | undefined): boolean {
  return word?.kind === 'missing' && word.code === 'not_checked'
}
