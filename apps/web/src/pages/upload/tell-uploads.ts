import { createBrowserClock } from '@rollcall/platform-browser'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useSearchParams } from 'wouter'
import type { ClientState } from '../../engine/library-client.ts'
import { tell } from '../../parts/toasts.tsx'
import { useSpeech } from '../../words/use-words.tsx'

/*
 * What is told of files that were given to the app: that they were taken, where another program gave them, and how they ended.
 */

/** One picking may have nothing open for a moment, before its next file is known; what is told is told of all of it. */
const REST_MS = 800

/** As `shared-files.ts` has it: nothing of the service worker may be imported here, or it would not be one file any more. */
const SHARED_PARAM = 'shared'

const clock = createBrowserClock()

/** Says that files were taken from another program, once, and takes that out of the address. */
export function useTellShared(onShow: () => void): void {
  const { words, formats } = useSpeech()
  const [params, setParams] = useSearchParams()
  const text = params.get(SHARED_PARAM)
  const say = useEffectEvent((shared: string) => {
    const count = Number(shared)
    if (Number.isSafeInteger(count) && count > 0)
      tell({
        text: words.upload.shared(formats.count(count), count),
        act: { label: words.upload.show, onPress: onShow },
      })
    const rest = new URLSearchParams(params)
    rest.delete(SHARED_PARAM)
    setParams(rest, { replace: true })
  })
  useEffect(() => {
    if (text !== null) say(text)
  }, [text])
}

/** Says how many files arrived, and how many were left out, once nothing is open any more. */
export function useTellWhenDone(
  open: number,
  { safe, excluded }: ClientState['roll'],
  onShow: () => void,
): void {
  const { words, formats } = useSpeech()
  /** The counts when everything had been told last. */
  const before = useRef({ safe, excluded })
  const wasOpen = useRef(false)
  const say = useEffectEvent((arrived: number, leftOut: number) => {
    const texts = [
      ...(arrived > 0 ? [words.upload.done(formats.count(arrived), arrived)] : []),
      ...(leftOut > 0 ? [words.upload.leftOut(formats.count(leftOut), leftOut)] : []),
    ]
    if (texts.length > 0) tell({ text: texts.join(' '), act: { label: words.upload.show, onPress: onShow } })
  })
  useEffect(() => {
    if (open > 0) wasOpen.current = true
    else if (!wasOpen.current) before.current = { safe, excluded }
    if (open > 0 || !wasOpen.current) return undefined
    const control = new AbortController()
    async function tellAfterRest(): Promise<void> {
      await clock.sleep(REST_MS, control.signal)
      if (control.signal.aborted) return
      wasOpen.current = false
      say(safe - before.current.safe, excluded - before.current.excluded)
      before.current = { safe, excluded }
    }
    void tellAfterRest()
    return () => control.abort()
  }, [open, safe, excluded])
}
