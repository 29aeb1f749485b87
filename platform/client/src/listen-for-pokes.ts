import type { ProblemCode } from '@rollcall/protocol'
import { pokeSchema, parseJson } from '@rollcall/protocol'
import type { Clock, Random } from '@rollcall/sync'
import { backoffMs } from '@rollcall/sync'
import type { EventSourceMessage } from 'eventsource-parser/stream'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { LibraryApi } from './server-api.ts'

/** Refusals that no later try mends. */
const SESSION_OVER: ReadonlySet<ProblemCode> = new Set(['auth_expired', 'device_removed', 'signed_out'])

/**
 * Keeps a stream of pokes open until `signal` is aborted, and calls `onPoke` for each, after every reconnection, and when the server says
 * that the session is over: whoever reads the feed then learns it at once, and need not find out by its own schedule. A poke
 * is only a hint to read the feed: losing one costs time, never a change, so whatever goes wrong here is answered by trying
 * again later; what is wrong with the server is found, and said, by the reader of the feed.
 */
export async function listenForPokes(
  world: { readonly api: Pick<LibraryApi, 'events'>; readonly clock: Clock; readonly random: Random },
  onPoke: () => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      const answer = await world.api.events(signal)
      if (!answer.ok && SESSION_OVER.has(answer.refusal.code)) onPoke()
      if (answer.ok && answer.value.body !== null) {
        onPoke()
        await readEvents(answer.value.body, signal, (event) => {
          failures = 0
          if (event.event === 'poke' && pokeSchema.safeParse(parseJson(event.data)).success) onPoke()
        })
      }
    } catch {
      // The stream broke. The next one is opened below, later each time, and the feed is read on its own schedule meanwhile.
    }
    failures++
    await world.clock.sleep(backoffMs(failures, world.random.fraction()), signal)
  }
}

/** Reads Server-Sent Events until the stream ends or `signal` is aborted, and then lets go of it. */
async function readEvents(
  body: NonNullable<Response['body']>,
  signal: AbortSignal,
  onEvent: (event: EventSourceMessage) => void,
): Promise<void> {
  const reader = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  const letGo = () => reader.cancel().catch(() => undefined) // a stream that broke is let go of already
  signal.addEventListener('abort', letGo)
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read()
      if (done) return
      onEvent(value)
    }
  } finally {
    signal.removeEventListener('abort', letGo)
    await letGo()
  }
}
