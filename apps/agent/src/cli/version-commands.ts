import type { Asset, Intent, Sha256, Version } from '@rollcall/protocol'
import { versionsOf } from '@rollcall/sync'
import { changePhotos } from './change-photos.ts'
import { describeRecipe } from './describe-recipe.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { findAssets } from './find-asset.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { isoOf, nameOf } from './photo-words.ts'
import { printable, printTable } from './print-table.ts'

/** `rollcall revert`: shows photos as they were taken, or in one of their versions. No version is lost. */
export function revertCommand(
  names: readonly string[],
  options: FolderOptions & { readonly to?: string },
): void {
  const rev = Number(options.to ?? 0)
  if (!Number.isInteger(rev) || rev < 0)
    throw new CommandStop('--to takes the number of a version. See: rollcall versions PHOTO', EXIT.wrongUse)
  changePhotos(names, options, {
    intentsFor: (asset, device) => [revertOf(asset, device, rev)],
    words: (asset) => `is now ${lookWords(asset, asset.version ?? null)}.`,
  })
}

/**
 * `rollcall restore --edit`: takes the file of an earlier edit back that was let go of, while it is kept. It comes to every device again;
 * how the photo looks now stays.
 */
export function restoreEditCommand(
  names: readonly string[],
  options: FolderOptions & { readonly edit: string },
): void {
  const rev = Number(options.edit)
  if (!Number.isInteger(rev) || rev < 1)
    throw new CommandStop('--edit takes the number of a version. See: rollcall versions PHOTO', EXIT.wrongUse)
  changePhotos(names, options, {
    intentsFor: (asset, device) => keepIntents(asset, device, rev),
    words: () => `has the file of version ${rev}, and it is kept on every device. Looks as before.`,
  })
}

function keepIntents(asset: Asset, device: OpenDevice, rev: number): readonly Intent[] {
  const { sha256 } = versionOf(asset, device, rev)
  const name = nameOf(asset)
  switch (keptOf(asset, sha256)) {
    case 'let_go':
      return sha256 === null ? [] : [{ op: 'setEditKept', args: { assetId: asset.id, sha256, isKept: true } }]
    case 'here':
      return []
    case 'gone':
      throw new CommandStop(goneWords(name, rev))
    case null:
      throw new CommandStop(
        `Version ${rev} of ${name} has no file of its own, so none was let go of. To see it: rollcall revert ${name} --to ${rev}`,
      )
  }
}

function revertOf(asset: Asset, device: OpenDevice, rev: number): Intent {
  if (rev === 0) return { op: 'setVersion', args: { assetId: asset.id, recipe: null, sha256: null } }
  const { recipe, sha256 } = versionOf(asset, device, rev)
  if (keptOf(asset, sha256) === 'gone') throw new CommandStop(goneWords(nameOf(asset), rev))
  return { op: 'setVersion', args: { assetId: asset.id, recipe, sha256 } }
}

function versionOf(asset: Asset, device: OpenDevice, rev: number): Version {
  const version = listVersions(device, asset).find((each) => each.rev === rev)
  if (version !== undefined) return version
  throw new CommandStop(
    `${nameOf(asset)} has no version ${rev}. Nothing was changed. See: rollcall versions ${nameOf(asset)}`,
    EXIT.wrongUse,
  )
}

function goneWords(name: string, rev: number): string {
  return `The file of version ${rev} of ${name} was let go of, and is not kept any more. Nothing was changed.`
}

/** `rollcall versions`: every way that a photo has looked, who made it and when, and which one is shown. */
export function versionsCommand(name: string, options: FolderOptions): void {
  const device = openDevice(options.folder)
  try {
    const [asset] = findAssets(device, [name])
    if (asset === undefined) return
    const shown = asset.version?.rev ?? 0
    const versions = listVersions(device, asset)
    if (options.json) {
      const listed = versions.map(({ rev, recipe, sha256, madeAt, madeBy }) => ({
        rev,
        shown: rev === shown,
        recipe,
        sha256,
        file: keptOf(asset, sha256),
        madeAt: isoOf(madeAt),
        madeBy,
      }))
      console.log(JSON.stringify({ id: asset.id, shown, versions: listed }))
      return
    }
    console.log(`${nameOf(asset)}\n`)
    printTable(
      ['version', 'made', 'on', 'looks'],
      [
        [`0${shown === 0 ? ' (shown)' : ''}`, '', '', 'as it was taken'],
        ...versions.map((version) => [
          `${version.rev}${version.rev === shown ? ' (shown)' : ''}`,
          new Date(version.madeAt).toLocaleString(),
          version.madeBy,
          lookWords(asset, version),
        ]),
      ],
    )
    console.log('\nAnother one: rollcall revert PHOTO --to VERSION')
    if (versions.some(({ sha256 }) => keptOf(asset, sha256) === 'let_go'))
      console.log('To keep a file that was let go of: rollcall restore PHOTO --edit VERSION')
  } finally {
    device.close()
  }
}

function listVersions({ ports }: OpenDevice, { id }: Asset): readonly Version[] {
  const records = ports.state.replica.view().records.recordsIn(versionsOf(id))
  return records.filter((record) => record.kind === 'version').filter(({ forgotten }) => forgotten !== true)
}

/** What became of the file of a version: `let_go` comes back when it is shown again. Null: it has none but the original. */
function keptOf(
  { resources, droppedFiles = [] }: Asset,
  hash: Sha256 | null,
): 'here' | 'let_go' | 'gone' | null {
  if (hash === null) return null
  if (resources.some(({ sha256 }) => sha256 === hash)) return 'here'
  const dropped = droppedFiles.find(({ sha256 }) => sha256 === hash)
  return dropped?.purgedAt === undefined && dropped !== undefined ? 'let_go' : 'gone'
}

/** How a photo looks in a version, in words; null is as it was taken. */
export function lookWords(asset: Asset, look: Pick<Version, 'recipe' | 'sha256'> | null): string {
  const words = describeRecipe(look?.recipe ?? null)
  const files = [...asset.resources, ...(asset.droppedFiles ?? [])]
  const file = look?.sha256 && files.find(({ sha256 }) => sha256 === look.sha256)
  if (!file) return words
  const kept = keptOf(asset, file.sha256)
  const fate = kept === 'let_go' ? ' (let go of; kept for now)' : kept === 'gone' ? ' (no longer kept)' : ''
  const name = `the file ${printable(file.name)}${fate}`
  return look?.recipe === null ? name : `${name}, ${words}`
}
