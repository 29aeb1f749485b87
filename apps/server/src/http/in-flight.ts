import type { Clock } from '@rollcall/sync'
import { streamOf } from './stream-of.ts'

/** Requests that are being answered, so that a server can stop when the last one is done. */
export interface InFlight {
  /** Counts a request until its answer is ready and its body has been taken. */
  readonly track: (answer: Promise<Response>) => Promise<Response>
  /** Resolves when nothing is in flight, or after `milliseconds`. Answers what was still in flight then. */
  readonly drained: (milliseconds: number) => Promise<number>
}

/** Nothing in flight yet. */
export function createInFlight(clock: Clock): InFlight {
  let open = 0
  let whenEmpty: AbortController | null = null
  const done = () => {
    open--
    if (open === 0) whenEmpty?.abort()
  }

  return {
    track: async (answer) => {
      open++
      try {
        const response = await answer
        if (response.body === null || isWhole(response)) {
          done()
          return response
        }
        return new Response(streamOf(response.body, done), response)
      } catch (error) {
        done()
        throw error
      }
    },
    drained: async (milliseconds) => {
      if (open === 0) return 0
      whenEmpty = new AbortController()
      await clock.sleep(milliseconds, whenEmpty.signal)
      return open
    },
  }
}

/** Whether the answer was made in one piece: nothing is read for it any more. */
function isWhole(response: Response): boolean {
  return WHOLE.test(response.headers.get('content-type') ?? '')
}

const WHOLE = /^(application\/(problem\+)?json|text\/html)/
