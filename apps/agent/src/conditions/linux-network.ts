import type { MeasuredConditions } from '@rollcall/protocol'
import type { Machine } from './conditions-ports.ts'
import type { NetworkReadings } from './unread-network.ts'

const NO_LOW_DATA = 'Linux has no low-data mode'

/** Reads an interface of Linux: its kind from `/sys/class/net`, whether it is metered from NetworkManager, roaming from ModemManager. */
export async function readLinuxNetwork(machine: Machine, name: string): Promise<NetworkReadings> {
  const network = linuxKind(machine, name)
  const [metered, roaming] = await Promise.all([readMetered(machine, name), readRoaming(machine, network)])
  const unknown = {
    isLowData: NO_LOW_DATA,
    ...(metered.why === null ? {} : { isMetered: metered.why }),
    ...(roaming.why === null ? {} : { isRoaming: roaming.why }),
  }
  const values = {
    network,
    isMetered: metered.value,
    isRoaming: roaming.value,
    isLowData: null,
    interfaceName: name,
  }
  return { values, unknown }
}

interface Reading {
  readonly value: boolean | null
  readonly why: string | null
}

/** A bridge, a tunnel or a container's end leads through something that cannot be seen from here. */
function linuxKind(machine: Machine, name: string): NonNullable<MeasuredConditions['network']> {
  const folder = `/sys/class/net/${name}`
  const type = /^DEVTYPE=(.*)$/m.exec(machine.readText(`${folder}/uevent`) ?? '')?.[1] ?? ''
  if (type === 'wlan' || machine.exists(`${folder}/wireless`) || machine.exists(`${folder}/phy80211`))
    return 'wifi'
  if (type === 'wwan' || /^(?:wwan|ppp|rmnet|usb_rmnet)/.test(name)) return 'mobile'
  return type === '' && machine.exists(`${folder}/device`) ? 'ethernet' : 'other'
}

async function readMetered(machine: Machine, name: string): Promise<Reading> {
  try {
    const text = await machine.run('nmcli', ['-t', '-g', 'GENERAL.METERED', 'device', 'show', name])
    const said = text.trim().split(' ')[0]
    if (said === 'yes') return { value: true, why: null }
    if (said === 'no') return { value: false, why: null }
    return { value: null, why: 'NetworkManager does not know' }
  } catch {
    return { value: null, why: 'NetworkManager does not run here' }
  }
}

async function readRoaming(machine: Machine, network: MeasuredConditions['network']): Promise<Reading> {
  if (network !== 'mobile') return { value: network === 'other' ? null : false, why: roamingWhy(network) }
  try {
    const text = await machine.run('mmcli', ['--modem', 'any', '--output-keyvalue'])
    const said = /^modem\.3gpp\.registration-state\s*:\s*(\S+)/m.exec(text)?.[1]
    if (said === undefined) return { value: null, why: 'ModemManager does not say' }
    return { value: said.startsWith('roaming'), why: null }
  } catch {
    return { value: null, why: 'ModemManager does not run here' }
  }
}

function roamingWhy(network: MeasuredConditions['network']): string | null {
  return network === 'other' ? 'the connection leads through something that cannot be seen from here' : null
}
