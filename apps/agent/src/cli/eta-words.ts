import { estimate, estimateWords } from '@rollcall/sync'
import type { DeviceRoll } from '../engine/roll-of-device.ts'
import type { OpenDevice } from './open-device.ts'

/** How long it takes until everything that can move has moved, as a line of the roll call; none while nobody can know. */
export function etaWords(
  { ports }: OpenDevice,
  { roll, settings, conditions }: DeviceRoll,
): readonly string[] {
  const rate = ports.state.values.get('moved_rate')
  const left = estimate(settings, conditions, roll.entries, rate)
  return left === null
    ? []
    : [
        `  ${left.items === 1 ? 'This one' : 'These'}: about ${estimateWords(left)}, as fast as it went of late`,
      ]
}
