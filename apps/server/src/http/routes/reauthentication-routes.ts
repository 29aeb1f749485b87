import type { Outcome, Problem, Reauthenticate } from '@rollcall/protocol'
import {
  accepted,
  passkeyRequestSchema,
  reauthenticateSchema,
  reauthenticationSchema,
} from '@rollcall/protocol'
import type { Caller } from '../../accounts/authenticate.ts'
import { checkAssertion, offerAssertion } from '../../accounts/passkeys/assert-passkey.ts'
import type { PasskeyPorts } from '../../accounts/passkeys/passkey-ports.ts'
import { passkeySiteOf } from '../../accounts/passkeys/passkey-site.ts'
import type { Reauthentications } from '../../accounts/reauthentications.ts'
import { checkPassword } from '../../accounts/sign-in.ts'
import type { AccountRow } from '../../store/store.ts'
import type { RequestEnv } from '../request-env.ts'
import type { Route } from '../route.ts'
import { deviceRoute } from '../route.ts'

type ReauthenticationPorts = PasskeyPorts & { readonly reauthentications: Reauthentications }

const PATH = '/api/v1/reauthentications'

/** Showing that the person before a signed-in device is still its owner, before it shows what is locked. */
export function reauthenticationRoutes(ports: ReauthenticationPorts): readonly Route[] {
  return [...unlockRoutes(ports), ...lockRoutes(ports)]
}

function unlockRoutes(ports: ReauthenticationPorts): readonly Route[] {
  return [
    deviceRoute(
      {
        method: 'POST',
        path: `${PATH}/options`,
        summary: 'What to ask a passkey of this account for, to unlock with it',
        answer: { json: passkeyRequestSchema },
        refuses: ['passkeys_unavailable', 'throttled'],
      },
      async ({ request }, caller) => {
        const site = passkeySiteOf(request)
        if (!site.ok) return site
        return await offerAssertion(ports, { caller, key: caller.account.accountId, site: site.value })
      },
    ),
    deviceRoute(
      {
        method: 'POST',
        path: PATH,
        summary: 'Unlocks this device for ten minutes, with the password or a passkey',
        body: reauthenticateSchema,
        answer: { json: reauthenticationSchema },
        status: 201,
        refuses: ['wrong_password', 'throttled', 'passkeys_unavailable', 'passkey_refused'],
      },
      async ({ request, env, body }, caller) => {
        const account = await checkOwner(ports, { caller, request, env }, body)
        return account.ok ? accepted(ports.reauthentications.unlock(caller.device.deviceId)) : account
      },
    ),
  ]
}

function lockRoutes({ reauthentications }: ReauthenticationPorts): readonly Route[] {
  return [
    deviceRoute(
      {
        method: 'GET',
        path: PATH,
        summary: 'How long this device stays unlocked',
        answer: { json: reauthenticationSchema },
        refuses: [],
      },
      async (_, { device }) => accepted(reauthentications.of(device.deviceId)),
    ),
    deviceRoute(
      { method: 'DELETE', path: PATH, summary: 'Locks this device again', answer: null, refuses: [] },
      async (_, { device }) => {
        reauthentications.lock(device.deviceId)
        return accepted(null)
      },
    ),
  ]
}

async function checkOwner(
  ports: ReauthenticationPorts,
  asked: { readonly caller: Caller; readonly request: Request; readonly env: RequestEnv },
  proof: Reauthenticate,
): Promise<Outcome<AccountRow, Problem>> {
  const { caller, request, env } = asked
  const { accountId, name } = caller.account
  if ('password' in proof)
    return await checkPassword(ports, { account: name, password: proof.password, address: env.remoteAddress })
  const site = passkeySiteOf(request)
  if (!site.ok) return site
  return await checkAssertion(ports, { caller, key: accountId, site: site.value }, proof.passkey)
}
