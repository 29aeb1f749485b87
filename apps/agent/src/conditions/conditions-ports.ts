import type { Clock, Disk } from '@rollcall/sync'

/** What reading a machine's conditions needs of it. Every question is bounded by whoever asks. */
export interface ConditionsPorts {
  readonly clock: Clock
  readonly disk: Pick<Disk, 'freeBytes'>
  /** The device's folder. */
  readonly root: string
  /** The server's address. */
  readonly server: string
  /** The device's wall clock less the server's, milliseconds, as the last answers showed; null before the first. */
  readonly clockOffsetMs: () => number | null
  readonly machine: Machine
}

/** The operating system, as far as conditions ask it. */
export interface Machine {
  readonly platform: NodeJS.Platform
  /** What a program printed. Rejects when there is no such program, or it ends badly, or after three seconds. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>
  /** A small file of the system's; null when it is not there. */
  readonly readText: (path: string) => string | null
  readonly exists: (path: string) => boolean
  /** The address of this machine from which packets to `host` would leave; null when none would. Nothing is sent. */
  readonly localAddressTo: (host: string) => Promise<string | null>
  /** The name of the interface that has this address; null when none has. */
  readonly interfaceOf: (address: string) => string | null
  readonly battery: () => Promise<Battery>
}

/** A battery, or its absence. */
export interface Battery {
  readonly isThere: boolean
  readonly isCharging: boolean
  readonly percent: number | null
}

/** Some conditions, and for those that could not be read, why. */
export interface Readings<Value> {
  readonly values: Value
  /** By the name of the condition. */
  readonly unknown: Readonly<Record<string, string>>
}
