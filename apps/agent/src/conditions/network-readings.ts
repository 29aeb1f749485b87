import type { ConditionsPorts, Machine } from './conditions-ports.ts'
import { readLinuxNetwork } from './linux-network.ts'
import { readMacNetwork } from './mac-network.ts'
import type { NetworkReadings } from './unread-network.ts'
import { unreadNetwork } from './unread-network.ts'
import { readWindowsNetwork } from './windows-network.ts'

/** Addresses of documentation (RFC 5737, RFC 3849): the way to them is the way to the world, and nobody is there. */
const SOMEWHERE = ['192.0.2.1', '2001:db8::1'] as const

/**
 * Reads the network by which the server is reached: not the first interface of the machine, but the one that packets to it leave by. A
 * server on this very machine needs no network at all.
 */
export async function readNetwork({
  machine,
  server,
}: Pick<ConditionsPorts, 'machine' | 'server'>): Promise<NetworkReadings> {
  const host = new URL(server).hostname.replace(/^\[|\]$/g, '')
  if (isThisMachine(host)) {
    return {
      values: { network: 'other', isMetered: false, isRoaming: false, isLowData: false, interfaceName: null },
      unknown: {},
    }
  }
  const address = await addressTowards(machine, host)
  if (address === null) {
    return {
      values: { network: 'none', isMetered: null, isRoaming: null, isLowData: null, interfaceName: null },
      unknown: {},
    }
  }
  const name = machine.interfaceOf(address)
  if (name === null) return unreadNetwork(null, 'the interface of this connection was not found')
  switch (machine.platform) {
    case 'linux':
      return readLinuxNetwork(machine, name)
    case 'darwin':
      return readMacNetwork(machine, name)
    case 'win32':
      return readWindowsNetwork(machine, name)
    default:
      return unreadNetwork(name, `Rollcall does not know how ${machine.platform} tells it`)
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host.startsWith('127.')
}

/** By number where the server is named by one; by name the table is asked for the world, so that no name server is. */
async function addressTowards(machine: Machine, host: string): Promise<string | null> {
  const isNumber = /^[0-9.]+$/.test(host) || host.includes(':')
  for (const target of isNumber ? [host] : SOMEWHERE) {
    const address = await machine.localAddressTo(target)
    if (address !== null) return address
  }
  return null
}
