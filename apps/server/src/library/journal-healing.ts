import type { Asset, ClientId, DeviceId } from '@rollcall/protocol'
import { clientIdSchema } from '@rollcall/protocol'
import { journalDeeds } from '@rollcall/sync'
import type { LibraryWriter } from '../store/store.ts'
import { SERVER_CLIENT, SERVER_NAME } from './keep-journal.ts'

/**
 * Writes into the journal that lost bytes of these assets are here again, and thanks to which device: it has sent them by itself, without
 * a mutation that would be told otherwise. Assets that are gone are left out. A device's id stands for it in the journal, so that what it
 * healed within minutes is one row.
 */
export function journalHealing(
  writer: LibraryWriter,
  healed: readonly Asset[],
  {
    by,
    now,
  }: { readonly by: { readonly deviceId: DeviceId; readonly name: string } | null; readonly now: number },
): void {
  const shown = healed.filter(({ state }) => state === 'live' || state === 'trashed')
  const [first] = shown
  if (first === undefined) return
  const deed = {
    op: 'heal' as const,
    n: writer.library().headSeq,
    doneAt: now,
    isApplied: true,
    firstSeq: first.seq,
    changes: shown.map(({ id, seq }) => ({
      assetId: id,
      field: 'bytes',
      before: 'lost',
      after: 'present',
      seq,
      verdict: 'applied' as const,
    })),
    created: [],
  }
  const clientId: ClientId = by === null ? SERVER_CLIENT : clientIdSchema.parse(by.deviceId)
  journalDeeds(writer, [deed], { clientId, deviceName: by?.name ?? SERVER_NAME })
}
