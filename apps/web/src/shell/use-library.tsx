import type { ReactNode } from 'react'
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import type { ClientState, LibraryClient } from '../engine/library-client.ts'
import { useSpeech } from '../words/use-words.tsx'

const LibraryContext = createContext<LibraryClient | null>(null)

/** Gives the pages within it the library of this browser. */
export function LibraryProvider({
  client,
  children,
}: {
  readonly client: LibraryClient
  readonly children: ReactNode
}) {
  return <LibraryContext value={client}>{children}</LibraryContext>
}

/** The library of this browser. Throws outside of a {@link LibraryProvider}. */
export function useLibrary(): LibraryClient {
  const client = useContext(LibraryContext)
  if (client === null) throw new Error('Cannot show library: there is no LibraryProvider around this')
  return client
}

/** How the library of this browser stands, in the language of who looks; shown anew whenever that changes. */
export function useClientState(): ClientState {
  const client = useLibrary()
  const state = useSyncExternalStore(client.subscribe, client.state)
  const { reasons } = useSpeech()
  return useMemo(() => reasons.state(state), [reasons, state])
}
