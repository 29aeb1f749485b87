import type { Usage } from '@rollcall/protocol'
import type { EnginePorts } from './engine-ports.ts'
import type { ServerLink } from './server-link.ts'

/** How old the library's usage may be when room decides what may move. */
const MAX_AGE_MS = 30_000

/** Keeps what is known of the library's room, which `decide` looks at before anything is sent [R8]. */
export interface UsageWatch {
  /** What is known is old. */
  readonly notice: () => void
  /** Asks the server, if what is known is old and the server is there. */
  readonly refresh: () => Promise<void>
}

/** Makes a {@link UsageWatch} that will ask at once. */
export function createUsageWatch(
  ports: EnginePorts,
  link: Pick<ServerLink, 'ask' | 'isReachable'>,
): UsageWatch {
  const { api, clock } = ports
  /** On the monotonic clock: the wall clock may be set back. */
  let askedAt = Number.NEGATIVE_INFINITY
  return {
    notice: () => {
      askedAt = Number.NEGATIVE_INFINITY
    },
    refresh: async () => {
      if (!link.isReachable() || clock.monotonic() - askedAt < MAX_AGE_MS) return
      const usage = await link.ask(api.usage)
      if (usage === null) return
      askedAt = clock.monotonic()
      noteUsage(ports, usage)
    },
  }
}

/** Keeps the usage. When it has changed, items that had no room are asked again. */
function noteUsage({ state }: EnginePorts, usage: Usage): void {
  if (JSON.stringify(state.values.get('usage')) === JSON.stringify(usage)) return
  state.transaction(() => {
    state.values.put('usage', usage)
    for (const [key, { code }] of state.folder.attempts()) {
      if (code === 'quota_full' || code === 'too_large_for_quota') state.folder.putAttempt(key, null)
    }
  })
}
