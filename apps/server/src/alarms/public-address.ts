import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { BlockList, isIP } from 'node:net'

/*
 * Addresses that somebody with an account chooses must not lead into the server's own network. What a name resolves to is judged where it
 * is dialled, so that a name cannot be one thing when it is looked at and another when it is called.
 */

/** This machine, its link, private networks, and whatever is no single host of the internet (RFC 6890). */
const WITHIN = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  WITHIN.addSubnet(net, prefix, 'ipv4')
// The last two carry an IPv4 address within, which may be any.
for (const [net, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 96],
  ['2002::', 16],
] as const)
  WITHIN.addSubnet(net, prefix, 'ipv6')

/** Why an address was not called, in words. */
export class PrivateAddress extends Error {
  constructor(host: string) {
    super(`${host} is an address of the server's own network, which its owner has not allowed`)
    this.name = 'PrivateAddress'
  }
}

/** Whether an IP address is one of the internet, and not of this machine or of a network around it. False for what is no IP address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  return !WITHIN.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Throws {@link PrivateAddress} for a URL whose host is written as an address that is not public. A name is judged by {@link publicLookup}. */
export function assertPublicHost({ hostname }: URL): void {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateAddress(host)
}

/** Resolves a name as the platform does, and fails with {@link PrivateAddress} when one of its addresses is not public. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) callback(error, '', 0)
    else if (addresses.some(({ address }) => !isPublicAddress(address)))
      callback(new PrivateAddress(hostname), '', 0)
    else if (options.all === true) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
