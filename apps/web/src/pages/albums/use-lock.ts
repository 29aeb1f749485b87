import { useCallback, useEffect, useState } from 'react'
import { useServer } from '../../shell/use-server.tsx'

/** The lock before hidden photos. The server decides who opens it; this browser closes it when the server's time is over. */
export interface Lock {
  /** Null until the server has said. */
  readonly isOpen: boolean | null
  /** Asks the server how long it stays open, as after somebody has shown who they are. */
  readonly look: () => Promise<void>
  readonly close: () => Promise<void>
}

/** See {@link Lock}. Without an answer nobody has said that it may be open. */
export function useLock(): Lock {
  const { web, clock } = useServer()
  const [leftMs, setLeftMs] = useState<number | null>(null)
  const look = useCallback(async () => {
    const told = await web.reauthentication().catch(() => null)
    setLeftMs(told?.ok === true ? told.value.leftMs : 0)
  }, [web])
  useEffect(() => void look(), [look])
  useEffect(() => {
    if (leftMs === null || leftMs === 0) return undefined
    const control = new AbortController()
    const closeInTime = async () => {
      await clock.sleep(leftMs, control.signal)
      if (!control.signal.aborted) setLeftMs(0)
    }
    void closeInTime()
    return () => control.abort()
  }, [leftMs, clock])
  const close = async () => {
    setLeftMs(0)
    await web.lock().catch(() => null)
  }
  return { isOpen: leftMs === null ? null : leftMs > 0, look, close }
}
