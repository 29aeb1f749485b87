import {
  accepted,
  passkeyCreationSchema,
  passkeyRegistrationSchema,
  passkeySchema,
  problem,
  refused,
} from '@rollcall/protocol'
import { z } from 'zod'
import type { PasskeyPorts } from '../../accounts/passkeys/passkey-ports.ts'
import { passkeySiteOf } from '../../accounts/passkeys/passkey-site.ts'
import { offerRegistration, passkeyOf, registerPasskey } from '../../accounts/passkeys/register-passkey.ts'
import type { Reauthentications } from '../../accounts/reauthentications.ts'
import type { Route } from '../route.ts'
import { deviceRoute } from '../route.ts'

type RegistrationPorts = PasskeyPorts & { readonly reauthentications: Reauthentications }

/** The passkeys of an account: making, listing and removing them. */
export function passkeyRoutes(ports: RegistrationPorts): readonly Route[] {
  return [...registrationRoutes(ports), ...keptPasskeyRoutes(ports)]
}

/** A passkey outlives the session that made it, so a session alone makes none: its owner shows to be there first. */
function registrationRoutes(ports: RegistrationPorts): readonly Route[] {
  return [
    deviceRoute(
      {
        method: 'POST',
        path: '/api/v1/passkeys/options',
        summary: 'What to make a passkey from',
        answer: { json: passkeyCreationSchema },
        refuses: ['reauthentication_required', 'passkeys_unavailable', 'too_many_passkeys', 'throttled'],
      },
      async ({ request }, caller) => {
        if (ports.reauthentications.of(caller.device.deviceId).until === null)
          return refused(problem('reauthentication_required'))
        const site = passkeySiteOf(request)
        return site.ok ? await offerRegistration(ports, caller, site.value) : site
      },
    ),
    deviceRoute(
      {
        method: 'POST',
        path: '/api/v1/passkeys',
        summary: 'Keeps a passkey that the browser has made',
        body: passkeyRegistrationSchema,
        answer: { json: passkeySchema },
        status: 201,
        refuses: ['passkeys_unavailable', 'passkey_refused', 'too_many_passkeys'],
      },
      async ({ request, body }, caller) => {
        const site = passkeySiteOf(request)
        return site.ok ? await registerPasskey(ports, caller, site.value, body) : site
      },
    ),
  ]
}

function keptPasskeyRoutes(ports: RegistrationPorts): readonly Route[] {
  return [
    deviceRoute(
      {
        method: 'GET',
        path: '/api/v1/passkeys',
        summary: 'The passkeys of this account',
        answer: { json: z.array(passkeySchema) },
        refuses: [],
      },
      async (_, { account }) => {
        const passkeys = await ports.store.passkeys.of(account.accountId)
        return accepted(passkeys.map(passkeyOf))
      },
    ),
    deviceRoute(
      {
        method: 'DELETE',
        path: '/api/v1/passkeys/{passkeyId}',
        summary: 'Removes a passkey; it opens nothing here any more',
        params: z.object({ passkeyId: passkeySchema.shape.passkeyId }),
        answer: null,
        refuses: ['not_found'],
      },
      async ({ params }, { account }) => {
        const { accountId } = account
        const isDropped = await ports.store.passkeys.drop(accountId, params.passkeyId)
        if (!isDropped) return refused(problem('not_found'))
        ports.log.info('passkey removed', { accountId })
        return accepted(null)
      },
    ),
  ]
}
