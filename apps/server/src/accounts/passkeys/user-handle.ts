import type { AccountId } from '@rollcall/protocol'

/** What a passkey knows its account by, base64url: the account's id, which says nothing of a person. */
export function userHandleOf(accountId: AccountId): string {
  return Buffer.from(accountId, 'hex').toString('base64url')
}
