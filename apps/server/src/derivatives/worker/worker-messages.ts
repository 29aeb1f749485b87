import type { MediaFacts } from '@rollcall/media'
import { z } from 'zod'
import type { DeriveJob, DeriveResult } from '../deriver.ts'

/** What the server tells the process that decodes. `id` names a job between the two of them. */
export type WorkerRequest =
  | { readonly kind: 'derive'; readonly id: number; readonly job: DeriveJob }
  | { readonly kind: 'cancel'; readonly id: number }

/** What it answers. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  /** What the file says of itself; told before its pictures are touched. */
  | { readonly kind: 'facts'; readonly id: number; readonly facts: MediaFacts }
  /** A long job goes on. */
  | { readonly kind: 'progress'; readonly id: number }
  | { readonly kind: 'done'; readonly id: number; readonly result: DeriveResult }
  /** The job could not be done, and the file is not to blame: a disk that is full, a bug. */
  | { readonly kind: 'broken'; readonly id: number; readonly message: string }

const pixels = z.number().int().nonnegative()
const facts = z.custom<MediaFacts>((value) => typeof value === 'object' && value !== null)
const file = z.object({
  kind: z.enum(['small', 'medium', 'preview', 'stream']),
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  width: pixels,
  height: pixels,
  mime: z.string(),
})
const outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('made'),
    files: z.array(file).max(4),
    thumbhash: z.string().nullable(),
    colour: z.string().nullable(),
    lookHash: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .nullable(),
    width: pixels,
    height: pixels,
    from: z.enum(['original', 'embedded_preview']),
  }),
  z.object({
    kind: z.literal('failed'),
    code: z.enum(['corrupt_source', 'unsupported_codec', 'too_many_pixels']),
    detail: z.string(),
  }),
])
const id = z.number().int()
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('facts'), id, facts }),
  z.object({ kind: z.literal('progress'), id }),
  z.object({
    kind: z.literal('done'),
    id,
    result: z.object({ facts: facts.nullable(), outcome, isStreamNeeded: z.boolean() }),
  }),
  z.object({ kind: z.literal('broken'), id, message: z.string() }),
])

/** A message of the process that decodes; null when it is none: a hostile file may have taken the process over. */
export function parseWorkerAnswer(message: unknown): WorkerAnswer | null {
  const parsed = answer.safeParse(message)
  return parsed.success ? parsed.data : null
}
