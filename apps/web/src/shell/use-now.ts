import { useEffect, useState } from 'react'
import { useServer } from './use-server.tsx'

/** The time by this browser's clock, told anew every so many milliseconds while the caller is shown. */
export function useNow(everyMs: number): number {
  const { clock } = useServer()
  const [now, setNow] = useState(clock.now)
  useEffect(() => {
    const control = new AbortController()
    const tick = async () => {
      while (!control.signal.aborted) {
        setNow(clock.now())
        await clock.sleep(everyMs, control.signal)
      }
    }
    void tick()
    return () => control.abort()
  }, [clock, everyMs])
  return now
}
