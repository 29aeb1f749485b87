import type { Alarms, AlarmTrial } from '@rollcall/protocol'
import { alarmChannelsSchema } from '@rollcall/protocol'
import { valueOf } from './describe-problem.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** Options of `rollcall alarms`; `off` takes a channel away. */
export interface AlarmsOptions extends FolderOptions {
  readonly webhook?: string
  readonly email?: string
  readonly test?: boolean
}

/**
 * `rollcall alarms`: where the account hears that one of its devices has gone quiet; chooses it, or tries it. Exit code 1 when a trial did
 * not get through.
 */
export async function alarmsCommand(options: AlarmsOptions): Promise<number> {
  const device = openDevice(options.folder)
  try {
    const before = valueOf(await device.devices.alarms())
    const chosen = chosenChannels(before, options)
    const alarms = chosen === null ? before : valueOf(await device.devices.putAlarms(chosen))
    const trials = options.test ? valueOf(await device.devices.tryAlarms()).trials : null
    if (options.json) console.log(JSON.stringify({ ...alarms, ...(trials === null ? {} : { trials }) }))
    else print(alarms, trials)
    return trials === null || isTold(trials) ? EXIT.done : EXIT.needsYou
  } finally {
    device.close()
  }
}

/** Null when nothing is to change. */
function chosenChannels(before: Alarms, { webhook, email }: AlarmsOptions) {
  if (webhook === undefined && email === undefined) return null
  const wished = { webhook: wishOf(webhook, before.webhook), email: wishOf(email, before.email) }
  const parsed = alarmChannelsSchema.safeParse(wished)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues[0]?.path[0] === 'email' ? email : webhook
  throw new CommandStop(
    `'${printable(wrong ?? '')}' is no address for an alarm. A webhook begins with https://, mail goes to NAME@HOST.`,
    EXIT.wrongUse,
  )
}

function wishOf(typed: string | undefined, before: string | null): string | null {
  if (typed === undefined) return before
  return typed === 'off' ? null : typed
}

function print({ webhook, email, canMail, pushSubscriptions }: Alarms, trials: readonly AlarmTrial[] | null) {
  console.log('When a device goes quiet, this is told:')
  console.log(`  webhook  ${webhook ?? 'none'}`)
  console.log(`  e-mail   ${email ?? 'none'}`)
  console.log(`  browsers ${pushSubscriptions}`)
  if (email !== null && !canMail)
    console.log(
      "! The server was not told how to send mail: its owner writes smtp into alarms.json, beside the server's data.",
    )
  if (webhook === null && email === null && pushSubscriptions === 0)
    console.log('  Nobody is told so far. Your other devices say it in: rollcall status')
  for (const { channel, to, why } of trials ?? [])
    console.log(
      why === null ? `✓ ${channel}: ${to} took it.` : `! ${channel}: ${to} did not: ${printable(why)}.`,
    )
  if (trials?.length === 0) console.log('There is nobody to try it on.')
}

function isTold(trials: readonly AlarmTrial[]): boolean {
  return trials.length > 0 && trials.every(({ why }) => why === null)
}
