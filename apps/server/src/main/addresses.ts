import type { NetworkInterfaceInfo } from 'node:os'
import { networkInterfaces } from 'node:os'

const EVERYWHERE = new Set(['0.0.0.0', '::', ''])

/** Whether only this machine reaches a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** The addresses at which people reach a server that listens on `host`: the first for this machine, others for its network. */
export function addressesOf(
  host: string,
  port: number,
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>> = networkInterfaces(),
): readonly string[] {
  if (!EVERYWHERE.has(host)) return [urlOf(host, port)]
  const others = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  return [urlOf('localhost', port), ...others.map(({ address }) => urlOf(address, port))]
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
