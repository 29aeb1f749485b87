import type { CheckId } from '@rollcall/protocol'
import type { FixKind, ReasonCode } from '@rollcall/sync'
import type { PatientFile } from './patient-photos.ts'
import type { Patient } from './patient.ts'

/** A cause for which photos stop syncing, how it is made to happen, and what mends it. */
export interface Cause {
  readonly name: string
  /** The reason by which the doctor has to name it, and the check under which. */
  readonly code: ReasonCode
  readonly check: CheckId
  /** How many originals it keeps from being safe when it is alone. */
  readonly items: number
  /** Files that the device has for its sake. */
  readonly files?: Readonly<Record<string, PatientFile>>
  /** Two causes with a word in common cannot both be so. */
  readonly place?: readonly string[]
  /** How far a device comes that has it: what lies further on cannot be seen before this is mended. */
  readonly stopsAt?: 'way' | 'account'
  /** Other reasons that are true with it. */
  readonly brings?: readonly ReasonCode[]
  /** Reasons that may be true with it when another cause is there too: its files are what they are. */
  readonly besides?: readonly ReasonCode[]
  /** Is so before anything could move; the engine looks at it once, without a network. */
  readonly prepare?: (patient: Patient) => void | Promise<void>
  /** Must be met by the engine before other causes are made: it is known only from having tried. */
  readonly isMetFirst?: boolean
  /** The engine does nothing once it is so. */
  readonly isEngine?: boolean
  readonly make: (patient: Patient) => void | Promise<void>
  /** A fix that the doctor must offer for it. It is chosen as `doctor --fix` does … */
  readonly fix: FixKind
  /** … and this is what a person, or the world, does after it. */
  readonly byHand?: (patient: Patient) => void | Promise<void>
}

/** Whether both can be so at once. */
export function canBeBoth(one: Cause, other: Cause): boolean {
  return !(one.place ?? []).some((place) => other.place?.includes(place))
}

/** The one of two that hides the other: what the server knows cannot be seen by whom the way does not lead there. Null: neither. */
export function hiderOf(one: Cause, other: Cause): Cause | null {
  if (one.stopsAt === undefined || other.stopsAt === undefined || one.stopsAt === other.stopsAt) return null
  return one.stopsAt === 'way' ? one : other
}
