import type { Asset, DeclaredResource, Intent, Sha256 } from '@rollcall/protocol'
import { doDeed, followWords } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop } from './exit.ts'
import { findAssets } from './find-asset.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { nameOf, photoAsJson } from './photo-words.ts'
import { deletedWords } from './trash-commands.ts'

/**
 * `rollcall restore --reimport`: brings back photos that were deleted for good, because a person asks for just these; what a folder
 * merely holds never does. While the server keeps the bytes they come back with all that was said of them; after that, out of a file
 * that still lies in this folder.
 */
export function reimportCommand(names: readonly string[], options: FolderOptions): void {
  const device = openDevice(options.folder)
  try {
    const assets = findAssets(device, names, ({ state }) => state === 'deleted')
    const gone = assets.filter(({ state, purgedAt }) => state === 'deleted' && purgedAt === undefined)
    const again = assets
      .filter(({ purgedAt }) => purgedAt !== undefined)
      .map((each) => originalHere(device, each))
    const { batchId, asset } = doDeed(device, gone.map(declareAgain))
    const { folder } = device.ports.state
    device.ports.state.transaction(() => {
      for (const sha256 of again) folder.putWantedBack(sha256, true)
    })
    if (options.json) {
      const photos = assets.map((each) => photoAsJson(asset(each.id) ?? each))
      console.log(JSON.stringify({ batch: batchId, photos }))
      return
    }
    for (const each of assets) console.log(describeReturn(each))
    if (gone.length + again.length > 0) console.log(followWords(device))
  } finally {
    device.close()
  }
}

function describeReturn(asset: Asset): string {
  const name = nameOf(asset)
  if (asset.purgedAt !== undefined)
    return `${name} is sent to the server again, as a new photo with nothing said of it.`
  if (asset.state === 'deleted') return `${name} comes back, with its albums and edits.`
  return `${name} was not deleted for good${asset.state === 'trashed' ? '; it is in the trash. Back: rollcall restore' : ''}.`
}

/** The hash of a purged photo's original that lies in this folder. Stops the command when there is none: nobody has the bytes. */
function originalHere(device: OpenDevice, asset: Asset): Sha256 {
  const isHere = device.ports.state.folder
    .local()
    .some(({ content }) => content.kind === 'original' && content.sha256 === asset.primarySha256)
  if (isHere) return asset.primarySha256
  throw new CommandStop(
    `Nothing was changed. ${deletedWords(asset)} The server has let go of its bytes since. Put a copy of the file into this folder, let it be found with rollcall sync --once, and ask again.`,
  )
}

function declareAgain({ id, kind, takenAt, takenFrom, primarySha256, resources }: Asset): Intent {
  const primary = resources.find(({ sha256 }) => sha256 === primarySha256)
  if (primary === undefined) throw new Error(`Cannot bring photo back: ${id} does not list its original`)
  const { role, sha256, bytes, name, mime, modifiedAt } = primary
  const declared: DeclaredResource = { role, sha256, bytes, name, mime, modifiedAt }
  return {
    op: 'create',
    args: { assetId: id, copyNo: 0, kind, takenAt, takenFrom, resources: [declared], source: 'explicit' },
  }
}
