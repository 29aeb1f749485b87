import type { DeviceState } from '../state/device-state.ts'

/** Where a device keeps what `withServerClock` notes. */
export function clockOffsetIn({ values, transaction }: Pick<DeviceState, 'values' | 'transaction'>) {
  return {
    get: () => values.get('clock_offset'),
    put: (offsetMs: number) => transaction(() => values.put('clock_offset', offsetMs)),
  }
}
