import type { DeviceState } from '@rollcall/agent'
import type { RollCall } from '@rollcall/sync'
import type { ServerNode } from './server-node.ts'
import type { Witness } from './witness.ts'

/**
 * Checks a roll call while the world runs: its numbers close [R1], and what it calls safe is on the server, whole and
 * durable [R4], as far as anybody can know: not what nobody has read again, nor what the feed has not told this device yet.
 */
export function checkRoll(
  roll: RollCall,
  state: DeviceState,
  name: string,
  { witness, server }: { readonly witness: Witness; readonly server: ServerNode },
): void {
  const sum = Object.values(roll.counts).reduce((count, part) => count + part, 0)
  const closes = sum === roll.total && roll.entries.length === roll.total
  witness.expect(
    closes,
    'accounting closes',
    () => `${name}: ${JSON.stringify(roll.counts)} do not make ${roll.total}`,
  )
  const { history } = server
  const cursor = state.values.get('cursor')
  const isCurrent = cursor?.epoch === history.library.epoch && cursor.seq <= history.library.headSeq
  const isTold = (sha256: string, seq: number) =>
    [...history.assets.values()].every(
      ({ seq: changedAt, resources, droppedFiles = [] }) =>
        changedAt <= seq || [...resources, ...droppedFiles].every((file) => file.sha256 !== sha256),
    )
  for (const { item, decision } of roll.entries) {
    if (item.sha256 === null) continue
    const { standing } = item
    const isCopyOfOurs = standing.kind === 'preview' && standing.isEdited !== true
    if (!isCopyOfOurs) witness.seen.add(item.sha256)
    if (decision.state !== 'safe' || !isCurrent) continue
    const { sha256 } = item
    const isDurable = history.blobs.get(sha256)?.state === 'durable'
    const holds = isDurable
      ? witness.spoilt.has(sha256) || server.hasDurable(sha256)
      : !isTold(sha256, cursor.seq)
    witness.expect(holds, 'safe means safe', () => {
      return `${name} calls ${item.path} safe at ${cursor.epoch}.${cursor.seq}, and the server's ${sha256.slice(0, 8)} is ${history.blobs.get(sha256)?.state ?? 'not known'}`
    })
  }
}
