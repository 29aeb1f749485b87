import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as ask } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { PROTOCOL_HEADER } from '@rollcall/protocol'
import { deviceOf } from './scene.ts'

/** Where the certificates of tests lie. */
const CERTIFICATES = join(import.meta.dirname, '../../../apps/agent/src/test-kit/certificates')

/** Makes a process trust the authority that signed the front's certificates. */
export const TRUSTING = { NODE_EXTRA_CA_CERTS: join(CERTIFICATES, 'authority.pem') }

/** Makes this process trust it too. */
export function trustFronts(): void {
  const authority = readFileSync(TRUSTING.NODE_EXTRA_CA_CERTS, 'utf8')
  setDefaultCACertificates([...getCACertificates('default'), authority])
}

/** What stands between a device and its server, and how it behaves at the moment. */
export interface Front extends AsyncDisposable {
  readonly url: string
  /** `through`: passes everything on. `portal`: a page for everybody, as in a hotel. `refuse`: a proxy that lets nobody through. */
  readonly behave: (how: 'through' | 'portal' | 'refuse') => void
  /** The protocol's version that requests claim from now on; null: the one that the device claims itself. */
  readonly claim: (version: number | null) => void
  /** The release that the server tells of itself from now on; null: its own. */
  readonly release: (version: string | null) => void
  /** The certificate that it shows from now on. */
  readonly show: (certificate: 'valid' | 'expired') => void
  /** The time that answers tell, milliseconds off the true one. */
  readonly missetDate: (milliseconds: number) => void
}

/** Starts a front before the server that listens on `port` of this machine. */
export async function startFront(port: number, { isSecure = false } = {}): Promise<Front> {
  let how: Parameters<Front['behave']>[0] = 'through'
  let missetBy = 0
  let claimed: number | null = null
  let shown: 'valid' | 'expired' = 'valid'
  let told: string | null = null

  function pass(from: IncomingMessage, to: ServerResponse): void {
    const { method, url } = from
    const headers = claimed === null ? from.headers : { ...from.headers, [PROTOCOL_HEADER]: String(claimed) }
    const onwards = ask(
      { host: '127.0.0.1', port, ...(method === undefined ? {} : { method }), path: url, headers },
      (answer) => {
        const date = new Date(Date.now() + missetBy).toUTCString()
        const release = told === null ? {} : { 'rollcall-server-version': told }
        to.writeHead(answer.statusCode ?? 500, { ...answer.headers, date, ...release })
        answer.pipe(to)
      },
    )
    onwards.on('error', () => to.destroy())
    to.once('close', () => onwards.destroy())
    from.pipe(onwards)
  }

  function handle(from: IncomingMessage, to: ServerResponse): void {
    if (how === 'through') return pass(from, to)
    from.resume()
    if (how === 'portal')
      to.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the Wi-Fi</html>')
    else to.writeHead(502, { 'content-type': 'text/plain' }).end('bad gateway')
  }

  const secure = isSecure ? createTlsServer(pemOf('valid'), handle) : null
  const server = secure ?? createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return {
    url: isSecure ? `https://localhost:${own}` : `http://127.0.0.1:${own}`,
    behave: (next) => {
      how = next
      server.closeAllConnections()
    },
    claim: (version) => {
      claimed = version
    },
    release: (version) => {
      told = version
    },
    show: (certificate) => {
      if (certificate === shown) return
      shown = certificate
      secure?.setSecureContext(pemOf(certificate))
      server.closeAllConnections()
    },
    missetDate: (milliseconds) => {
      missetBy = milliseconds
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Makes a linked folder look for its server at another address. */
export function moveServer(folder: string, server: string): void {
  const path = join(folder, '.rollcall/device.json')
  writeFileSync(path, JSON.stringify({ ...deviceOf(folder), server }))
}

function pemOf(certificate: 'valid' | 'expired') {
  return {
    cert: readFileSync(join(CERTIFICATES, `${certificate}.pem`)),
    key: readFileSync(join(CERTIFICATES, 'server.key')),
  }
}
