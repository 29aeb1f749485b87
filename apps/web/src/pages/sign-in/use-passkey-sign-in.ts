import { useCallback, useEffect } from 'react'
import { browserName } from '../../engine/worker/browser-name.ts'
import type { ServerCall } from '../../shell/use-call.ts'
import { useLibrary } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { askPasskey, offersPasskeys, stopAsking } from './passkeys.ts'

/** A challenge is good for five minutes; before that we ask with a new one. */
const ASK_AGAIN_MS = 4 * 60_000

/** Signs in with a passkey: in a dialogue at a button, and quietly where the browser offers it by itself. */
export function usePasskeySignIn(call: ServerCall, isPossible: boolean): () => Promise<void> {
  const { web, clock } = useServer()
  const library = useLibrary()
  const { words } = useSpeech()
  const { make, setProblem } = call
  const signIn = useCallback(
    async (how: 'dialogue' | 'quietly', signal: AbortSignal | null = null) => {
      const options = how === 'quietly' ? await quietOptions(web) : await make(web.passkeySignInOptions)
      // Nothing may be asked for quietly on a page that somebody has left meanwhile.
      if (options === null || signal?.aborted === true) return
      const credential = await askPasskey(options.value, how)
      if (credential === null) {
        if (how === 'dialogue') setProblem(words.signIn.noPasskey)
        return
      }
      const deviceName = browserName(navigator.userAgent)
      if ((await make(() => web.signInWithPasskey({ deviceName, credential }))) !== null) library.wake()
    },
    [web, make, setProblem, library, words],
  )
  useEffect(() => {
    if (!isPossible) return undefined
    const control = new AbortController()
    const ask = async () => {
      if (!(await offersPasskeys())) return
      while (!control.signal.aborted) {
        void signIn('quietly', control.signal)
        await clock.sleep(ASK_AGAIN_MS, control.signal)
      }
      stopAsking()
    }
    void ask()
    return () => control.abort()
  }, [isPossible, clock, signIn])
  return useCallback(() => signIn('dialogue'), [signIn])
}

/** Nobody has asked for it, so nobody is told when there is no answer. */
async function quietOptions(web: ReturnType<typeof useServer>['web']) {
  const answer = await web.passkeySignInOptions().catch(() => null)
  return answer?.ok === true ? { value: answer.value } : null
}
