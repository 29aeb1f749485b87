import type { CommandRecord, DeviceId, DeviceRecord, KnownDevice } from '@rollcall/protocol'
import { settingsOf } from '@rollcall/sync'
import { useAnswer } from '../../shell/use-answer.ts'
import { useDeviceReports } from '../../shell/use-device-reports.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import type { SettingsTarget } from './setting-sheet.tsx'

/** The devices of this library: what was chosen for each and what each told last. `now` by the server's clock. */
export interface Devices {
  readonly records: readonly DeviceRecord[]
  readonly known: readonly KnownDevice[]
  readonly commands: readonly CommandRecord[]
  readonly now: number | null
}

/** See {@link Devices}. Null before the library has answered. */
export function useDevices(): Devices | null {
  const library = useLibrary()
  const { generation } = useClientState()
  const { known } = useDeviceReports()
  const { value } = useAnswer(
    async () => ({ records: await library.devices(), commands: await library.commands() }),
    generation,
  )
  if (value === null) return null
  return { ...value, known: known?.devices ?? [], now: known?.now ?? null }
}

/** A device as its settings are chosen; null when there is none with that id. */
export function targetOf({ records, known }: Devices, id: DeviceId): SettingsTarget | null {
  const record = records.find(({ key, removedAt }) => key === id && removedAt === null)
  const told = known.find(({ deviceId }) => deviceId === id) ?? null
  if (record === undefined && told === null) return null
  return {
    deviceId: id,
    name: record?.name ?? told?.name ?? '',
    settings: settingsOf(record?.settings ?? {}),
    known: told,
  }
}
