import type { FolderPath, Step } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import { devicePaths } from '../folder/device-paths.ts'
import { isUntouched } from '../folder/is-untouched.ts'
import { isUnwritten } from '../transfer/stat-placed.ts'
import type { DeviceState } from '../state/device-state.ts'
import type { EnginePorts } from './engine-ports.ts'

/**
 * Does the bookkeeping that a survey found due. Files are set aside first, then everything that the state must know of is
 * stored in one transaction: killed in between, the next survey finds the rest. A file that the disk does not let go of is
 * told of and left for the next survey. Returns whether anything changed.
 */
export async function takeSteps(
  ports: Pick<EnginePorts, 'disk' | 'root' | 'clock' | 'onEvent'>,
  state: DeviceState,
  steps: readonly Step[],
): Promise<boolean> {
  const undone = new Set<Step>()
  for (const step of steps) {
    if (step.kind === 'set_aside' && !(await trying(ports, () => setAside(ports, state, step))))
      undone.add(step)
    if (step.kind === 'drop_preview' && !(await trying(ports, () => dropPreview(ports, state, step))))
      undone.add(step)
  }
  const done = steps.filter((step) => !undone.has(step))
  if (done.length === 0) return false
  state.transaction(() => {
    const approved = state.folder.approved()
    for (const step of done) record(state, step, { now: ports.clock.now(), approved })
  })
  return true
}

async function trying(
  { onEvent }: Pick<EnginePorts, 'onEvent'>,
  work: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await work()
  } catch (error) {
    onEvent({ kind: 'disk_trouble', failure: asDiskFailure(error).message })
    return false
  }
}

/**
 * Removes a smaller version whose original is back. Looks at both files first: nothing goes unless the original lies there as it was
 * read, and the smaller version is the one that was.
 */
async function dropPreview(
  { disk, root }: Pick<EnginePorts, 'disk' | 'root'>,
  { folder }: DeviceState,
  { path, originalPath }: Extract<Step, { kind: 'drop_preview' }>,
): Promise<boolean> {
  const isAsScanned = async (place: FolderPath) => {
    const stat = await disk.stat(`${root}/${place}`)
    return isUntouched(folder.scanned(place), stat) ? 'same' : stat === null ? 'gone' : 'changed'
  }
  if ((await isAsScanned(originalPath)) !== 'same') return false
  const preview = await isAsScanned(path)
  if (preview === 'changed') return false
  if (preview === 'same') {
    await disk.remove(`${root}/${path}`)
    await disk.syncFolder(`${root}/${path}`.slice(0, `${root}/${path}`.lastIndexOf('/')))
  }
  return true
}

/** Moves a file whose photo was deleted elsewhere out of sight. False when it is not the file that was surveyed any more. */
async function setAside(
  { disk, root }: Pick<EnginePorts, 'disk' | 'root'>,
  state: DeviceState,
  step: Extract<Step, { kind: 'set_aside' }>,
): Promise<boolean> {
  const paths = devicePaths(root)
  const source = `${root}/${step.path}`
  const scanned = state.folder.scanned(step.path)
  const stat = await disk.stat(source)
  if (stat === null) return true
  if (!isUntouched(scanned, stat)) return false
  for (const made of await disk.makeFolder(paths.trash))
    await disk.syncFolder(made.slice(0, made.lastIndexOf('/')))
  const aside = `${paths.trash}/${step.sha256}`
  try {
    await disk.rename(source, aside)
    // A program may have saved it since it was looked at.
    if (scanned !== null && !isUnwritten(scanned.stat, await disk.stat(aside))) {
      await disk.renameToNew(aside, source)
      return false
    }
  } catch (error) {
    const failure = asDiskFailure(error)
    if (failure.kind === 'not_found') return true
    if (failure.kind === 'denied') return false
    throw new DiskFailure(failure.kind, 'Cannot set file aside', { cause: error })
  }
  await disk.syncFolder(paths.trash)
  await disk.syncFolder(source.slice(0, source.lastIndexOf('/')))
  return true
}

function record(
  { folder, replica }: DeviceState,
  step: Step,
  { now, approved }: { readonly now: number; readonly approved: ReadonlySet<FolderPath> },
): void {
  switch (step.kind) {
    case 'agree':
      folder.agree(step.file)
      folder.putUploaded(step.file.sha256, false)
      break
    case 'forget':
      folder.forget(step.path)
      folder.putApproved(step.path, false)
      break
    case 'agree_preview':
      folder.agreePreview(step.file, step.preview, step.originalPath)
      break
    case 'drop_preview':
    case 'set_aside':
      folder.putScan([], [step.path])
      folder.forget(step.path)
      break
    case 'trash': {
      const source = approved.has(step.path) ? 'explicit' : 'automatic'
      replica.queue({ op: 'trash', args: { assetId: step.assetId, source } }, step.path)
      folder.forget(step.path)
      folder.putApproved(step.path, false)
      // What a person has looked at says nothing about what goes next.
      if (source === 'automatic') folder.addDeparture(now)
      break
    }
  }
}
