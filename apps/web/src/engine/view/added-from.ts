import type { RecordsBelow } from '@rollcall/sync'
import { batchesIn } from '@rollcall/sync'

/** Which device added which photos, by their numbers, as far as the journal goes back. */
export interface AddedFrom {
  /** The name that the device had then; null where the journal does not say. */
  readonly deviceOf: (no: number) => string | null
  /** Every name, once. */
  readonly devices: () => readonly string[]
}

/** Reads it out of the journal. */
export function createAddedFrom(records: RecordsBelow): AddedFrom {
  const added = batchesIn(records)
    .flatMap(({ created, deviceName }) => created.map(([from, to]) => ({ from, to, deviceName })))
    .toSorted((one, other) => one.from - other.from)

  function deviceOf(no: number): string | null {
    let low = 0
    let high = added.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((added[middle]?.from ?? 0) <= no) low = middle + 1
      else high = middle
    }
    const range = added[low - 1]
    return range !== undefined && range.to >= no ? range.deviceName : null
  }

  return { deviceOf, devices: () => [...new Set(added.map(({ deviceName }) => deviceName))] }
}
