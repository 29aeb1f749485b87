import type { Asset, Intent, Recipe } from '@rollcall/protocol'
import { RECIPE_AMOUNT_MAX, recipeFilterSchema, recipeSchema, STRAIGHTEN_MAX } from '@rollcall/protocol'
import { changePhotos } from './change-photos.ts'
import type { CropWish, PictureSize, RecipeChange } from './change-recipe.ts'
import { changeRecipe } from './change-recipe.ts'
import { describeRecipe } from './describe-recipe.ts'
import type { FolderOptions } from './device-commands.ts'
import { COLOUR_STEPS, LIGHT_STEPS } from './edit-steps.ts'
import { CommandStop, EXIT } from './exit.ts'
import { findAssets } from './find-asset.ts'
import type { OpenDevice } from './open-device.ts'
import { nameOf } from './photo-words.ts'
import { printable } from './print-table.ts'

type AmountName = (typeof LIGHT_STEPS)[number] | (typeof COLOUR_STEPS)[number]

/** Options of `rollcall edit`, as typed. */
export type EditOptions = FolderOptions & {
  readonly rotate?: string
  readonly flip?: boolean
  readonly straighten?: string
  readonly crop?: string
  readonly filter?: string
  readonly copyFrom?: string
  readonly clear?: boolean
} & { readonly [Name in AmountName]?: string }

/**
 * `rollcall edit`: makes a version of photos. The original is not touched; each step that is given replaces the one that was there.
 * The server renders the version, and every device can revert it.
 */
export function editCommand(names: readonly string[], options: EditOptions): void {
  const change = readChange(options)
  if (Object.keys(change).length === 0 && !options.clear && options.copyFrom === undefined)
    throw new CommandStop(
      'Say how it is to look, such as --rotate 90. See: rollcall edit --help',
      EXIT.wrongUse,
    )
  let copied: Recipe | null = null
  changePhotos(names, options, {
    intentsFor: (asset, device) => {
      if (options.copyFrom !== undefined) copied ??= recipeOf(device, options.copyFrom)
      const before = copied ?? (options.clear ? {} : (asset.version?.recipe ?? {}))
      return [editOf(asset, change, before)]
    },
    words: ({ version }) => `is now ${describeRecipe(version?.recipe ?? null)}.`,
  })
}

function recipeOf(device: OpenDevice, name: string): Recipe {
  return findAssets(device, [name])[0]?.version?.recipe ?? {}
}

function editOf(asset: Asset, change: RecipeChange, before: Recipe): Intent {
  if (asset.kind === 'sidecar')
    throw new CommandStop(`${nameOf(asset)} is no picture, so it cannot be edited. Nothing was changed.`)
  const size = sizeOf(asset)
  if (change.crop?.kind === 'shape' && size === null)
    throw new CommandStop(
      `The size of ${nameOf(asset)} is not known yet, so it cannot be cropped to a shape. Nothing was changed.`,
    )
  const recipe = recipeSchema.parse(changeRecipe(before, change, size))
  return {
    op: 'setVersion',
    args: {
      assetId: asset.id,
      recipe: Object.keys(recipe).length === 0 ? null : recipe,
      sha256: asset.version?.sha256 ?? null,
    },
  }
}

function sizeOf({ media }: Asset): PictureSize | null {
  if (media === undefined || media.width === null || media.height === null) return null
  return media.width > 0 && media.height > 0 ? { width: media.width, height: media.height } : null
}

function readChange(options: EditOptions): RecipeChange {
  const { rotate, flip, straighten, crop, filter } = options
  const light = readAmounts(options, LIGHT_STEPS)
  const colour = readAmounts(options, COLOUR_STEPS)
  return {
    ...(rotate === undefined ? {} : { rotate: readTurn(rotate) }),
    ...(flip === undefined ? {} : { flip }),
    ...(straighten === undefined
      ? {}
      : { straighten: readNumber(straighten, 'straighten', STRAIGHTEN_MAX, false) }),
    ...(crop === undefined ? {} : { crop: readCrop(crop) }),
    ...(Object.keys(light).length === 0 ? {} : { light }),
    ...(Object.keys(colour).length === 0 ? {} : { colour }),
    ...(filter === undefined ? {} : { filter: readFilter(filter) }),
  }
}

function readAmounts<Name extends AmountName>(
  options: EditOptions,
  names: readonly Name[],
): { readonly [Each in Name]?: number } {
  const amounts: { [Each in Name]?: number } = {}
  for (const name of names) {
    const text: string | undefined = options[name]
    if (text !== undefined) amounts[name] = readNumber(text, name, RECIPE_AMOUNT_MAX, true)
  }
  return amounts
}

function readNumber(text: string, name: string, most: number, isWhole: boolean): number {
  const amount = Number(text)
  if (text.trim() === '' || !(Math.abs(amount) <= most) || (isWhole && !Number.isInteger(amount)))
    throw new CommandStop(
      `--${name} takes a ${isWhole ? 'whole ' : ''}number from -${most} to ${most}.`,
      EXIT.wrongUse,
    )
  return amount
}

function readTurn(text: string): 0 | 90 | 180 | 270 {
  const degrees = ((Number(text) % 360) + 360) % 360
  if (degrees === 0 || degrees === 90 || degrees === 180 || degrees === 270) return degrees
  throw new CommandStop('--rotate takes 0, 90, 180 or 270 degrees clockwise, or -90.', EXIT.wrongUse)
}

function readFilter(text: string): NonNullable<Recipe['filter']> | null {
  if (text === 'none') return null
  const parsed = recipeFilterSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new CommandStop(
    `There is no filter '${printable(text)}'. Filters: ${recipeFilterSchema.options.join(', ')}, none.`,
    EXIT.wrongUse,
  )
}

/** `16:9`, `none`, or left, top, width and height as parts of the picture: `0.1,0,0.8,1` or `10%,0%,80%,100%`. */
function readCrop(text: string): CropWish {
  if (text === 'none') return { kind: 'none' }
  const shape = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text)
  const aspect = shape === null ? 0 : Number(shape[1]) / Number(shape[2])
  if (aspect > 0 && Number.isFinite(aspect)) return { kind: 'shape', aspect }
  const [left, top, width, height, ...rest] = text.split(',').map(readPart)
  const crop = recipeSchema.shape.crop.safeParse({ left, top, width, height })
  if (rest.length === 0 && crop.success && crop.data !== undefined) return { kind: 'part', crop: crop.data }
  throw new CommandStop(
    '--crop takes a shape as 16:9, or left, top, width and height as 10%,0%,80%,100%, or none.',
    EXIT.wrongUse,
  )
}

function readPart(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
}
