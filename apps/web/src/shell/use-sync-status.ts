import { useEffect, useState } from 'react'
import type { SyncStatus } from './sync-status.ts'
import { syncStatusOf } from './sync-status.ts'
import { useAnswer } from './use-answer.ts'
import { useDeviceReports } from './use-device-reports.tsx'
import { useClientState, useLibrary } from './use-library.tsx'
import { useServer } from './use-server.tsx'

/** Screen readers are told of another status so often at most. */
const SAID_EVERY_MS = 10_000

/** How everything stands at this moment, over this browser and all devices. */
export function useSyncStatus(): SyncStatus {
  const library = useLibrary()
  const { clock } = useServer()
  const state = useClientState()
  const { known } = useDeviceReports()
  const { value } = useAnswer(
    async () => ({ records: await library.devices(), holds: await library.holds() }),
    state.generation,
  )
  const held = (value?.holds ?? [])
    .filter((hold) => hold.state === 'waiting')
    .reduce((sum, { assetIds }) => sum + assetIds.length, 0)
  return syncStatusOf({
    state,
    held,
    devices: known?.devices ?? [],
    records: value?.records ?? [],
    now: known?.now ?? clock.now(),
  })
}

/** The text that a live region says: `text`, but never two within ten seconds; the last one of those is said in the end. */
export function useSaidSeldom(text: string): string {
  const { clock } = useServer()
  const [said, setSaid] = useState(text)
  const [isResting, setResting] = useState(false)
  useEffect(() => {
    if (!isResting) return undefined
    const control = new AbortController()
    const rest = async () => {
      await clock.sleep(SAID_EVERY_MS, control.signal)
      if (!control.signal.aborted) setResting(false)
    }
    void rest()
    return () => control.abort()
  }, [isResting, clock])
  if (!isResting && said !== text) {
    setSaid(text)
    setResting(true)
  }
  return said
}
