import type { MeasuredConditions } from '@rollcall/protocol'
import type { Machine } from './conditions-ports.ts'
import type { NetworkReadings } from './unread-network.ts'

/**
 * Reads an interface of macOS: its kind from the list of hardware ports, and from its flags whether it is expensive (a phone's hotspot)
 * or constrained (low-data mode), as `ifconfig -v` prints them.
 */
export async function readMacNetwork(machine: Machine, name: string): Promise<NetworkReadings> {
  const [ports, flags] = await Promise.all([
    machine.run('networksetup', ['-listallhardwareports']).catch(() => null),
    machine.run('ifconfig', ['-v', name]).catch(() => null),
  ])
  const network = ports === null ? null : macKind(ports, name)
  const tells = flags !== null && /\beflags=/.test(flags)
  const isMetered = tells ? /\bEXPENSIVE\b/.test(flags) : null
  const isLowData = tells ? /\bCONSTRAINED\b/.test(flags) : null
  const why = 'ifconfig does not say'
  return {
    values: { network, isMetered, isRoaming: null, isLowData, interfaceName: name },
    unknown: {
      isRoaming: 'macOS does not say where a phone is',
      ...(ports === null ? { network: 'networksetup does not run here' } : {}),
      ...(tells ? {} : { isMetered: why, isLowData: why }),
    },
  }
}

function macKind(ports: string, name: string): NonNullable<MeasuredConditions['network']> {
  const blocks = ports.split(/\n\s*\n/)
  const block = blocks.find((each) => each.split('\n').includes(`Device: ${name}`)) ?? ''
  const port = /^Hardware Port: (.*)$/m.exec(block)?.[1] ?? ''
  if (/Wi-?Fi|AirPort/i.test(port)) return 'wifi'
  if (/iPhone|iPad|Bluetooth PAN|Modem|WWAN/i.test(port)) return 'mobile'
  return /Ethernet|LAN|Thunderbolt/i.test(port) ? 'ethernet' : 'other'
}
