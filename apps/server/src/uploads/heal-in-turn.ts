import type { DeviceId, Sha256 } from '@rollcall/protocol'
import { journalHealing } from '../library/journal-healing.ts'
import type { LibraryWriter } from '../store/store.ts'
import { setResourceState } from './set-resource-state.ts'

/** Who brought lost bytes back: a device that sent them again; null: they were found intact after all. */
export type Healer = { readonly deviceId: DeviceId; readonly name: string } | null

/**
 * Tells in the feed, and in the journal, that bytes which were lost are here again: to be called in the turn that makes their row durable.
 * Where no asset says that they are lost, it does nothing.
 */
export function healInTurn(
  writer: LibraryWriter,
  sha256: Sha256,
  { by, now }: { readonly by: Healer; readonly now: number },
): void {
  const healed = setResourceState(writer, sha256, 'present')
  journalHealing(writer, healed, { by, now })
}
