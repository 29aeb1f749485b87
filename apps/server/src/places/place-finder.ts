import type { Gazetteer } from '@rollcall/platform-node'
import { openGazetteer } from '@rollcall/platform-node'
import type { PlacesAnswer } from '@rollcall/protocol'
import type { AbortSignalLike, Clock } from '@rollcall/sync'

/** Names of places, for clients without a gazetteer. */
export interface PlaceFinder {
  /** What is at each spot; see `placesAnswerSchema`. Takes half a second the first time, as it reads the towns of the world. */
  readonly placesAt: (
    spots: readonly { readonly latitude: number; readonly longitude: number }[],
  ) => Promise<PlacesAnswer['places']>
  /** Lets go of the 50 MB of towns, if nobody has asked for {@link HELD_MS}. The next question reads them again. */
  readonly letGoIfIdle: () => void
}

/** How long the towns of the world are held for the next question. */
export const HELD_MS = 10 * 60_000

const LOOK_EVERY_MS = 60_000

/** Makes a {@link PlaceFinder} that holds nothing until it is first asked. */
export function createPlaceFinder(
  clock: Pick<Clock, 'monotonic'>,
  open: () => Promise<Gazetteer> = openGazetteer,
): PlaceFinder {
  let held: Promise<Gazetteer> | null = null
  let askedAt = 0
  return {
    placesAt: async (spots) => {
      askedAt = clock.monotonic()
      held ??= open()
      const gazetteer = await held
      return spots.map((spot) => {
        const place = gazetteer.placeAt(spot)
        if (place === null) return null
        const { town, region, country } = place
        return { town: town?.name ?? null, region: region?.name ?? null, country: country?.name ?? null }
      })
    },
    letGoIfIdle: () => {
      if (clock.monotonic() - askedAt >= HELD_MS) held = null
    },
  }
}

/** Sees to it that an idle server does not hold the towns of the world. Ends with `stop`. */
export async function letPlacesGo(
  { places, clock }: { readonly places?: PlaceFinder; readonly clock: Clock },
  stop: AbortSignalLike,
): Promise<void> {
  while (places !== undefined && !stop.aborted) {
    await clock.sleep(LOOK_EVERY_MS, stop)
    places.letGoIfIdle()
  }
}
