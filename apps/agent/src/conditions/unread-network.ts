import type { MeasuredConditions } from '@rollcall/protocol'
import type { Readings } from './conditions-ports.ts'

/** What is known of the network that leads to the server. */
export type NetworkReadings = Readings<
  Pick<MeasuredConditions, 'network' | 'isMetered' | 'isRoaming' | 'isLowData'> & {
    /** The name of the interface; null when there is none, or none was found. */
    readonly interfaceName: string | null
  }
>

/** Nothing is known but the name, for one and the same reason. */
export function unreadNetwork(interfaceName: string | null, why: string): NetworkReadings {
  return {
    values: { network: null, isMetered: null, isRoaming: null, isLowData: null, interfaceName },
    unknown: { network: why, isMetered: why, isRoaming: why, isLowData: why },
  }
}
