import type { Intent } from '@rollcall/protocol'
import { useCallback } from 'react'
import { tell } from '../parts/toasts.tsx'
import { useSpeech } from '../words/use-words.tsx'
import { useLibrary } from './use-library.tsx'

/** Does intents as one deed, and says so in `text` with a way back, or why not. True when it was done. */
export type Perform = (intents: readonly Intent[], text: string) => Promise<boolean>

/** See {@link Perform}. */
export function usePerform(): Perform {
  const library = useLibrary()
  const { words } = useSpeech()
  return useCallback(
    async (intents, text) => {
      const outcome = await library.act(intents)
      if (outcome.kind === 'refused') {
        tell({ text: outcome.sentence })
        return false
      }
      const { batchId } = outcome
      if (batchId === null) {
        tell({ text })
        return true
      }
      const undo = async () => {
        const taken = await library.undo(batchId)
        tell({ text: taken.kind === 'done' ? words.parts.undone : taken.sentence })
      }
      tell({ text, undo: () => void undo() })
      return true
    },
    [library, words],
  )
}
