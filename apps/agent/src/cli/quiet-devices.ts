import type { EngineHealth, KnownDevice } from '@rollcall/protocol'
import { notSafeIn, quietSentence, REASONS, spanOf } from '@rollcall/sync'
import type { OpenDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** A device that has gone quiet, as the server knew when it was last asked. Times by its clock. */
export interface QuietDevice {
  readonly name: string
  readonly deviceId: string
  readonly lastHeardAt: number
  readonly asOf: number
  readonly sentence: string
}

/** The other devices of the account that have gone quiet, out of what is known here; works without the server. */
export function quietDevices({ ports }: Pick<OpenDevice, 'ports'>): readonly QuietDevice[] {
  const known = ports.state.values.get('known_devices')
  if (known === null) return []
  const { now: asOf, devices } = known
  return devices
    .filter(({ isQuiet, isCurrent }) => isQuiet && !isCurrent)
    .map((device) => {
      const { name, deviceId, lastHeardAt } = device
      return { name, deviceId, lastHeardAt, asOf, sentence: sentenceOf(device, asOf) }
    })
}

/** A line for each of them, such as `! Mum's phone: nothing for 9 days; … (as of …)`. */
export function quietWords(device: Pick<OpenDevice, 'ports'>): readonly string[] {
  return quietDevices(device).map(
    ({ sentence, asOf }) => `! ${printable(sentence)} (as of ${new Date(asOf).toLocaleString()})`,
  )
}

/** What there is to say of a device that has gone quiet. `asOf`: when the server said so. */
export function sentenceOf({ name, lastHeardAt, report }: KnownDevice, asOf: number): string {
  const notSafe = report === null ? null : notSafeIn(report)
  return quietSentence({ name, silentMs: asOf - lastHeardAt, notSafe })
}

/** A line when the engine is not as it should be; none when it runs, or when nobody started it. */
export function engineWords({ state, step, crashes, since }: EngineHealth): readonly string[] {
  const at = step === null ? '' : ` at "${printable(step)}"`
  switch (state) {
    case 'stalled':
      return [`! The sync engine was stuck${at}, and was started again.`]
    case 'crash_loop':
      return [
        `! The sync engine ended by itself ${crashes} times, and now only talks with the server.`,
        '    Start it again with: rollcall command restart-sync',
      ]
    case 'suspended':
      return [`! ${REASONS.suspended_by_system.sentence(since === null ? {} : { since })}`]
    default:
      return []
  }
}

/** When a device slept, by this machine's clock: `from 9/4/2026, 10:10 PM to …, for 8 h`. */
export function sleepWords({ from, until }: NonNullable<EngineHealth['slept']>): string {
  const [began, ended] = [from, until].map((at) => new Date(at).toLocaleString())
  return `from ${began} to ${ended}, for ${spanOf(until - from)}`
}
