import { wordsIn } from '@rollcall/sync'
import type { CountedName } from '../../engine/library-client.ts'

/** Names that are shown at once. */
const SHOWN_MAX = 100

/** The names that have a word for each typed one that begins so, whatever the case and the accents; at most 100, in their order. */
export function namesLike(names: readonly CountedName[], typed: string): readonly CountedName[] {
  const wanted = wordsIn(typed)
  const isLike = ({ name }: CountedName) => {
    const own = wordsIn(name)
    return wanted.every((begin) => own.some((word) => word.startsWith(begin)))
  }
  return names.filter(isLike).slice(0, SHOWN_MAX)
}
