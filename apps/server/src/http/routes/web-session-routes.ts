import type { Outcome, Problem, Session } from '@rollcall/protocol'
import {
  accepted,
  deviceCodeTokenSchema,
  identitySchema,
  passkeyRequestSchema,
  passkeySignInSchema,
  serverFactsSchema,
  setUpSchema,
  signInSchema,
} from '@rollcall/protocol'
import type { z } from 'zod'
import { addressKey } from '../../accounts/address-key.ts'
import { redeemDeviceCode } from '../../accounts/device-codes.ts'
import { openSession } from '../../accounts/open-session.ts'
import type { WebSession } from '../../accounts/open-web-session.ts'
import { webSessionOf } from '../../accounts/open-web-session.ts'
import { checkAssertion, offerAssertion } from '../../accounts/passkeys/assert-passkey.ts'
import type { PasskeyPorts } from '../../accounts/passkeys/passkey-ports.ts'
import { mayHavePasskeys, passkeySiteOf } from '../../accounts/passkeys/passkey-site.ts'
import type { Reauthentications } from '../../accounts/reauthentications.ts'
import { admitSameOrigin } from '../../accounts/same-origin.ts'
import { isSetUp } from '../../accounts/setup.ts'
import { setUpByBrowser } from '../../accounts/set-up-by-browser.ts'
import { signIn } from '../../accounts/sign-in.ts'
import { SERVER_VERSION } from '../../server-version.ts'
import { jsonAnswer, withCookies } from '../answers.ts'
import type { Asked, Route } from '../route.ts'
import { openRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

type WebSessionPorts = ServerPorts & PasskeyPorts & { readonly reauthentications: Reauthentications }

/** What all of these answer: who the browser is now. Its token goes with the answer, as a cookie that scripts cannot read. */
const SIGNED_IN = { method: 'POST', answer: { json: identitySchema }, status: 201 } as const

/** Signing browsers in. They sign out as every device does. */
export function webSessionRoutes(ports: WebSessionPorts): readonly Route[] {
  return [
    serverFactsRoute(ports),
    ...passwordRoutes(ports),
    ...codeRoutes(ports),
    ...passkeySignInRoutes(ports),
  ]
}

function serverFactsRoute(ports: WebSessionPorts): Route {
  return openRoute(
    {
      method: 'GET',
      path: '/api/v1/server',
      summary: 'What the sign-in page needs to know',
      answer: { json: serverFactsSchema },
      refuses: [],
    },
    async ({ request }) =>
      accepted({
        name: 'Rollcall',
        serverVersion: SERVER_VERSION,
        isSetUp: await isSetUp(ports),
        passkeys: mayHavePasskeys(request),
      }),
  )
}

function passwordRoutes(ports: WebSessionPorts): readonly Route[] {
  return [
    openRoute(
      {
        ...SIGNED_IN,
        path: '/api/v1/web-sessions',
        summary: 'Signs a browser in with a password',
        body: signInSchema,
        refuses: ['cross_site', 'wrong_password', 'throttled'],
      },
      (asked) => {
        const attempt = { ...asked.body, address: asked.env.remoteAddress }
        return signedIn(asked, () => signIn(ports, attempt), unlocking(ports, asked.request))
      },
    ),
    openRoute(
      {
        ...SIGNED_IN,
        path: '/api/v1/setup',
        summary: "Creates the owner's account, for who holds the one-time link, and signs the browser in",
        body: setUpSchema,
        refuses: ['cross_site', 'wrong_setup_token', 'already_set_up'],
      },
      (asked) => signedIn(asked, () => setUpByBrowser(ports, asked.body), unlocking(ports, asked.request)),
    ),
  ]
}

function codeRoutes(ports: WebSessionPorts): readonly Route[] {
  return [
    openRoute(
      {
        ...SIGNED_IN,
        path: '/api/v1/web-sessions/code',
        summary: 'Asks whether the code was approved; signs the browser in, once',
        body: deviceCodeTokenSchema,
        refuses: ['cross_site', 'authorization_pending', 'code_expired'],
      },
      (asked) =>
        signedIn(
          asked,
          () => redeemDeviceCode(ports, asked.body.deviceCode),
          (session) => webSessionOf(asked.request, session),
        ),
    ),
  ]
}

function passkeySignInRoutes(ports: WebSessionPorts): readonly Route[] {
  return [
    openRoute(
      {
        method: 'POST',
        path: '/api/v1/web-sessions/passkey/options',
        summary: 'What to ask a passkey for, to sign in with it',
        answer: { json: passkeyRequestSchema },
        refuses: ['cross_site', 'passkeys_unavailable', 'throttled'],
      },
      async ({ request, env }) => {
        const admitted = admitSameOrigin(request)
        if (!admitted.ok) return admitted
        const site = passkeySiteOf(request)
        if (!site.ok) return site
        return await offerAssertion(ports, {
          caller: null,
          key: addressKey(env.remoteAddress),
          site: site.value,
        })
      },
    ),
    openRoute(
      {
        ...SIGNED_IN,
        path: '/api/v1/web-sessions/passkey',
        summary: 'Signs a browser in with a passkey',
        body: passkeySignInSchema,
        refuses: ['cross_site', 'passkeys_unavailable', 'passkey_refused'],
      },
      (asked) => signedIn(asked, () => signInWithPasskey(ports, asked), unlocking(ports, asked.request)),
    ),
  ]
}

async function signInWithPasskey(
  ports: WebSessionPorts,
  { request, env, body }: Pick<AnyAsked<z.output<typeof passkeySignInSchema>>, 'request' | 'env' | 'body'>,
): Promise<Outcome<Session, Problem>> {
  const site = passkeySiteOf(request)
  if (!site.ok) return site
  const key = addressKey(env.remoteAddress)
  const account = await checkAssertion(ports, { caller: null, key, site: site.value }, body.credential)
  return account.ok ? accepted(await openSession(ports, account.value, body.deviceName)) : account
}

/** Who has just shown a password or a passkey need not do so again at once. */
function unlocking(
  { reauthentications }: WebSessionPorts,
  request: Request,
): (session: Session) => WebSession {
  return (session) => {
    reauthentications.unlock(session.deviceId)
    return webSessionOf(request, session)
  }
}

type AnyAsked<Body> = Asked<unknown, unknown, Body>

async function signedIn(
  { request }: Pick<AnyAsked<unknown>, 'request'>,
  open: () => Promise<Outcome<Session, Problem>>,
  toWeb: (session: Session) => WebSession,
): Promise<Outcome<unknown, Problem> | Response> {
  const admitted = admitSameOrigin(request)
  if (!admitted.ok) return admitted
  const session = await open()
  if (!session.ok) return session
  const { identity, cookie } = toWeb(session.value)
  return withCookies(jsonAnswer(identity, SIGNED_IN.status), [cookie])
}
