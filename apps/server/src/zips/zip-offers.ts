import type { DeviceId, LibraryId } from '@rollcall/protocol'
import type { Clock, Random } from '@rollcall/sync'
import type { PlannedZip } from './offer-zip.ts'

/** How long a zip can be begun to be fetched, again too where the line was cut. */
const OFFERED_MS = 10 * 60_000
/** Zips that wait to be fetched; with one more of a device, or of all, the oldest goes. */
const OFFERS_OF_DEVICE_MAX = 4
const OFFERS_MAX = 200

/** A zip that somebody asked for. */
export interface OfferedZip extends PlannedZip {
  readonly libraryId: LibraryId
  readonly deviceId: DeviceId
}

/** Zips that wait to be fetched. In memory: after a restart they are asked for again. */
export interface ZipOffers {
  /** Answers the name by which it is fetched. */
  readonly put: (zip: OfferedZip) => string
  /** Null for one that never was, is another device's, or is over. */
  readonly of: (zipId: string, deviceId: DeviceId) => OfferedZip | null
}

/** No zip waits. */
export function createZipOffers(clock: Pick<Clock, 'monotonic'>, random: Pick<Random, 'hex'>): ZipOffers {
  const offers = new Map<string, { readonly zip: OfferedZip; readonly endsAt: number }>()

  function dropOld({ deviceId }: OfferedZip): void {
    const now = clock.monotonic()
    for (const [zipId, { endsAt }] of offers) if (endsAt <= now) offers.delete(zipId)
    const ofDevice = [...offers].filter(([, { zip }]) => zip.deviceId === deviceId)
    for (const [zipId] of ofDevice.slice(0, Math.max(0, ofDevice.length - OFFERS_OF_DEVICE_MAX)))
      offers.delete(zipId)
    const [oldest] = offers.keys()
    if (offers.size > OFFERS_MAX && oldest !== undefined) offers.delete(oldest)
  }

  return {
    put: (zip) => {
      const zipId = random.hex(16)
      offers.set(zipId, { zip, endsAt: clock.monotonic() + OFFERED_MS })
      dropOld(zip)
      return zipId
    },
    of: (zipId, deviceId) => {
      const offer = offers.get(zipId)
      const isOpen = offer !== undefined && offer.endsAt > clock.monotonic()
      return isOpen && offer.zip.deviceId === deviceId ? offer.zip : null
    },
  }
}
