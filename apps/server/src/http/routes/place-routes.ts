import { accepted, placesAnswerSchema, placesQuestionSchema } from '@rollcall/protocol'
import type { PlaceFinder } from '../../places/place-finder.ts'
import type { Route } from '../route.ts'
import { deviceRoute } from '../route.ts'

/** Names of places for devices that have no gazetteer; none where the server has none either. */
export function placeRoutes({ places }: { readonly places?: PlaceFinder }): readonly Route[] {
  if (places === undefined) return []
  return [
    deviceRoute(
      {
        method: 'POST',
        path: '/api/v1/places',
        summary: 'What towns, regions and countries lie at some spots; the spots are neither kept nor logged',
        body: placesQuestionSchema,
        answer: { json: placesAnswerSchema },
        refuses: [],
      },
      async ({ body }) => accepted({ places: await places.placesAt(body.spots) }),
    ),
  ]
}
