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

function revertOf(asset: Asset, device: OpenDevice, rev: number): Intent {
  if (rev === 0) return { op: 'setVersion', args: { assetId: asset.id, recipe: null, sha256: null } }
  const version = listVersions(device, asset).find((each) => each.rev === rev)
  if (version === undefined)
    throw new CommandStop(
      `${nameOf(asset)} has no version ${rev}. Nothing was changed. See: rollcall versions ${nameOf(asset)}`,
      EXIT.wrongUse,
    )
  const { recipe, sha256 } = version
  if (keptOf(asset, sha256) === 'gone')
    throw new CommandStop(
      `The file of version ${rev} of ${nameOf(asset)} was let go of, and is not kept any more. Nothing was changed.`,
    )
  return { op: 'setVersion', args: { assetId: asset.id, recipe, sha256 } }
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
  } finally {
    device.close()
  }
}

function listVersions({ ports }: OpenDevice, { id }: Asset): readonly Version[] {
  const records = ports.state.replica.view().records.recordsIn(versionsOf(id))
  return records.filter((record) => record.kind === 'version')
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
