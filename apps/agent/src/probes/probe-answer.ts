import { clockOffsetOf, readStranger, ServerAway, signsOf } from '@rollcall/platform-client'
import type { Identity } from '@rollcall/protocol'
import {
  identitySchema,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  problemSchema,
  parseJson,
} from '@rollcall/protocol'
import type { ProbeLayer } from '@rollcall/sync'
import { serverAwayCodeOf } from '@rollcall/sync'
import type { Finding, ProbePorts } from './probe-ports.ts'
import { bad, fine } from './probe-ports.ts'

/** An answer is small; more than this is no Rollcall's. */
const ANSWER_MAX_CHARACTERS = 100_000

/** A clock that is further off than this is told of. */
const CLOCK_OFF_MS = 5 * 60 * 1000

/** The layers that one request tells of. */
export type AnswerLayer = Extract<ProbeLayer, 'http' | 'round_trip' | 'clock' | 'version' | 'sign_in'>

/** What one request told; a layer that is not there was not reached. */
export interface AnswerProbe {
  readonly findings: Readonly<Partial<Record<AnswerLayer, Finding>>>
  readonly milliseconds: number
  /** Null when nobody told. */
  readonly serverVersion: string | null
}

/** Asks the server who this device is: one request that tells of the way, the clock, the versions and the sign-in. Never rejects. */
export async function probeAnswer(ports: ProbePorts, signal: AbortSignal): Promise<AnswerProbe> {
  const { server, clock, token, fetch } = ports
  const base = server.replace(/\/+$/, '')
  const before = clock.now()
  try {
    const headers = { [PROTOCOL_HEADER]: String(PROTOCOL_VERSION), authorization: `Bearer ${token}` }
    const request = new Request(`${base}/api/v1/me`, { headers, redirect: 'manual' })
    const response = await fetch(request, { signal })
    const text = (await response.text()).slice(0, ANSWER_MAX_CHARACTERS)
    return readAnswer(ports, response, text, { before, after: clock.now() })
  } catch (cause) {
    const away = ServerAway.from(cause, base)
    const failure = signal.aborted ? 'no answer in time' : String(away.facts['failure'] ?? away.code)
    return {
      findings: { http: bad(away.code, base, failure) },
      milliseconds: clock.now() - before,
      serverVersion: null,
    }
  }
}

function readAnswer(
  ports: ProbePorts,
  response: Response,
  text: string,
  { before, after }: { readonly before: number; readonly after: number },
): AnswerProbe {
  const { server } = ports
  const milliseconds = Math.max(0, after - before)
  const body = parseJson(text)
  const refusal = problemSchema.safeParse(body)
  const identity = identitySchema.safeParse(body)
  const signs = signsOf(response)
  if (!refusal.success && !identity.success) {
    const { code, failure } = readStranger(signs, server)
    const finding = bad(code, server, failure)
    // A Rollcall that answers what is not known here came through: it is only of another release.
    const layers =
      code === 'server_too_old' ? { http: fine('Rollcall answers'), version: finding } : { http: finding }
    return { findings: layers, milliseconds, serverVersion: signs.serverVersion }
  }
  const offset = clockOffsetOf(response.headers, before, after)
  return {
    findings: {
      http: fine('Rollcall answers'),
      round_trip: fine(`${milliseconds} ms`),
      clock: clockFinding(offset),
      ...(identity.success
        ? {
            version: fine(`Rollcall ${identity.data.serverVersion}`),
            sign_in: whoFinding(ports, identity.data),
          }
        : refusedFindings(
            server,
            serverAwayCodeOf(refusal.data?.code ?? 'internal'),
            refusal.data?.title ?? '',
          )),
    },
    milliseconds,
    serverVersion: signs.serverVersion,
  }
}

/** A clock that is off stands in nobody's way once an answer came [R13]; it is told all the same. */
function clockFinding(offset: number | null): Finding {
  if (offset === null)
    return { state: 'unknown', code: null, facts: { words: 'the server did not tell its time' } }
  const facts = { offsetMs: offset, words: `${Math.round(Math.abs(offset) / 1000)} s from the server's` }
  return { state: Math.abs(offset) > CLOCK_OFF_MS ? 'bad' : 'ok', code: null, facts }
}

function refusedFindings(
  server: string,
  code: ReturnType<typeof serverAwayCodeOf>,
  title: string,
): Partial<Record<AnswerLayer, Finding>> {
  const finding = bad(code, server, title)
  const isAboutVersion = code === 'client_too_old' || code === 'server_too_old'
  return isAboutVersion ? { version: finding } : { version: fine('understood'), sign_in: finding }
}

function whoFinding({ server, accountId, libraryId }: ProbePorts, who: Identity): Finding {
  const holdsLibrary = who.libraries.some((library) => library.libraryId === libraryId)
  if (who.accountId === accountId && holdsLibrary) return fine(`signed in as ${who.account}`)
  return bad('account_mismatch', server, 'signed in to another account', { account: who.account })
}
