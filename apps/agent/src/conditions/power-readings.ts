import type { MeasuredConditions } from '@rollcall/protocol'
import type { Machine, Readings } from './conditions-ports.ts'

/** What is known of the power of this machine. */
export type PowerReadings = Readings<
  Pick<MeasuredConditions, 'isCharging' | 'batteryPercent' | 'isLowPower' | 'isTooHot'>
>

const WINDOWS_SAVER = `
[void][Windows.System.Power.PowerManager, Windows.System.Power, ContentType = WindowsRuntime]
[string][Windows.System.Power.PowerManager]::EnergySaverStatus`

/** Reads battery and power mode. A machine without a battery always charges. */
export async function readPower(machine: Machine): Promise<PowerReadings> {
  const [battery, lowPower] = await Promise.all([
    machine.battery().catch(() => null),
    readLowPower(machine).catch((cause: unknown) => ({ value: null, why: wordsOf(cause) })),
  ])
  const why = 'the system does not tell about its battery'
  return {
    values: {
      isCharging: battery === null ? null : !battery.isThere || battery.isCharging,
      batteryPercent: battery?.percent ?? null,
      isLowPower: lowPower.value,
      isTooHot: null,
    },
    unknown: {
      isTooHot: 'the system does not tell whether it is too hot to work',
      ...(battery === null ? { isCharging: why, batteryPercent: why } : {}),
      ...(lowPower.why === null ? {} : { isLowPower: lowPower.why }),
    },
  }
}

interface Reading {
  readonly value: boolean | null
  readonly why: string | null
}

async function readLowPower(machine: Machine): Promise<Reading> {
  switch (machine.platform) {
    case 'linux': {
      const profile = machine.readText('/sys/firmware/acpi/platform_profile')?.trim()
      if (profile === 'low-power') return { value: true, why: null }
      const said = (await machine.run('powerprofilesctl', ['get'])).trim()
      return { value: said === 'power-saver', why: null }
    }
    case 'darwin': {
      const said = /^\s*lowpowermode\s+(\d)/m.exec(await machine.run('pmset', ['-g']))?.[1]
      if (said === undefined) return { value: null, why: 'pmset does not tell about low power mode' }
      return { value: said === '1', why: null }
    }
    case 'win32': {
      const args = ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_SAVER]
      const said = (await machine.run('powershell.exe', args)).trim()
      if (!/^(?:On|Off|Disabled)$/.test(said))
        return { value: null, why: 'Windows does not tell about its saver' }
      return { value: said === 'On', why: null }
    }
    default:
      return { value: null, why: `Rollcall does not know how ${machine.platform} tells it` }
  }
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.slice(0, 300) : 'the system does not say'
}
