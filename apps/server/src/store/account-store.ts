import type { AccountId, DeviceId, LibraryId } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import { nameKey } from '@rollcall/sync'
import type { Row } from './columns.ts'
import { countOf, countOrNullOf, textOf, textOrNullOf } from './columns.ts'
import { libraryOf } from './library-reader.ts'
import type { AccountRow, AccountStore, DeviceCodeRow, DeviceRow, NewAccount } from './store.ts'

/** Accounts, devices, codes and settings in the tables of `schema.ts`. */
export function createAccountStore(database: Database): AccountStore {
  const all = (sql: string, ...parameters: readonly (string | number)[]) =>
    database.prepare(sql).all(...parameters)
  const first = <Value>(toValue: (row: Row) => Value, sql: string, parameter: string) => {
    const row = database.prepare(sql).get(parameter)
    return row === undefined ? null : toValue(row)
  }
  const run = (sql: string, ...parameters: readonly (string | number | null)[]) =>
    database.transaction(() => Number(database.prepare(sql).run(...parameters).changes))

  return {
    list: async () => database.read(() => all(ACCOUNTS_WITH_LIBRARY).map(listedAccountOf)),
    create: async (account) => database.transaction(() => insertAccount(database, account)),
    byName: async (name) => first(accountOf, 'SELECT * FROM account WHERE name_key = ?', nameKey(name)),
    byId: async (accountId) => first(accountOf, 'SELECT * FROM account WHERE account_id = ?', accountId),
    putDevice: async (device) => {
      const { deviceId, accountId, name, tokenHash, createdAt, lastSeenAt, revokedAt } = device
      run(PUT_DEVICE, deviceId, accountId, name, tokenHash, createdAt, lastSeenAt, revokedAt)
    },
    touchDevice: async (deviceId, lastSeenAt) => {
      run('UPDATE device SET last_seen_at = ? WHERE device_id = ?', lastSeenAt, deviceId)
    },
    revokeDevice: async (accountId, deviceId, now) => run(REVOKE_DEVICE, now, accountId, deviceId) > 0,
    deviceByTokenHash: async (hash) => first(deviceOf, 'SELECT * FROM device WHERE token_hash = ?', hash),
    devicesOf: async (accountId) => all(DEVICES_OF, accountId).map(deviceOf),
    putDeviceCode: async ({ deviceCodeHash, userCode, deviceName, expiresAt, accountId, address }) => {
      run(PUT_DEVICE_CODE, deviceCodeHash, userCode, deviceName, expiresAt, accountId, address)
    },
    approveDeviceCode: async (hash, accountId) => run(APPROVE_DEVICE_CODE, accountId, hash) > 0,
    deviceCodeByHash: async (hash) =>
      first(deviceCodeOf, 'SELECT * FROM device_code WHERE device_code_hash = ?', hash),
    deviceCodeByUserCode: async (userCode) =>
      first(deviceCodeOf, 'SELECT * FROM device_code WHERE user_code = ?', userCode),
    removeDeviceCode: async (hash) => run('DELETE FROM device_code WHERE device_code_hash = ?', hash) > 0,
    countDeviceCodes: async (now) => {
      run('DELETE FROM device_code WHERE expires_at <= ?', now)
      return countOf(database.prepare('SELECT count(*) AS open FROM device_code').get() ?? {}, 'open')
    },
    libraries: async () => all('SELECT * FROM library ORDER BY library_id').map(libraryOf),
    setting: async (name) =>
      first((row) => textOf(row, 'value'), 'SELECT value FROM setting WHERE name = ?', name),
    putSetting: async (name, value) => {
      if (value === null) run('DELETE FROM setting WHERE name = ?', name)
      else run(PUT_SETTING, name, value)
    },
    keepSetting: async (name, value) =>
      database.transaction(() => {
        database.prepare('INSERT INTO setting VALUES (?, ?) ON CONFLICT DO NOTHING').run(name, value)
        return first((row) => textOf(row, 'value'), 'SELECT value FROM setting WHERE name = ?', name) ?? value
      }),
  }
}

function insertAccount(database: Database, account: NewAccount): AccountRow | null {
  const { accountId, name, passwordHash, isOwner, libraryId, idKey, quotaBytes, now } = account
  const key = nameKey(name)
  if (database.prepare('SELECT 1 FROM account WHERE name_key = ?').get(key) !== undefined) return null
  if (account.onlyIfFirst === true && database.prepare('SELECT 1 FROM account').get() !== undefined)
    return null
  database.prepare(INSERT_LIBRARY).run(libraryId, name, quotaBytes, idKey)
  if (account.planId) database.prepare(TAKE_PLAN).run(libraryId, account.planId)
  database
    .prepare('INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(accountId, name, key, passwordHash, isOwner ? 1 : 0, libraryId, now)
  return { accountId, name, passwordHash, isOwner, libraryId }
}

const INSERT_LIBRARY = 'INSERT INTO library VALUES (?, ?, 1, 0, 0, 1, 0, 0, ?, ?)'

const TAKE_PLAN = "INSERT INTO storage_choice VALUES (?, ?, NULL, 0, '', '')"

const ACCOUNTS_WITH_LIBRARY = `
  SELECT account.*, library.used_bytes, library.quota_bytes
  FROM account JOIN library USING (library_id)
  ORDER BY account.created_at, account.is_owner DESC, account.name_key`

const PUT_DEVICE = `
  INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (device_id) DO UPDATE SET
    name = excluded.name, token_hash = excluded.token_hash, last_seen_at = excluded.last_seen_at,
    revoked_at = excluded.revoked_at`

const REVOKE_DEVICE =
  'UPDATE device SET revoked_at = ? WHERE account_id = ? AND device_id = ? AND revoked_at IS NULL'

const DEVICES_OF =
  'SELECT * FROM device WHERE account_id = ? AND revoked_at IS NULL ORDER BY created_at, device_id'

const PUT_DEVICE_CODE = `
  INSERT INTO device_code (device_code_hash, user_code, device_name, expires_at, account_id, address)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (device_code_hash) DO UPDATE SET account_id = excluded.account_id`

const APPROVE_DEVICE_CODE =
  'UPDATE device_code SET account_id = ? WHERE device_code_hash = ? AND account_id IS NULL'

const PUT_SETTING =
  'INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'

function accountOf(row: Row): AccountRow {
  return {
    accountId: textOf(row, 'account_id') as AccountId,
    name: textOf(row, 'name'),
    passwordHash: textOf(row, 'password_hash'),
    isOwner: countOf(row, 'is_owner') === 1,
    libraryId: textOf(row, 'library_id') as LibraryId,
  }
}

function listedAccountOf(row: Row): Awaited<ReturnType<AccountStore['list']>>[number] {
  return {
    ...accountOf(row),
    usedBytes: countOf(row, 'used_bytes'),
    quotaBytes: countOrNullOf(row, 'quota_bytes'),
  }
}

function deviceOf(row: Row): DeviceRow {
  return {
    deviceId: textOf(row, 'device_id') as DeviceId,
    accountId: textOf(row, 'account_id') as AccountId,
    name: textOf(row, 'name'),
    tokenHash: textOf(row, 'token_hash'),
    createdAt: countOf(row, 'created_at'),
    lastSeenAt: countOf(row, 'last_seen_at'),
    revokedAt: countOrNullOf(row, 'revoked_at'),
  }
}

function deviceCodeOf(row: Row): DeviceCodeRow {
  const accountId = textOrNullOf(row, 'account_id')
  return {
    deviceCodeHash: textOf(row, 'device_code_hash'),
    userCode: textOf(row, 'user_code'),
    deviceName: textOf(row, 'device_name'),
    expiresAt: countOf(row, 'expires_at'),
    address: textOrNullOf(row, 'address'),
    accountId: accountId === null ? null : (accountId as AccountId),
  }
}
