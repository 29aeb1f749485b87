import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP } from 'node:net'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { connect as connectTls } from 'node:tls'
import { awayCodeOf } from '@rollcall/platform-client'
import type { Finding, ProbePorts } from './probe-ports.ts'
import { bad, fine } from './probe-ports.ts'

const DAY_MS = 24 * 3600 * 1000

/** Where the server is, out of its address. */
export interface Target {
  readonly host: string
  readonly port: number
  readonly isSecure: boolean
}

/** Reads it. */
export function targetOf(server: string): Target {
  const { hostname, port, protocol } = new URL(server)
  const isSecure = protocol === 'https:'
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (isSecure ? 443 : 80), isSecure }
}

/** Whether the server's name leads to a number. */
export async function probeName({ server }: Pick<ProbePorts, 'server'>, { host }: Target): Promise<Finding> {
  if (isIP(host) !== 0) return fine('the address is a number')
  try {
    const { address } = await lookup(host)
    return fine(address, { address })
  } catch (cause) {
    const code = codeOf(cause)
    const words = code === 'ENOTFOUND' ? `there is no server of the name ${host}` : code
    return bad(awayCodeOf(code), server, words)
  }
}

/** Whether a connection to the server's port comes about. */
export function probeTcp(
  { server }: Pick<ProbePorts, 'server'>,
  { host, port }: Target,
  signal: AbortSignal,
): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port, signal })
    const end = (finding: Finding) => {
      socket.destroy()
      resolve(finding)
    }
    socket.once('connect', () => end(fine(`${socket.remoteAddress ?? host}, port ${port}`)))
    socket.once('error', (cause) => end(bad(awayCodeOf(codeOf(cause)), server, codeOf(cause))))
  })
}

/** Whether the server's certificate can be trusted, and for how long yet. `now` in wall milliseconds. */
export function probeTls(
  { server, clock }: Pick<ProbePorts, 'server' | 'clock'>,
  { host, port }: Target,
  signal: AbortSignal,
): Promise<Finding> {
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = connectTls({ host, port, rejectUnauthorized: false, ...name })
    const end = (finding: Finding) => {
      socket.destroy()
      resolve(finding)
    }
    signal.addEventListener('abort', () => end(bad('tls_failed', server, 'no certificate came')), {
      once: true,
    })
    socket.once('secureConnect', () => end(readCertificate(socket, server, clock.now())))
    socket.once('error', (cause) => end(bad('tls_failed', server, codeOf(cause))))
  })
}

function readCertificate(socket: TLSSocket, server: string, now: number): Finding {
  const certificate: Partial<DetailedPeerCertificate> = socket.getPeerCertificate()
  const endsAt = Date.parse(certificate.valid_to ?? '')
  const daysLeft = Number.isNaN(endsAt) ? null : Math.floor((endsAt - now) / DAY_MS)
  const facts = { daysLeft, issuer: String(certificate.issuer?.O ?? certificate.issuer?.CN ?? '') }
  const problem: unknown = socket.authorizationError
  if (!socket.authorized) {
    const code = problem instanceof Error ? codeOf(problem) : String(problem)
    return bad('tls_failed', server, code, { ...facts, words: CERTIFICATE_WORDS[code] ?? code })
  }
  return fine(daysLeft === null ? 'trusted' : `trusted, ${daysLeft} days left`, facts)
}

const CERTIFICATE_WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate counts only from later on',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the server signed the certificate itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate was signed by somebody who is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate was signed by somebody who is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
}

function codeOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0])
  if (cause instanceof Error && 'code' in cause && cause.code !== undefined) return String(cause.code)
  return cause instanceof Error ? cause.message : String(cause)
}
