import type { DeviceId } from '@rollcall/protocol'
import { accepted, problem, refused, zipOfferSchema, zipRequestSchema } from '@rollcall/protocol'
import { z } from 'zod'
import type { Reauthentications } from '../../accounts/reauthentications.ts'
import { planZip } from '../../zips/offer-zip.ts'
import { streamZip } from '../../zips/stream-zip.ts'
import { createZipOffers } from '../../zips/zip-offers.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'
import { streamOf } from '../stream-of.ts'

type ZipPorts = ServerPorts & { readonly reauthentications: Reauthentications }

/** The originals of a selection as one file: asked for first, as so many names do not fit into an address, and then fetched. */
export function zipRoutes(ports: ZipPorts): readonly Route[] {
  const { store, blobs, clock, random, reauthentications, log } = ports
  const offers = createZipOffers(clock, random)
  const isUnlocked = (deviceId: DeviceId) => reauthentications.of(deviceId).until !== null
  return [
    libraryRoute(
      {
        method: 'POST',
        path: '/zips',
        summary: 'Asks for the originals of some photos as one zip, which can be fetched for ten minutes',
        body: zipRequestSchema,
        answer: { json: zipOfferSchema },
        status: 201,
        refuses: ['not_found', 'reauthentication_required'],
      },
      async ({ body }, { libraryId, device: { deviceId } }) => {
        const planned = await planZip(store, libraryId, body.assetIds, isUnlocked(deviceId))
        if (!planned.ok) return planned
        const { files, bytes, missing } = planned.value
        const zipId = offers.put({ ...planned.value, libraryId, deviceId })
        return accepted({ zipId, name: nameOf(clock.now()), files: files.length, bytes, missing })
      },
    ),
    libraryRoute(
      {
        method: 'GET',
        path: '/zips/{zipId}',
        summary: 'Fetches a zip, made of the originals while it is sent',
        params: z.object({ zipId: zipOfferSchema.shape.zipId }),
        answer: { type: 'application/zip' },
        refuses: ['not_found', 'reauthentication_required'],
      },
      async ({ request, params }, { libraryId, device: { deviceId } }) => {
        const zip = offers.of(params.zipId, deviceId)
        if (zip === null || zip.libraryId !== libraryId) return refused(problem('not_found'))
        if (zip.hasHidden && !isUnlocked(deviceId)) return refused(problem('reauthentication_required'))
        const headers = {
          'accept-ranges': 'none',
          'content-disposition': `attachment; filename="${nameOf(clock.now())}"`,
          'content-length': String(zip.bytes),
          'content-type': 'application/zip',
        }
        if (request.method === 'HEAD') return new Response(null, { headers })
        log.debug('zip begun', { files: zip.files.length, bytes: zip.bytes })
        return new Response(
          streamOf(streamZip(blobs, zip), () => undefined),
          { headers },
        )
      },
    ),
  ]
}

function nameOf(now: number): string {
  return `Rollcall ${new Date(now).toISOString().slice(0, 10)}.zip`
}
