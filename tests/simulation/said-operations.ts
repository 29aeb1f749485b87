import type { Asset, DeclaredResource, Intent, Recipe, Resource } from '@rollcall/protocol'
import type { Doing } from './deeds.ts'
import { assetsIn, assetsOf, doDeed, further, pickOf, undoDeed, waitingHolds } from './deeds.ts'
import type { DeviceNode } from './device-node.ts'
import type { OperationKind } from './script.ts'
import type { World } from './world.ts'

/** Words that people file photos under; few, so that they meet. */
const KEYWORDS = ['sea', 'snow'] as const

const RECIPES: readonly Recipe[] = [
  { rotate: 90 },
  { flip: true, filter: 'mono' },
  { crop: { left: 0.1, top: 0.1, width: 0.5, height: 0.5 }, light: { exposure: 20 } },
]

/** What people say of photos, and how they throw them away and take them back, without touching a file. */
export const SAID_DOINGS = {
  trash: (world, device, pick) => {
    const live = assetsIn(device, 'live')
    const one = pickOf(live, pick)
    // Now and then all of them, as a tool does that has gone wrong; what a device does by itself is guarded [R17].
    const chosen = further(pick, 2) < 0.2 ? live : one === null ? [] : [one]
    const source = further(pick, 1) < 0.4 ? 'explicit' : 'automatic'
    doDeed(
      world,
      device,
      chosen.map(({ id }) => ({ op: 'trash', args: { assetId: id, source } })),
    )
  },
  restore: (world, device, pick) => {
    // Mostly what is in the trash; now and then what is not, which then stands against a trash that nobody here has seen.
    const asset = pickOf(further(pick, 1) < 0.8 ? assetsIn(device, 'trashed') : assetsOf(device), pick)
    if (asset === null) return
    doDeed(world, device, [{ op: 'restore', args: { assetId: asset.id } }])
  },
  delete_for_good: (world, device, pick) => {
    const asset = pickOf(assetsIn(device, 'trashed'), pick)
    if (asset !== null) doDeed(world, device, [{ op: 'deleteForGood', args: { assetId: asset.id } }])
  },
  reimport: (world, device, pick) => {
    const asset = pickOf(assetsIn(device, 'deleted'), pick)
    if (asset === null) return
    doDeed(world, device, declareAgain(asset))
  },
  favourite: (world, device, pick) =>
    say(world, device, pick, ({ id }) => ({
      op: 'setFavourite',
      args: { assetId: id, value: further(pick, 1) < 0.6 },
    })),
  hide: (world, device, pick) =>
    say(world, device, pick, ({ id }) => ({
      op: 'setHidden',
      args: { assetId: id, value: further(pick, 1) < 0.6 },
    })),
  rate: (world, device, pick) =>
    say(world, device, pick, ({ id }) => ({
      op: 'setRating',
      args: { assetId: id, value: Math.floor(further(pick, 1) * 6) },
    })),
  caption: (world, device, pick) =>
    say(world, device, pick, ({ id }) => ({
      op: 'setCaption',
      args: { assetId: id, value: `${device.name} (${pick})` },
    })),
  title: (world, device, pick) =>
    say(world, device, pick, ({ id }) => ({
      op: 'setTitle',
      args: { assetId: id, value: `${device.name} (${pick})` },
    })),
  date: (world, device, pick) =>
    say(world, device, pick, ({ id }) => {
      const at = Math.floor(pick * 2e12)
      return {
        op: 'setDated',
        args: { assetId: id, value: further(pick, 1) < 0.2 ? null : { at, offsetMinutes: 60 } },
      }
    }),
  locate: (world, device, pick) =>
    say(world, device, pick, ({ id }) => {
      const latitude = further(pick, 2) < 0.2 ? null : Math.floor(pick * 90)
      const value = further(pick, 1) < 0.2 ? null : { latitude, longitude: latitude }
      return { op: 'setLocated', args: { assetId: id, value } }
    }),
  keyword: (world, device, pick) =>
    say(world, device, pick, ({ id }) => ({
      op: 'setKeyword',
      args: {
        assetId: id,
        keyword: pickOf(KEYWORDS, further(pick, 2) ** 2) ?? KEYWORDS[0],
        isOn: further(pick, 1) < 0.55,
      },
    })),
  let_edit_go: (world, device, pick) => {
    // Mostly an earlier one; now and then the one that shows, which has to stay.
    const asset = pickOf(assetsOf(device).filter(hasEdits), pick)
    const files = asset?.resources.filter(({ role }) => role === 'edit') ?? []
    const earlier = files.filter(({ sha256 }) => sha256 !== asset?.version?.sha256)
    const file = pickOf(further(pick, 1) < 0.8 && earlier.length > 0 ? earlier : files, further(pick, 2))
    if (asset !== null && file !== null) keepEdit(world, device, [asset, file], false)
  },
  keep_edit: (world, device, pick) => {
    const asset = pickOf(assetsOf(device).filter(hasEdits), pick)
    const dropped = asset?.droppedFiles?.filter(({ purgedAt }) => purgedAt === undefined) ?? []
    const kept = asset?.resources.filter(({ role }) => role === 'edit') ?? []
    const file = pickOf(dropped.length > 0 ? dropped : kept, further(pick, 1))
    if (asset !== null && file !== null) keepEdit(world, device, [asset, file], true)
  },
  look: (world, device, pick) =>
    say(world, device, pick, (asset) => {
      const edited = asset.resources.find(({ role }) => role === 'edit')
      const sha256 = further(pick, 2) < 0.5 ? (edited?.sha256 ?? null) : null
      const recipe = further(pick, 1) < 0.3 ? null : pickOf(RECIPES, further(pick, 3))
      return { op: 'setVersion', args: { assetId: asset.id, recipe, sha256 } }
    }),
  unite: (world, device, pick) => {
    const live = assetsIn(device, 'live')
    const keeper = pickOf(live, pick)
    const other = pickOf(live, further(pick, 1))
    if (keeper === null || other === null || keeper.id === other.id) return
    doDeed(world, device, [{ op: 'uniteDuplicates', args: { assetId: keeper.id, duplicates: [other.id] } }])
  },
  undo: undoDeed,
  answer_hold: (world, device, pick) => {
    const hold = pickOf(waitingHolds(device), pick)
    if (hold === null) return
    const answer = further(pick, 1) < 0.5 ? 'release' : 'undo'
    doDeed(world, device, [{ op: 'answerHold', args: { holdId: hold.key, answer } }])
  },
} satisfies Partial<Record<OperationKind, Doing>>

function hasEdits({ resources, droppedFiles = [] }: Asset): boolean {
  return droppedFiles.length > 0 || resources.some(({ role }) => role === 'edit')
}

function keepEdit(
  world: World,
  device: DeviceNode,
  [{ id: assetId }, { sha256 }]: readonly [Asset, Pick<Resource, 'sha256'>],
  isKept: boolean,
): void {
  doDeed(world, device, [{ op: 'setEditKept', args: { assetId, sha256, isKept } }])
}

function say(world: World, device: DeviceNode, pick: number, toIntent: (asset: Asset) => Intent): void {
  const asset = pickOf(assetsOf(device), further(pick, 4) ** 2)
  if (asset !== null) doDeed(world, device, [toIntent(asset)])
}

/** Brings back what was deleted for good, because a person asks for just this. */
function declareAgain({ id, kind, takenAt, takenFrom, primarySha256, resources }: Asset): readonly Intent[] {
  const primary = resources.find(({ sha256 }) => sha256 === primarySha256)
  if (primary === undefined) return []
  const { role, sha256, bytes, name, mime, modifiedAt } = primary
  const declared: DeclaredResource = { role, sha256, bytes, name, mime, modifiedAt }
  const args = { assetId: id, copyNo: 0, kind, takenAt, takenFrom, resources: [declared] }
  return [{ op: 'create', args: { ...args, source: 'explicit' } }]
}
