import { createCaller, createServerApi, ServerAway } from '@rollcall/platform-client'
import { createEngine } from '../engine/engine.ts'
import { runEngineOnce } from '../engine/run-engine.ts'
import { gaveWay, outcomesOf } from '../wipe/leave-outcomes.ts'
import { removableOf, removeWhatIsSafe } from '../wipe/remove-what-is-safe.ts'
import { askOutcome } from './ask-outcome.ts'
import { checkWipe } from './check-wipe.ts'
import { confirm } from './confirm.ts'
import { doDeed } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { readDeviceConfig, removeDeviceConfig } from './device-config.ts'
import { CommandStop, EXIT } from './exit.ts'
import { holdDevice } from './hold-device.ts'
import {
  describeKeeping,
  describeOutcomes,
  describeRemoved,
  describeRemoving,
  describeUnsent,
} from './leave-words.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice, rootOf } from './open-device.ts'
import { removeEmptied } from './remove-emptied.ts'
import { chosenFor, leaveSettings } from './settings-left.ts'
import { callRollOf } from './status-command.ts'

/** Options of `rollcall unlink`. */
export type UnlinkOptions = FolderOptions & {
  readonly keep?: boolean
  readonly remove?: boolean
  /** With `keep`: smaller versions stay what they are, and no original is fetched. */
  readonly previews?: boolean
  /** Changes made here that cannot be sent are given up. */
  readonly dropUnsent?: boolean
  readonly yes?: boolean
}

/**
 * `rollcall unlink`: makes a folder an ordinary one, with exactly two outcomes. `--keep`: what lies here stays, and originals that made
 * way for smaller versions are fetched first. `--remove`: what the server holds is removed from here, under a lease [R5]; the rest stays
 * and is listed. Changes made here are sent first; those that cannot be sent keep the folder linked, unless somebody gives them up. The
 * library on the server stays as it is. Killed anywhere, the folder is still linked, and it can be run again; or it
 * is unlinked, and the server lists a device that is gone.
 */
export async function unlinkCommand(options: UnlinkOptions): Promise<number> {
  if (options.keep && options.remove)
    throw new CommandStop('Give --keep or --remove, not both.', EXIT.wrongUse)
  const root = rootOf(options.folder)
  if (readDeviceConfig(root) === null) throw new CommandStop(`${root} is not linked.`)
  const device = openDevice(root)
  const lock = await holdDevice(root, device.ports.clock)
  try {
    if (lock === null) throw new CommandStop(`A rollcall sync works on ${root}. Stop it first.`)
    const chosen = chosenFor(device)
    const outcomes = outcomesOf((await callRollOf(device)).entries)
    const isToRemove =
      options.remove ??
      (options.keep
        ? false
        : (await askOutcome(describeOutcomes(outcomes), options.json ?? false)) === 'remove')
    const told = isToRemove ? await removeFirst(device, options) : await keepFirst(device, options)
    if (told === null) return EXIT.needsYou
    device.close()
    lock.release()
    removeDeviceConfig(root)
    leaveSettings(device, chosen)
    // Last of all: a folder that is still linked, killed here, must be able to finish.
    const isServerTold = await signOut(device)
    report(options, root, { ...told, isServerTold })
    return EXIT.done
  } finally {
    lock?.release()
    device.close()
  }
}

/** What was done before the link went: facts for `--json`, and lines for a person. */
interface Told {
  readonly facts: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
}

/** Fetches what is to be kept. Null when only a preview was asked for. */
async function keepFirst(device: OpenDevice, options: UnlinkOptions): Promise<Told | null> {
  let { keep } = outcomesOf((await callRollOf(device)).entries)
  const unsent = await sendUnsent(device)
  const isToFetch = gaveWay(keep).count > 0 && !options.previews
  const plan = [...describeKeeping(keep, { isToFetch }), ...describeUnsent(unsent)]
  const facts = () => ({ outcome: 'keep', keep, unsent })
  if (unsent > 0 || gaveWay(keep).count > 0) {
    if (isOnlyPreview(options)) return showPreview(facts())
    refuseToDrop(unsent, options)
    await confirm(plan.join('\n'), options.yes ?? false)
  }
  if (isToFetch) {
    const args = {
      deviceId: device.ports.state.deviceId,
      setting: { name: 'optimise', value: false },
    } as const
    doDeed(device, [{ op: 'setDeviceSetting', args }])
    await runEngineOnce(createEngine(device.ports), device.ports.clock, new AbortController().signal)
    keep = outcomesOf((await callRollOf(device)).entries).keep
    if (gaveWay(keep).count > 0)
      throw new CommandStop(
        [
          `${gaveWay(keep).count} originals could not be fetched, so the folder stays linked. See why: rollcall status`,
          'To keep smaller versions instead: rollcall unlink --keep --previews',
        ].join('\n'),
      )
  }
  return { facts: facts(), lines: ['Every file in it stays.'] }
}

/** Removes what is safe. Null when only a preview was asked for. */
async function removeFirst(device: OpenDevice, options: UnlinkOptions): Promise<Told | null> {
  const { ports, root } = device
  const check = await checkWipe(device, { maySync: true, isQuiet: options.json ?? false })
  // A list that is too long to be signed was attested all the same.
  const isAttested = check.verdict !== 'UNKNOWN' || (check.code === 'refused' && check.words.size > 0)
  if (!isAttested) throw new CommandStop(`${check.sentence} Nothing was removed.`)
  const files = removableOf(check)
  const paths = new Set(files.map(({ path }) => path))
  const stays = check.losses.filter(({ path }) => path !== null && !paths.has(path))
  const unsent = ports.state.replica.outboxLength()
  const facts = {
    outcome: 'remove',
    removes: files.length,
    stays,
    ignored: check.found?.ignored ?? [],
    unsent,
  }
  if (isOnlyPreview(options)) return showPreview(facts)
  refuseToDrop(unsent, options)
  const plan = [...describeRemoving(files, check), ...describeUnsent(unsent)]
  await confirm(plan.join('\n'), options.yes ?? false)
  const { removed, kept } = await removeWhatIsSafe({ ...ports, onRemoved: () => undefined }, files).catch(
    (error: unknown) => {
      if (!(error instanceof ServerAway)) throw error
      throw new CommandStop(
        'The server stopped answering, so what was left stays, and the folder is still linked.\nRun it again to go on, or sync to have everything back.',
      )
    },
  )
  removeEmptied(
    root,
    removed.map(({ path }) => path),
  )
  return { facts: { ...facts, removed: removed.length, kept }, lines: describeRemoved(removed, kept, check) }
}

/** Sends what was said here and answers how much of it could not be sent. */
async function sendUnsent({ ports }: OpenDevice): Promise<number> {
  const { replica } = ports.state
  if (replica.outboxLength() === 0) return 0
  const engine = createEngine({ ...ports, isSafeMode: true }) // which talks, and moves no file
  engine.forgetFailures()
  await engine.tick()
  return replica.outboxLength()
}

function refuseToDrop(unsent: number, { dropUnsent = false }: UnlinkOptions): void {
  if (unsent === 0 || dropUnsent) return
  throw new CommandStop(
    [
      ...describeUnsent(unsent),
      'The folder stays linked, and nothing was removed. To give them up: add --drop-unsent',
    ].join('\n'),
  )
}

/** With `--json` nobody can be asked: without `--yes` it tells what would be done. */
function isOnlyPreview({ json, yes }: UnlinkOptions): boolean {
  return json === true && yes !== true
}

function showPreview(facts: Told['facts']): null {
  console.log(JSON.stringify({ done: false, ...facts }))
  return null
}

/** Whether the server knows now; a device that it does not know any more is told, too. */
async function signOut({ config: { server, token } }: OpenDevice): Promise<boolean> {
  try {
    // A way of its own: the device's notes the server's clock in the state, which is closed by now.
    const answer = await createServerApi(createCaller({ url: server, token, fetch })).signOut()
    return answer.ok || answer.refusal.status === 401
  } catch (error) {
    if (!(error instanceof ServerAway)) throw error
    return false
  }
}

function report(
  { json }: UnlinkOptions,
  root: string,
  told: Told & { readonly isServerTold: boolean },
): void {
  if (json) {
    console.log(JSON.stringify({ done: true, ...told.facts, isServerTold: told.isServerTold }))
    return
  }
  console.log(`${root} is an ordinary folder again. The library on the server stays as it is.`)
  for (const line of told.lines) console.log(line)
  if (!told.isServerTold)
    console.log('The server could not be told; remove the device there with: rollcall devices --remove ID')
}
