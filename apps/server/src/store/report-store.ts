import type { AccountId, AlarmChannels, DeviceId, DeviceReport, PushSubscription } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import type { Row } from './columns.ts'
import { countOf, textOf, textOrNullOf } from './columns.ts'

/*
 * What devices say of themselves, and whom to tell when one says nothing any more. None of it is in the feed: it is about devices, and
 * changes often.
 */

/** The last report of a device, and when it came, wall milliseconds of the server. */
export interface ReportRow {
  readonly deviceId: DeviceId
  readonly report: DeviceReport
  readonly receivedAt: number
}

/** How long a device has been silent. `heardCountedMs`: what was counted when it was found to have been heard; see `countTime`. */
export interface SilenceRow {
  readonly deviceId: DeviceId
  /** Which word of it was the last. */
  readonly lastSeenAt: number
  readonly heardCountedMs: number
  /** Somebody was told of this silence. */
  readonly isTold: boolean
}

/** Reports, silences and alarms. Each method is one transaction. */
export interface ReportStore {
  /** Keeps a report in place of the one before. */
  readonly putReport: (row: ReportRow) => Promise<void>
  /** The reports of an account's signed-in devices. */
  readonly reportsOf: (accountId: AccountId) => Promise<readonly ReportRow[]>
  readonly silencesOf: (accountId: AccountId) => Promise<readonly SilenceRow[]>
  readonly putSilence: (row: SilenceRow) => Promise<void>
  /** Where an account wants to hear of it; nowhere until somebody said. */
  readonly channelsOf: (accountId: AccountId) => Promise<AlarmChannels>
  readonly putChannels: (accountId: AccountId, channels: AlarmChannels) => Promise<void>
  /** The oldest first. */
  readonly subscriptionsOf: (accountId: AccountId) => Promise<readonly PushSubscription[]>
  /** Keeps a subscription; of one endpoint the last one counts. Answers false when the account has `most` others already. */
  readonly putSubscription: (
    accountId: AccountId,
    subscription: PushSubscription,
    most: number,
  ) => Promise<boolean>
  /** Forgetting one that is not there is no failure. */
  readonly dropSubscription: (accountId: AccountId, endpoint: string) => Promise<void>
}

/** The tables; see `MIGRATIONS`. */
export const REPORTS_MIGRATION = `
CREATE TABLE device_report (
  device_id   TEXT PRIMARY KEY,
  body        TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
CREATE TABLE device_silence (
  device_id        TEXT PRIMARY KEY,
  last_seen_at     INTEGER NOT NULL,
  heard_counted_ms INTEGER NOT NULL,
  is_told          INTEGER NOT NULL
) STRICT;
CREATE TABLE alarm (
  account_id TEXT PRIMARY KEY,
  webhook    TEXT,
  email      TEXT
) STRICT;
CREATE TABLE push_subscription (
  no         INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  endpoint   TEXT NOT NULL,
  p256dh     TEXT NOT NULL,
  auth       TEXT NOT NULL,
  UNIQUE (account_id, endpoint)
) STRICT;
`

/** Reports, silences and alarms in the tables above. */
export function createReportStore(database: Database): ReportStore {
  const all = (sql: string, accountId: string) => database.prepare(sql).all(accountId)
  const run = (sql: string, ...parameters: readonly (string | number | null)[]) =>
    database.transaction(() => Number(database.prepare(sql).run(...parameters).changes))

  return {
    putReport: async ({ deviceId, report, receivedAt }) => {
      run(
        'INSERT OR REPLACE INTO device_report VALUES (?, ?, ?)',
        deviceId,
        JSON.stringify(report),
        receivedAt,
      )
    },
    reportsOf: async (accountId) => all(REPORTS_OF, accountId).map(reportOf),
    silencesOf: async (accountId) => all(SILENCES_OF, accountId).map(silenceOf),
    putSilence: async ({ deviceId, lastSeenAt, heardCountedMs, isTold }) => {
      run(PUT_SILENCE, deviceId, lastSeenAt, Math.round(heardCountedMs), isTold ? 1 : 0)
    },
    channelsOf: async (accountId) => {
      const [row] = all('SELECT webhook, email FROM alarm WHERE account_id = ?', accountId)
      if (row === undefined) return { webhook: null, email: null }
      return { webhook: textOrNullOf(row, 'webhook'), email: textOrNullOf(row, 'email') }
    },
    putChannels: async (accountId, { webhook, email }) => {
      run('INSERT OR REPLACE INTO alarm VALUES (?, ?, ?)', accountId, webhook, email)
    },
    subscriptionsOf: async (accountId) => all(SUBSCRIPTIONS_OF, accountId).map(subscriptionOf),
    putSubscription: async (accountId, { endpoint, keys }, most) =>
      run(PUT_SUBSCRIPTION, accountId, endpoint, keys.p256dh, keys.auth, most) > 0,
    dropSubscription: async (accountId, endpoint) => {
      run('DELETE FROM push_subscription WHERE account_id = ? AND endpoint = ?', accountId, endpoint)
    },
  }
}

const REPORTS_OF = `
  SELECT device_report.* FROM device_report JOIN device USING (device_id)
  WHERE account_id = ? AND revoked_at IS NULL`

const SILENCES_OF = `
  SELECT device_silence.* FROM device_silence JOIN device USING (device_id)
  WHERE account_id = ? AND revoked_at IS NULL`

const PUT_SILENCE = 'INSERT OR REPLACE INTO device_silence VALUES (?, ?, ?, ?)'

const SUBSCRIPTIONS_OF = 'SELECT * FROM push_subscription WHERE account_id = ? ORDER BY no'

const PUT_SUBSCRIPTION = `
  INSERT INTO push_subscription (account_id, endpoint, p256dh, auth)
  SELECT ?1, ?2, ?3, ?4
  WHERE (SELECT count(*) FROM push_subscription WHERE account_id = ?1 AND endpoint <> ?2) < ?5
  ON CONFLICT (account_id, endpoint) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth`

function reportOf(row: Row): ReportRow {
  const report: DeviceReport = JSON.parse(textOf(row, 'body'))
  return { deviceId: textOf(row, 'device_id') as DeviceId, report, receivedAt: countOf(row, 'received_at') }
}

function silenceOf(row: Row): SilenceRow {
  return {
    deviceId: textOf(row, 'device_id') as DeviceId,
    lastSeenAt: countOf(row, 'last_seen_at'),
    heardCountedMs: countOf(row, 'heard_counted_ms'),
    isTold: countOf(row, 'is_told') === 1,
  }
}

function subscriptionOf(row: Row): PushSubscription {
  const keys = { p256dh: textOf(row, 'p256dh'), auth: textOf(row, 'auth') }
  return { endpoint: textOf(row, 'endpoint'), keys }
}
