import type { KnownDevices } from '@rollcall/protocol'
import type { ReactNode } from 'react'
import { createContext, useCallback, useContext, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { useSpeech } from '../words/use-words.tsx'
import { useAnswer } from './use-answer.ts'
import { useClientState } from './use-library.tsx'
import { useLibraryServer, useServer } from './use-server.tsx'

/** While somebody looks at the page, the server is asked this often what devices have told of themselves. */
const ROUND_MS = 10_000

/** What the devices of this account have told of themselves. */
export interface DeviceReports {
  /** Null before the first answer of the server. */
  readonly known: KnownDevices | null
  /** Asks the server now. */
  readonly askAgain: () => void
}

const ReportsContext = createContext<DeviceReports>({ known: null, askAgain: () => undefined })

/** Gives everything within it what devices report, asked for once however many show it. */
export function DeviceReportsProvider({ children }: { readonly children: ReactNode }) {
  const server = useLibraryServer()
  const { checkedAt, isOnline } = useClientState()
  const [asked, setAsked] = useState(0)
  const askAgain = useCallback(() => setAsked((count) => count + 1), [])
  const round = useRounds(ROUND_MS)
  // What travels in the feed, such as a setting, is often followed by a report.
  const key = server === null || !isOnline ? null : `${round} ${asked} ${checkedAt}`
  const answer = useAnswer(async () => {
    const told = await server?.devices.knownDevices()
    return told?.ok === true ? told.value : null
  }, key)
  const { reasons } = useSpeech()
  const reports = useMemo(
    () => ({ known: answer.value === null ? null : reasons.known(answer.value), askAgain }),
    [answer.value, askAgain, reasons],
  )
  return <ReportsContext value={reports}>{children}</ReportsContext>
}

/** See {@link DeviceReports}. */
export function useDeviceReports(): DeviceReports {
  return useContext(ReportsContext)
}

/** Counts up by one each `periodMs` while the page is looked at, and when it is looked at again. */
function useRounds(periodMs: number): number {
  const { clock } = useServer()
  const [round, setRound] = useState(0)
  const turn = useEffectEvent(async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await clock.sleep(periodMs, signal)
      if (!signal.aborted && document.visibilityState === 'visible') setRound((count) => count + 1)
    }
  })
  useEffect(() => {
    const control = new AbortController()
    turn(control.signal).catch((cause: unknown) => {
      if (!control.signal.aborted) throw cause
    })
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') setRound((count) => count + 1)
      },
      { signal: control.signal },
    )
    return () => control.abort()
  }, [periodMs])
  return round
}
