import type { Hold } from '@rollcall/protocol'
import { HOLDS } from '@rollcall/sync'
import type { OpenDevice } from './open-device.ts'
import { countPhotos } from './photo-words.ts'
import { printable } from './print-table.ts'

/** Deletions by any device that the server holds and nobody has answered, oldest first. */
export function waitingHolds({ ports }: OpenDevice): readonly Hold[] {
  return ports.state.replica
    .view()
    .records.recordsIn(HOLDS)
    .filter((record) => record.kind === 'hold')
    .filter(({ state }) => state === 'waiting')
}

/** One line for a status, on every device; none when nothing waits. */
export function heldWords(holds: readonly Hold[]): readonly string[] {
  if (holds.length === 0) return []
  const count = holds.reduce((sum, { assetIds }) => sum + assetIds.length, 0)
  const devices = [...new Set(holds.map(({ deviceName }) => printable(deviceName)))].join(' and ')
  return [`! ${countPhotos(count)} deleted on ${devices} at once: held until you say so. See: rollcall held`]
}
