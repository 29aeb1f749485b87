import { accepted, changePlanSchema, problem, refused, storageSchema } from '@rollcall/protocol'
import { rememberOffers } from '../../storage/known-offers.ts'
import { fixedPlans, plansFor } from '../../storage/plan-book.ts'
import { readStorage } from '../../storage/read-storage.ts'
import { takePlan } from '../../storage/take-plan.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

/** How much a library stores and may store, and another plan for it. */
export function storageRoutes(ports: ServerPorts): readonly Route[] {
  const offersOf = rememberOffers()
  return [
    libraryRoute(
      {
        method: 'GET',
        path: '/storage',
        summary: 'Usage, plan, plans to choose from, forecast, and what would free space',
        answer: { json: storageSchema },
        refuses: [],
      },
      async (_, { libraryId, account }) => accepted(await readStorage(ports, libraryId, account, offersOf)),
    ),
    libraryRoute(
      {
        method: 'POST',
        path: '/plan',
        summary: 'Takes another plan, or asks the owner of the server for it; deletes nothing [R8]',
        body: changePlanSchema,
        answer: { json: storageSchema },
        refuses: ['not_found'],
      },
      async ({ body }, { libraryId, account }) => {
        const { store, clock, plans = fixedPlans() } = ports
        const given = { plans: plansFor(await plans.read(), account), now: clock.now() }
        const taken = await store.write(libraryId, (writer) => takePlan(writer, body.plan, given))
        if (!taken.ok) return refused(problem('not_found', taken.refusal))
        return accepted(await readStorage(ports, libraryId, account, offersOf))
      },
    ),
  ]
}
