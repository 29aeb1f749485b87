import type { Battery, Machine } from '../conditions/conditions-ports.ts'

/** A machine that answers as told; what is not told is not there. */
export interface SampleMachine {
  readonly platform?: NodeJS.Platform
  /** By the program and its arguments, as typed. */
  readonly programs?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly battery?: Battery
  /** Null: no network. */
  readonly address?: string | null
  readonly interfaceName?: string
}

/** Makes it. */
export function sampleMachine({
  platform = 'linux',
  programs = {},
  files = {},
  battery = { isThere: false, isCharging: false, percent: null },
  address = '192.168.1.7',
  interfaceName = 'net0',
}: SampleMachine = {}): Machine {
  return {
    platform,
    run: async (program, args) => {
      const typed = Object.keys(programs).find((line) => [program, ...args].join(' ').startsWith(line))
      const told = typed === undefined ? undefined : programs[typed]
      if (told === undefined) throw new Error(`Cannot run ${program}: it is not on this machine`)
      return told
    },
    readText: (path) => files[path] ?? null,
    exists: (path) => path in files,
    localAddressTo: async () => address,
    interfaceOf: () => interfaceName,
    battery: async () => battery,
  }
}
