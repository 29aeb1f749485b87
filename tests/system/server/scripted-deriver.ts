import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaFacts } from '@rollcall/media'
import { NO_FACTS } from '@rollcall/media'
import type { DeriveJob, Deriver, DeriveResult } from '@rollcall/server'

/** What a scripted file says of itself, beside its name and time. */
export type Says = Partial<MediaFacts>

/** What becomes of a job; `null` goes on for ever. */
export type Answer = DeriveResult | null

const NOTHING_SAID: MediaFacts = {
  ...NO_FACTS,
  type: 'image/jpeg',
  kind: 'photo',
  width: 4_000,
  height: 3_000,
  taken: {
    local: '2024-06-02T12:00:00',
    offsetMinutes: 120,
    offsetFrom: 'tag',
    at: Date.UTC(2024, 5, 2, 10),
    source: 'exif_original',
  },
}

/** Makes a small and a preview derivative of the file, out of its name and what is done to it. */
export async function madeOf({ name, recipe, outFolder }: DeriveJob, says: Says = {}): Promise<DeriveResult> {
  const files = await Promise.all(
    (['small', 'preview'] as const).map(async (kind) => {
      const path = join(outFolder, kind)
      const text = `${kind} of ${name}${recipe === null ? '' : ` ${JSON.stringify(recipe)}`}`
      await writeFile(path, text)
      return { kind, path, bytes: text.length, width: 4, height: 3, mime: 'image/webp' }
    }),
  )
  return {
    facts: { ...NOTHING_SAID, ...says },
    outcome: {
      kind: 'made',
      files,
      thumbhash: 'AAAA',
      colour: '#102030',
      lookHash: '00000000000000ff',
      width: 4_000,
      height: 3_000,
      from: 'original',
    },
    isStreamNeeded: false,
  }
}

/** A failure with its code. */
export function failedWith(code: 'corrupt_source' | 'out_of_time'): DeriveResult {
  const outcome = { kind: 'failed', code, detail: 'as scripted' } as const
  return { facts: NOTHING_SAID, outcome, isStreamNeeded: false }
}

/** A {@link Deriver} that does jobs as `answer` says, one at a time unless told otherwise, and remembers them. */
export function createScriptedDeriver(
  answer: (job: DeriveJob) => Promise<Answer>,
  jobsAtOnce = 1,
): Deriver & {
  readonly jobs: readonly DeriveJob[]
} {
  const jobs: DeriveJob[] = []
  return {
    jobs,
    jobsAtOnce,
    jobsAhead: 0,
    close: async () => undefined,
    derive: async (job, signal) => {
      jobs.push(job)
      return (await answer(job)) ?? (await untilAborted(signal))
    },
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Cannot derive: aborted')), { once: true })
  })
}
