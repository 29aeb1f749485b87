import { notSafeIn, quietSentence, silenceAllowedMs } from '@rollcall/sync'
import type { DeviceReport } from '@rollcall/protocol'
import type { ReportRow, SilenceRow } from '../store/report-store.ts'
import type { AccountRow, DeviceRow } from '../store/store.ts'
import { countTime, formatCount, parseCount } from '../trash/count-time.ts'
import type { AlarmMessage } from './alarm-posts.ts'
import type { AlarmPorts } from './tell-account.ts'
import { tellAccount } from './tell-account.ts'

/*
 * The alarm for devices that went quiet, as when the phone in the drawer stopped syncing months ago and nobody noticed. A silence is
 * measured by counted time, not by the clock: one that is set forward would call every device quiet at once [R13]. Each silence is told
 * once, when somebody could be told; it ends when the device is heard.
 */

/** How often it is looked who is quiet. */
const EVERY_MS = 3_600_000

/** The setting in which the time is counted. */
const TIME_COUNT = 'alarm_time'

const DAY_MS = 24 * 3_600_000

/** A device that is quiet, with how long it has been so and what it said last. */
interface Quiet {
  readonly device: DeviceRow
  readonly silence: SilenceRow
  readonly silentMs: number
  readonly report: DeviceReport | null
}

/** Looks round by round who went quiet, until `stop` aborts. A round that did not work is told, and made again an hour later. */
export async function runAlarms(
  ports: AlarmPorts,
  stop: AbortSignal,
  everyMs: number = EVERY_MS,
): Promise<void> {
  while (!stop.aborted) {
    await soundAlarms({ ...ports, stop }).catch((cause: unknown) =>
      ports.log.error('could not look for quiet devices', { cause }),
    )
    await ports.clock.sleep(everyMs, stop)
  }
}

/**
 * One round. Answers how many devices somebody was told of. Killed anywhere, a silence is told at the next round, at worst once more. What
 * does not work for one account keeps no other from being told; the first failure is thrown in the end.
 */
export async function soundAlarms(ports: AlarmPorts): Promise<number> {
  const { store, clock } = ports
  const { count } = countTime(parseCount(await store.accounts.setting(TIME_COUNT)), clock)
  await store.accounts.putSetting(TIME_COUNT, formatCount(count))
  const failures: unknown[] = []
  let told = 0
  for (const account of await store.accounts.list()) {
    if (ports.stop?.aborted === true) break
    try {
      told += await soundAlarm(ports, account, count.countedMs)
    } catch (failure) {
      failures.push(failure)
    }
  }
  if (failures.length > 0) throw failures[0]
  return told
}

async function soundAlarm(ports: AlarmPorts, account: AccountRow, countedMs: number): Promise<number> {
  const quiet = (await listen(ports, account, countedMs)).filter(({ silence }) => !silence.isTold)
  if (quiet.length === 0) return 0
  const trials = await tellAccount(ports, account, messageOf(account, quiet))
  if (!trials.some(({ why }) => why === null)) return 0
  for (const { silence } of quiet) await ports.store.reports.putSilence({ ...silence, isTold: true })
  return quiet.length
}

/** Notes whom it has heard since the last round. Answers who is quiet. */
async function listen(
  { store }: AlarmPorts,
  { accountId }: AccountRow,
  countedMs: number,
): Promise<readonly Quiet[]> {
  const silences = new Map((await store.reports.silencesOf(accountId)).map((row) => [row.deviceId, row]))
  const reports = new Map<string, ReportRow>()
  for (const row of await store.reports.reportsOf(accountId)) reports.set(row.deviceId, row)
  const quiet: Quiet[] = []
  for (const device of await store.accounts.devicesOf(accountId)) {
    const { deviceId, lastSeenAt } = device
    const silence = silences.get(deviceId)
    if (silence === undefined || silence.lastSeenAt !== lastSeenAt) {
      await store.reports.putSilence({ deviceId, lastSeenAt, heardCountedMs: countedMs, isTold: false })
      continue
    }
    const report = reports.get(deviceId)?.report ?? null
    const silentMs = countedMs - silence.heardCountedMs
    if (silentMs >= silenceAllowedMs(report)) quiet.push({ device, silence, silentMs, report })
  }
  return quiet
}

function messageOf({ name: account }: AccountRow, quiet: readonly Quiet[]): AlarmMessage {
  const devices = quiet.map(({ device, silentMs, report }) => ({
    name: device.name,
    silentMs,
    notSafe: report === null ? null : notSafeIn(report),
  }))
  const [only] = devices
  const title =
    devices.length === 1 && only !== undefined
      ? `${only.name} has gone quiet`
      : `${devices.length} devices have gone quiet`
  return {
    kind: 'quiet_devices',
    account,
    title,
    sentences: devices.map(quietSentence),
    devices: devices.map(({ name, silentMs, notSafe }) => ({
      name,
      silentDays: Math.floor(silentMs / DAY_MS),
      notSafe,
    })),
  }
}
