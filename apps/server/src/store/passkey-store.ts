import type { AccountId } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import type { Row } from './columns.ts'
import { countOf, countOrNullOf, textOf } from './columns.ts'

/** A passkey of an account: a public key, whose private half is where its owner keeps it. Nothing of it is secret. */
export interface PasskeyRow {
  /** The credential's id, base64url. */
  readonly passkeyId: string
  readonly accountId: AccountId
  readonly name: string
  /** The host name that it is good at (the relying party's id). */
  readonly host: string
  /** A COSE key (RFC 9052), base64url. */
  readonly publicKey: string
  /** How often it has signed, as it says; 0 for those that do not count. */
  readonly counter: number
  /** Ways to reach it, such as `internal`. */
  readonly transports: readonly string[]
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** Passkeys. Each method is one transaction. */
export interface PasskeyStore {
  /** Keeps a new one. `taken`: there is one of this id. `too_many`: the account has `most` already. */
  readonly put: (passkey: PasskeyRow, most: number) => Promise<'kept' | 'taken' | 'too_many'>
  readonly byId: (passkeyId: string) => Promise<PasskeyRow | null>
  /** The oldest first. */
  readonly of: (accountId: AccountId) => Promise<readonly PasskeyRow[]>
  /** Notes that one has signed. Answers false when it is gone, or has signed for somebody else since it was looked up. */
  readonly noteUse: (
    passkey: Pick<PasskeyRow, 'passkeyId' | 'counter'>,
    use: { readonly counter: number; readonly now: number },
  ) => Promise<boolean>
  /** Answers false when the account has none such. */
  readonly drop: (accountId: AccountId, passkeyId: string) => Promise<boolean>
}

/** The table; see `MIGRATIONS`. */
export const PASSKEYS_MIGRATION = `
CREATE TABLE passkey (
  passkey_id   TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL,
  name         TEXT NOT NULL,
  host         TEXT NOT NULL,
  public_key   TEXT NOT NULL,
  counter      INTEGER NOT NULL,
  transports   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX passkey_by_account ON passkey (account_id, created_at);
`

/** Passkeys in the table above. */
export function createPasskeyStore(database: Database): PasskeyStore {
  const run = (sql: string, ...parameters: readonly (string | number | null)[]) =>
    database.transaction(() => Number(database.prepare(sql).run(...parameters).changes))

  return {
    put: async (passkey, most) =>
      database.transaction(() => {
        const { passkeyId, accountId, name, host, publicKey, counter, createdAt, lastUsedAt } = passkey
        if (database.prepare(BY_ID).get(passkeyId) !== undefined) return 'taken'
        if (database.prepare(OF_ACCOUNT).all(accountId).length >= most) return 'too_many'
        const transports = JSON.stringify(passkey.transports)
        database
          .prepare('INSERT INTO passkey VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
          .run(passkeyId, accountId, name, host, publicKey, counter, transports, createdAt, lastUsedAt)
        return 'kept'
      }),
    byId: async (passkeyId) => {
      const row = database.prepare(BY_ID).get(passkeyId)
      return row === undefined ? null : passkeyOf(row)
    },
    of: async (accountId) => database.prepare(OF_ACCOUNT).all(accountId).map(passkeyOf),
    noteUse: async ({ passkeyId, counter: before }, { counter, now }) =>
      run(NOTE_USE, counter, now, passkeyId, before) > 0,
    drop: async (accountId, passkeyId) => run(DROP, accountId, passkeyId) > 0,
  }
}

const BY_ID = 'SELECT * FROM passkey WHERE passkey_id = ?'

const OF_ACCOUNT = 'SELECT * FROM passkey WHERE account_id = ? ORDER BY created_at, passkey_id'

const NOTE_USE = 'UPDATE passkey SET counter = ?, last_used_at = ? WHERE passkey_id = ? AND counter = ?'

const DROP = 'DELETE FROM passkey WHERE account_id = ? AND passkey_id = ?'

function passkeyOf(row: Row): PasskeyRow {
  const transports: readonly string[] = JSON.parse(textOf(row, 'transports'))
  return {
    passkeyId: textOf(row, 'passkey_id'),
    accountId: textOf(row, 'account_id') as AccountId,
    name: textOf(row, 'name'),
    host: textOf(row, 'host'),
    publicKey: textOf(row, 'public_key'),
    counter: countOf(row, 'counter'),
    transports,
    createdAt: countOf(row, 'created_at'),
    lastUsedAt: countOrNullOf(row, 'last_used_at'),
  }
}
