import type { Asset, Intent } from '@rollcall/protocol'
import { doDeed, followWords } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { findAssets } from './find-asset.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { nameOf, photoAsJson } from './photo-words.ts'

/** Photos told of one by one; more are told in one line. */
const TOLD_MAX = 20

/** What a command does to each of its photos. */
export interface PhotoChange {
  readonly intentsFor: (asset: Asset, device: OpenDevice) => readonly Intent[]
  /** What is so of a photo afterwards. */
  readonly words: (after: Asset, before: Asset) => string
}

/**
 * Finds every photo first and changes them as one deed: all, or none when a name is wrong or one of them would be refused. Works
 * offline. Tells what is so of each, or answers it as JSON.
 */
export function changePhotos(
  names: readonly string[],
  options: FolderOptions,
  { intentsFor, words }: PhotoChange,
): void {
  const device = openDevice(options.folder)
  try {
    const before = findAssets(device, names)
    const intents = before.flatMap((asset) => intentsFor(asset, device))
    const { batchId, asset } = doDeed(device, intents)
    const changed = before.map((each) => ({ before: each, after: asset(each.id) ?? each }))
    if (options.json) {
      console.log(JSON.stringify({ batch: batchId, photos: changed.map(({ after }) => photoAsJson(after)) }))
      return
    }
    for (const each of changed.slice(0, TOLD_MAX))
      console.log(`${nameOf(each.after)} ${words(each.after, each.before)}`)
    if (changed.length > TOLD_MAX) console.log(`… and ${changed.length - TOLD_MAX} more.`)
    if (batchId !== null) console.log(followWords(device))
  } finally {
    device.close()
  }
}
