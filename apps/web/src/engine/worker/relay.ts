import type { Clock } from '@rollcall/sync'
import type { LibraryEngine } from '../library-engine.ts'
import type { Answer, Call, Port, TabChannel, TabMessage } from './messages.ts'

/*
 * One writer for all tabs. Every tab has a worker; the one that holds the lock keeps the library, the others pass on what their page asks
 * and what it is told:
 *
 *   page ──call──▶ worker ──▶ engine                        (the tab that holds the lock)
 *   page ──call──▶ worker ──channel──▶ worker ──▶ engine    (every other tab)
 *
 * When the holder goes, the next in line opens the library and says so, and every call that was not answered is sent again. That does no
 * harm: calls ask, or name the batch that they become.
 */

/** The state is told so often at most. */
const TELL_EVERY_MS = 250

/** What a relay needs. */
export interface RelayPorts {
  readonly page: Port
  readonly tabs: TabChannel
  readonly clock: Clock
  /** Resolves when this tab is to keep the library. */
  readonly takeOver: () => Promise<void>
  readonly openEngine: () => Promise<LibraryEngine>
}

/** Runs the worker of a tab; rejects when the library cannot be opened. It ends with the tab. */
export async function runRelay({ page, tabs, clock, takeOver, openEngine }: RelayPorts): Promise<void> {
  /** Calls of this page that nobody has answered. */
  const open = new Map<string, Call>()
  let engine: LibraryEngine | null = null

  page.onMessage((message) => {
    if (message.kind !== 'call') return
    open.set(message.id, message)
    if (engine === null) tabs.post(message)
    else void answerOwn(engine, message)
  })
  tabs.onMessage((message) => {
    if (engine === null) hear(message)
    else void serve(engine, message)
  })
  tabs.post({ kind: 'hello' })
  await takeOver()
  engine = await openEngine()
  const teller = createTeller(engine, clock, (state) => {
    page.post({ kind: 'state', state })
    tabs.post({ kind: 'state', state })
  })
  engine.subscribe(teller)
  teller()
  for (const call of [...open.values()]) void answerOwn(engine, call)
  tabs.post({ kind: 'here' })

  /** Somebody else keeps the library. */
  function hear(message: TabMessage): void {
    if (message.kind === 'state') page.post(message)
    if (message.kind === 'here') for (const call of open.values()) tabs.post(call)
    if (message.kind === 'answer' && open.delete(message.id)) page.post(message)
  }

  /** This tab does. */
  async function serve(kept: LibraryEngine, message: TabMessage): Promise<void> {
    if (message.kind === 'hello') {
      tabs.post({ kind: 'here' })
      tabs.post({ kind: 'state', state: kept.state() })
    }
    if (message.kind === 'call') tabs.post(await answerTo(kept, message))
  }

  async function answerOwn(kept: LibraryEngine, call: Call): Promise<void> {
    const answer = await answerTo(kept, call)
    if (open.delete(call.id)) page.post(answer)
  }
}

async function answerTo(engine: LibraryEngine, { id, name, args }: Call): Promise<Answer> {
  const methods: Readonly<Record<string, unknown>> = { ...engine }
  const method = methods[name]
  if (typeof method !== 'function') return { kind: 'answer', id, failure: `there is no call ${name}` }
  try {
    return { kind: 'answer', id, value: await method(...args) }
  } catch (failure) {
    return { kind: 'answer', id, failure: failure instanceof Error ? failure.message : String(failure) }
  }
}

/** Makes what tells the state, at once when it was quiet and else at the end of {@link TELL_EVERY_MS}. */
function createTeller(
  engine: LibraryEngine,
  clock: Clock,
  tell: (state: ReturnType<LibraryEngine['state']>) => void,
): () => void {
  let isResting = false
  let isOwed = false
  return notice

  function notice(): void {
    if (isResting) {
      isOwed = true
      return
    }
    isResting = true
    tell(engine.state())
    void rest()
  }

  async function rest(): Promise<void> {
    await clock.sleep(TELL_EVERY_MS)
    isResting = false
    if (!isOwed) return
    isOwed = false
    notice()
  }
}
