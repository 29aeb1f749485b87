import { ServerAway } from '@rollcall/platform-client'
import type { Plan, Storage } from '@rollcall/protocol'
import { commandIdSchema } from '@rollcall/protocol'
import { formatBytes } from '@rollcall/sync'
import { doDeed } from './deed.ts'
import { valueOf } from './describe-problem.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printable, printTable } from './print-table.ts'
import { askStorage } from './read-room.ts'
import { requestWords } from './storage-command.ts'

/**
 * `rollcall plan`: the storage plans that there are; with an id, takes that one, or asks the server's owner for it. While the server
 * does not answer, the wish is sent with the next sync. A smaller plan deletes nothing [R8].
 */
export async function planCommand(id: string | undefined, options: FolderOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const storage = await askStorage(device)
    if (id === undefined) return tellPlans(storage, options)
    if (storage === null) return queuePlan(device, id, options)
    await changePlan(device, storage, id, options)
  } finally {
    device.close()
  }
}

function tellPlans(storage: Storage | null, { json }: FolderOptions): void {
  if (storage === null)
    throw new CommandStop('The server does not answer, and only it knows which plans there are.')
  if (json) {
    const { plan, plans, request } = storage
    console.log(JSON.stringify({ plan, plans, request }))
    return
  }
  printTable(
    ['', 'id', 'plan', 'room', ''],
    storage.plans.map((plan) => [
      plan.id === storage.plan?.id ? '✓' : '',
      plan.id,
      printable(plan.name),
      roomWords(plan),
      plan.access === 'self' ? 'for the taking' : 'the owner of the server is asked',
    ]),
  )
  if (storage.plan === null) console.log(`\nThis account has its own limit: ${roomWords(storage.usage)}.`)
  for (const line of requestWords(storage)) console.log(`\n${line}`)
  console.log('\nTo take one, or ask for it: rollcall plan ID')
}

function roomWords({ quotaBytes }: Pick<Plan, 'quotaBytes'>): string {
  return quotaBytes === null ? 'no limit' : formatBytes(quotaBytes)
}

async function changePlan(
  device: OpenDevice,
  { plans }: Storage,
  id: string,
  options: FolderOptions,
): Promise<void> {
  if (!plans.some((plan) => plan.id === id))
    throw new CommandStop(`There is no plan ${printable(id)}. See: rollcall plan`, EXIT.wrongUse)
  let after: Storage
  try {
    after = valueOf(await device.storage.changePlan(id))
  } catch (away) {
    if (!(away instanceof ServerAway)) throw away
    return queuePlan(device, id, options)
  }
  if (options.json) {
    const { plan, request, usage } = after
    console.log(JSON.stringify({ state: plan?.id === id ? 'taken' : 'asked', plan, request, usage }))
    return
  }
  if (after.plan?.id !== id) {
    for (const line of requestWords(after)) console.log(line)
    return
  }
  const { usedBytes, quotaBytes } = after.usage
  console.log(`This account now has ${printable(after.plan.name)}; ${formatBytes(usedBytes)} of it are used.`)
  if (quotaBytes !== null && usedBytes > quotaBytes)
    console.log('Nothing is deleted. New originals wait until there is room: rollcall storage')
}

/** As a command to the server, which travels with everything else that is said here. */
function queuePlan(device: OpenDevice, plan: string, { json }: FolderOptions): void {
  const commandId = commandIdSchema.parse(device.ports.random.hex(16))
  const args = { target: 'server', commandId, command: { what: 'change_plan', plan } } as const
  doDeed(device, [{ op: 'issueCommand', args }])
  if (json) console.log(JSON.stringify({ state: 'queued', plan, commandId }))
  else
    console.log(
      `The server does not answer. It is asked for the plan ${printable(plan)} with the next sync; see then: rollcall plan`,
    )
}
