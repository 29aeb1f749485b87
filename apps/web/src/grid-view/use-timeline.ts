import type { Timeline, TimelineQuery } from '../engine/library-client.ts'
import { useAnswer } from '../shell/use-answer.ts'
import { useClientState, useLibrary } from '../shell/use-library.tsx'

/** The timeline of a query as it is now; the last one while the library moves. Null before the first. */
export function useTimeline(query: TimelineQuery): Timeline | null {
  const library = useLibrary()
  const { generation } = useClientState()
  return useAnswer(() => library.timeline(query), generation, JSON.stringify(query)).value
}
