import type { DeviceRecord, LibraryId } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import type { Notifier } from '../notifier/notifier.ts'
import type { DeviceRow, Store } from '../store/store.ts'

/** What the record of a device is kept in, and who is told. */
export interface DeviceRecordPorts {
  readonly store: Store
  readonly notifier: Notifier
}

/**
 * Has the library of a device's account know it by name, and know when it was removed. What was chosen for it stays. Looks first, and takes
 * a turn only when something differs, so it may be called whenever a device is heard. A disk that takes no more writes is no reason to turn
 * a device away: the record is made the next time it is heard [R8].
 */
export async function keepDeviceRecord(
  { store, notifier }: DeviceRecordPorts,
  libraryId: LibraryId,
  device: DeviceRow,
): Promise<void> {
  const { deviceId } = device
  const known = await store.read(libraryId, (reader) => reader.record('device', deviceId))
  if (isAsSaid(known, device)) return
  try {
    const poke = await store.write(libraryId, (writer) => {
      const held = writer.record('device', deviceId)
      if (isAsSaid(held, device)) return null
      const { settings, edits } = held ?? { settings: {}, edits: {} }
      const { name, createdAt: addedAt, revokedAt: removedAt } = device
      const said = { kind: 'device' as const, key: deviceId, name, addedAt, removedAt, settings, edits }
      writer.putRecord({ ...held, ...said, seq: writer.nextSeq() })
      const { epoch, headSeq } = writer.library()
      return { epoch, head: headSeq }
    })
    if (poke !== null) notifier.publish(libraryId, poke)
  } catch (cause) {
    if (!(cause instanceof DiskFailure)) throw cause
  }
}

function isAsSaid(record: DeviceRecord | null, { name, createdAt, revokedAt }: DeviceRow): boolean {
  return record?.name === name && record.addedAt === createdAt && record.removedAt === revokedAt
}
