import type { LibraryId, Poke } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { Notifier } from '../notifier/notifier.ts'
import type { Store } from '../store/store.ts'

/** Silence after which a comment is sent, so that proxies and phones know the line is alive. */
const KEEP_ALIVE_MS = 20_000

/**
 * Pokes of one library as server-sent events (WHATWG HTML, section 9.2), until `signal` aborts. The first tells the head as
 * it is. A listener that reads slowly misses pokes in between, never the newest.
 */
export async function* pokeLines(
  ports: { readonly store: Store; readonly notifier: Notifier; readonly clock: Clock },
  libraryId: LibraryId,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder()
  const latest: { poke: Poke | null } = { poke: null }
  let nap = new AbortController()
  const wake = () => nap.abort('something happened')
  const unsubscribe = ports.notifier.subscribe(libraryId, (poke) => {
    latest.poke = poke
    wake()
  })
  signal.addEventListener('abort', wake, { once: true })
  try {
    const { epoch, headSeq } = await ports.store.read(libraryId, (reader) => reader.library())
    yield encoder.encode(pokeLine({ epoch, head: headSeq }))
    while (!signal.aborted) {
      nap = new AbortController()
      if (latest.poke === null) await ports.clock.sleep(KEEP_ALIVE_MS, nap.signal)
      if (signal.aborted) return
      const poke = latest.poke
      latest.poke = null
      yield encoder.encode(poke === null ? ': still here\n\n' : pokeLine(poke))
    }
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', wake)
  }
}

function pokeLine(poke: Poke): string {
  return `event: poke\ndata: ${JSON.stringify(poke)}\n\n`
}
