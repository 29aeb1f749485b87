import type { Problem } from '@rollcall/protocol'
import type { problemsEn } from './problem-words.ts'

type ProblemWords = typeof problemsEn

/** Refusals whose sentence has nothing to fill in. */
const PLAIN = [
  'wrong_password',
  'passkey_refused',
  'passkeys_unavailable',
  'too_many_passkeys',
  'reauthentication_required',
  'code_expired',
  'wrong_setup_token',
  'already_set_up',
  'client_too_old',
  'cross_site',
  'owner_only',
  'not_found',
  'server_disk_full',
  'shutting_down',
  'signed_out',
] as const

/** A refusal of the server as a sentence for people; the server's own words, in English, where the catalogue has none. */
export function problemSentence(words: ProblemWords, problem: Problem): string {
  const { code, facts, title } = problem
  const plain = PLAIN.find((each) => each === code)
  if (plain !== undefined) return words[plain]
  switch (code) {
    case 'auth_expired':
    case 'device_removed':
      return words.signed_out
    case 'throttled':
      return words.throttled(String(Math.max(1, Math.ceil(numberOf(facts['retryAfterMs']) / 1_000))))
    case 'bad_request':
      return fieldSentence(words, problem) ?? `${title}.`
    default:
      return `${title}.`
  }
}

function fieldSentence(words: ProblemWords, { facts }: Problem): string | null {
  if (facts['because'] === 'name_taken') return words.name_taken
  if (facts['path'] === 'body.account') return words.name_unusable
  if (facts['path'] !== 'body.password') return null
  if (facts['least'] !== undefined) return words.password_short(String(facts['least']))
  return facts['most'] === undefined ? null : words.password_long(String(facts['most']))
}

function numberOf(fact: unknown): number {
  return typeof fact === 'number' ? fact : 0
}
