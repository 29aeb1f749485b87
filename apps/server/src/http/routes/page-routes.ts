import { accepted, problem, refused } from '@rollcall/protocol'
import { z } from 'zod'
import { isSetUp, isSetupToken, setUp } from '../../accounts/setup.ts'
import { parseQuota } from '../../accounts/size.ts'
import { homePage } from '../../pages/home-page.ts'
import type { SetupRefusal } from '../../pages/setup-page.ts'
import { fixedPlans, startOfNew } from '../../storage/plan-book.ts'
import { setupClosedPage, setupDonePage, setupForm } from '../../pages/setup-page.ts'
import { problemAnswer } from '../answers.ts'
import { readText } from '../read-body.ts'
import type { Route } from '../route.ts'
import { openRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

/** A form with a name and two passwords fits many times. */
const FORM_MAX_BYTES = 16_384

const TOKEN_MAX = 200

/** The few pages for people. Programs find everything else under `/api/v1`. */
export function pageRoutes(ports: ServerPorts): readonly Route[] {
  return [homeRoute(ports), setupFormRoute(ports), setupRoute(ports)]
}

function homeRoute(ports: ServerPorts): Route {
  return openRoute(
    {
      method: 'GET',
      path: '/',
      summary: 'The web app, or what runs here, for people',
      answer: HTML,
      refuses: [],
    },
    async ({ request }) =>
      ports.web?.answer(request) ?? homePage(new URL(request.url).origin, await isSetUp(ports)),
  )
}

function setupFormRoute(ports: ServerPorts): Route {
  return openRoute(
    {
      method: 'GET',
      path: '/setup',
      summary:
        "Where the owner's account is created, for who holds the one-time link: the web app, or a form without scripts (form=1)",
      query: z.object({
        token: z.string().max(TOKEN_MAX).default(''),
        form: z.literal('1').exactOptional(),
      }),
      answer: HTML,
      refuses: [],
    },
    async ({ request, query }) => {
      if (await isSetUp(ports)) return setupClosedPage('already_set_up')
      if (!(await isSetupToken(ports, query.token))) return setupClosedPage('wrong_token')
      const page = query.form === undefined ? appPage(ports, request) : null
      return page ?? setupForm(query.token)
    },
  )
}

function setupRoute(ports: ServerPorts): Route {
  return openRoute(
    {
      method: 'POST',
      path: '/setup',
      summary:
        "Creates the owner's account out of the form (application/x-www-form-urlencoded); 409 afterwards",
      answer: HTML,
      status: 201,
      refuses: ['cross_site', 'too_large', 'body_cut_short'],
    },
    async ({ request, env }) => {
      if (isFromElsewhere(request)) return refused(problem('cross_site'))
      const text = await readText(request, env, FORM_MAX_BYTES)
      return text.ok
        ? answerForm(ports, request, new URLSearchParams(text.value))
        : problemAnswer(text.refusal)
    },
  )
}

/** The page of the web app, where there is one. */
function appPage({ web }: ServerPorts, request: Request): Response | null {
  return web?.answer(new Request(new URL('/', request.url), { headers: request.headers })) ?? null
}

async function answerForm(ports: ServerPorts, request: Request, form: URLSearchParams): Promise<Response> {
  const typed = (field: string) => form.get(field) ?? ''
  const again = (refusal: SetupRefusal) =>
    setupForm(typed('token'), { account: typed('account'), quota: typed('quota'), refusal })
  const quota = typed('quota') === '' ? accepted(undefined) : parseQuota(typed('quota'))
  if (!quota.ok) return again('quota_unusable')
  if (typed('again') !== typed('password')) return again('passwords_differ')
  const { plans = fixedPlans() } = ports
  const start = startOfNew(await plans.read(), quota.value)
  const wish = { name: typed('account'), password: typed('password'), ...start }
  const made = await setUp(ports, typed('token'), wish)
  if (made.ok) return setupDonePage(new URL(request.url).origin, made.value.name, ports.web !== undefined)
  const { refusal } = made
  return refusal === 'already_set_up' || refusal === 'wrong_token' ? setupClosedPage(refusal) : again(refusal)
}

const HTML = { type: 'text/html' } as const

/** Browsers say where a form comes from (Fetch Metadata); programs say nothing and hold the token anyway. */
function isFromElsewhere(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  return site !== null && site !== 'same-origin' && site !== 'none'
}
