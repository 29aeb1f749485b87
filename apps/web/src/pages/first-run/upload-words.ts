import type { UploadEntry } from '../../engine/library-client.ts'
import type { Formats } from '../../words/formats.ts'
import type { firstRunEn } from './words.ts'

/** After so long, seconds with a tenth say more than anybody wants to know. */
const EXACT_UNTIL_MS = 60_000

/** How an upload stands, in one line. `now` is by this browser's clock; where the server's is ahead of it, nothing is said to be in the future. */
export function uploadWords(
  { state, sentence, sentBytes, bytes, verifiedAt }: UploadEntry,
  now: number,
  words: typeof firstRunEn,
  formats: Pick<Formats, 'percent' | 'since' | 'count'>,
): string {
  switch (state) {
    case 'safe':
      return words.states.safe(agoWords(verifiedAt, now, words, formats))
    case 'uploading':
      return words.states.uploading(formats.percent(bytes === 0 ? 1 : sentBytes / bytes))
    case 'waiting':
    case 'blocked':
    case 'excluded':
      return sentence ?? words.states[state]
    case 'hashing':
    case 'verifying':
      return words.states[state]
  }
}

function agoWords(
  verifiedAt: number | null,
  now: number,
  words: typeof firstRunEn,
  formats: Pick<Formats, 'since' | 'count'>,
): string {
  const agoMs = Math.max(0, now - (verifiedAt ?? now))
  return agoMs < EXACT_UNTIL_MS
    ? words.ago(formats.count(Math.round(agoMs / 100) / 10))
    : formats.since(now - agoMs, now)
}
