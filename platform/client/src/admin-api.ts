import type {
  AccountId,
  AdminAccount,
  AdminAccounts,
  NewAccountWish,
  Outcome,
  PlanAnswer,
  Problem,
  ServerHealth,
  ServerOwner,
} from '@rollcall/protocol'
import {
  adminAccountSchema,
  adminAccountsSchema,
  serverHealthSchema,
  serverOwnerSchema,
} from '@rollcall/protocol'
import type { Caller } from './server-api.ts'

type Answer<Value> = Promise<Outcome<Value, Problem>>

/** A server as its owner runs it. All but `owner` refuse `owner_only` to everybody else. Refusals are values, as in `ServerApi`. */
export interface AdminApi {
  /** Who owns the server; for every signed-in device. */
  readonly owner: () => Answer<ServerOwner>
  readonly accounts: () => Answer<AdminAccounts>
  readonly createAccount: (wish: NewAccountWish) => Answer<AdminAccount>
  /** Gives an account a plan; deletes nothing when that is smaller than what is stored. Refuses `not_found` for a plan that is not offered. */
  readonly setPlan: (accountId: AccountId, plan: string) => Answer<AdminAccount>
  /** Grants or declines a plan that was asked for. Refuses `not_found` when nobody asks for it any more. */
  readonly answerPlan: (accountId: AccountId, answer: PlanAnswer) => Answer<AdminAccount>
  readonly health: () => Answer<ServerHealth>
}

/** The routes of a server's owner. */
export function createAdminApi({ ask }: Caller): AdminApi {
  const accounts = 'admin/accounts'
  return {
    owner: () => ask({ method: 'GET', path: 'owner' }, serverOwnerSchema),
    accounts: () => ask({ method: 'GET', path: accounts }, adminAccountsSchema),
    createAccount: (json) => ask({ method: 'POST', path: accounts, json }, adminAccountSchema),
    setPlan: (accountId, plan) =>
      ask({ method: 'PUT', path: `${accounts}/${accountId}/plan`, json: { plan } }, adminAccountSchema),
    answerPlan: (accountId, json) =>
      ask({ method: 'POST', path: `${accounts}/${accountId}/plan-answers`, json }, adminAccountSchema),
    health: () => ask({ method: 'GET', path: 'admin/health' }, serverHealthSchema),
  }
}
