import { z } from 'zod'
import type { Machine } from './conditions-ports.ts'
import type { NetworkReadings } from './unread-network.ts'
import { unreadNetwork } from './unread-network.ts'

/** Asks the connection that leads to the internet; 6 and 71 are the IANA numbers of Ethernet and Wi-Fi. */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
[void][Windows.Networking.Connectivity.NetworkInformation, Windows.Networking.Connectivity, ContentType = WindowsRuntime]
$profile = [Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile()
if ($null -eq $profile) { '{}' } else {
  $cost = $profile.GetConnectionCost()
  @{
    isMobile = $profile.IsWwanConnectionProfile
    ianaType = $profile.NetworkAdapter.IanaInterfaceType
    cost = [string]$cost.NetworkCostType
    isRoaming = $cost.Roaming
    isLowData = $cost.BackgroundDataUsageRestricted
  } | ConvertTo-Json -Compress
}`

const answerSchema = z.object({
  isMobile: z.boolean(),
  ianaType: z.number(),
  cost: z.string(),
  isRoaming: z.boolean(),
  isLowData: z.boolean(),
})

const KIND_BY_IANA_TYPE: Readonly<Record<number, 'ethernet' | 'wifi'>> = { 6: 'ethernet', 71: 'wifi' }

/** Reads the connection of Windows by its own network information, asked through PowerShell. */
export async function readWindowsNetwork(machine: Machine, name: string): Promise<NetworkReadings> {
  try {
    const text = await machine.run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', SCRIPT])
    const said = answerSchema.safeParse(JSON.parse(text))
    if (!said.success) return unreadNetwork(name, 'Windows names no connection to the internet')
    const { isMobile, ianaType, cost, isRoaming, isLowData } = said.data
    const isMetered = cost === 'Fixed' || cost === 'Variable' ? true : cost === 'Unrestricted' ? false : null
    return {
      values: {
        network: isMobile ? 'mobile' : (KIND_BY_IANA_TYPE[ianaType] ?? 'other'),
        isMetered,
        isRoaming,
        isLowData,
        interfaceName: name,
      },
      unknown: isMetered === null ? { isMetered: 'Windows does not say what this connection costs' } : {},
    }
  } catch {
    return unreadNetwork(name, 'PowerShell does not answer here')
  }
}
