import type { PlanList } from '@rollcall/server'

/** The plans of this world: one that is soon full, and one that never is. */
export const PLANS: PlanList = {
  newAccounts: null,
  plans: [
    { id: 'small', name: '8 kB', quotaBytes: 8_000, access: 'self' },
    { id: 'large', name: 'Unlimited', quotaBytes: null, access: 'self' },
  ],
}
