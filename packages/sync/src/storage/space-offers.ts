/*
 * What would free space in a library, and by how much exactly.
 *
 * Bytes are stored once a library, so a file comes free when the last photo that needs it goes. Which is why the gain of an offer is not
 * the sum of its photos' files: it is that of the files that no other live photo names. Nothing comes free at once: what is trashed stays 30 days
 * in the trash, and what is deleted for good 30 more in quarantine, and is charged until then. So `laterBytes` is all of `bytes`.
 *
 * What a person marked as a favourite or hid is never offered, and neither is what they answered otherwise, such as series of shots.
 */
import type { Asset, Intent, Resource, SpaceOffer } from '@rollcall/protocol'
import { DUPLICATES_MAX } from '@rollcall/protocol'
import type { DuplicateGroup } from '../duplicates/find-duplicates.ts'
import { findDuplicates } from '../duplicates/find-duplicates.ts'
import { earlierEditsOf } from '../merge/set-edit-kept.ts'

/** Videos are large from so many bytes on: 100 MB, all files of one together. */
const LARGE_VIDEO_BYTES = 100_000_000

/** Photos that one offer is about at most, but for the trash; when it was done, the next ones are offered. */
export const OFFER_ITEMS_MAX = 1_000

/** What single photos are offered as, by what they are. */
export type SpaceKind = 'large_videos' | 'screenshots'

/** An offer, with what carries it out: `intents` are one deed, which the journal tells and can take back. */
export interface FoundOffer {
  readonly offer: SpaceOffer
  /** The largest first; those that go. */
  readonly assets: readonly Asset[]
  readonly intents: readonly Intent[]
}

/** What an asset may be offered as: a large video, a screenshot, or nothing. */
export function spaceKindOf(asset: Asset): SpaceKind | null {
  if (asset.state !== 'live' || asset.favourite || asset.hidden === true) return null
  if (asset.kind === 'video' && ownBytesOf(asset) >= LARGE_VIDEO_BYTES) return 'large_videos'
  return asset.media?.subtypes.includes('screenshot') === true ? 'screenshots' : null
}

/** Edited files of an asset that may be offered: of live ones that nobody marked as a favourite or hid, and not how they look now. */
export function offeredEditsOf(asset: Asset): readonly Resource[] {
  if (asset.state !== 'live' || asset.favourite || asset.hidden === true) return []
  return earlierEditsOf(asset)
}

/** Bytes of an asset's files, each once. */
export function ownBytesOf({ resources }: Pick<Asset, 'resources'>): number {
  const bytesByHash = new Map(resources.map(({ sha256, bytes }) => [sha256, bytes]))
  return [...bytesByHash.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/** Whole days from doing an offer until its bytes are free: in quarantine, and before that in the trash, where earlier edits never are. */
export function daysUntilFree(kind: SpaceOffer['kind']): number {
  return kind === 'trash' || kind === 'old_versions' ? 30 : 60
}

/** What would free space in a library, in the order in which it is worth a thought; offers without gain are left out. Linear in `assets`. */
export function findOffers(assets: Iterable<Asset>): readonly FoundOffer[] {
  const all = [...assets]
  const gainOf = createGains(all)
  const ofKind = (kind: SpaceKind) =>
    bySize(all.filter((asset) => spaceKindOf(asset) === kind)).slice(0, OFFER_ITEMS_MAX)
  const found = (kind: SpaceOffer['kind'], chosen: readonly Asset[], intents: readonly Intent[]) => {
    const bytes = gainOf(chosen)
    const assetIds = chosen.slice(0, OFFER_ITEMS_MAX).map(({ id }) => id)
    return {
      offer: { kind, items: chosen.length, bytes, laterBytes: bytes, assetIds },
      assets: chosen,
      intents,
    }
  }
  const trashed = bySize(all.filter(({ state }) => state === 'trashed'))
  const groups = offeredGroups(findDuplicates(all))
  const videos = ofKind('large_videos')
  const screenshots = ofKind('screenshots')
  const offers = [
    found('trash', trashed, trashed.map(deleteForGood)),
    found('duplicates', bySize(groups.flatMap(({ others }) => others)), groups.flatMap(uniteIntents)),
    found('large_videos', videos, videos.map(trash)),
    found('screenshots', screenshots, screenshots.map(trash)),
    foundEdits(all),
  ]
  const order = rankOffers(offers.map(({ offer }) => offer))
  return order.flatMap((offer) => offers.find((each) => each.offer === offer) ?? [])
}

/** Assets, the largest first. */
export function bySize(assets: readonly Asset[]): readonly Asset[] {
  return assets
    .map((asset) => ({ asset, bytes: ownBytesOf(asset) }))
    .toSorted((one, other) => other.bytes - one.bytes || one.asset.no - other.asset.no)
    .map(({ asset }) => asset)
}

/** The largest edited files that could be let go of; what they free are those bytes that no live photo needs otherwise. */
function foundEdits(all: readonly Asset[]): FoundOffer {
  const chosen = all
    .flatMap((asset) => offeredEditsOf(asset).map((file) => ({ asset, file })))
    .toSorted(compareEdits)
    .slice(0, OFFER_ITEMS_MAX)
  const uses = new Map<string, number>()
  for (const { state, resources } of all)
    if (state === 'live') for (const { sha256 } of resources) uses.set(sha256, (uses.get(sha256) ?? 0) + 1)
  let bytes = 0
  for (const { file } of chosen) {
    const left = (uses.get(file.sha256) ?? 0) - 1
    uses.set(file.sha256, left)
    if (left === 0) bytes += file.bytes
  }
  const assets = [...new Set(chosen.map(({ asset }) => asset))]
  const assetIds = assets.map(({ id }) => id)
  return {
    offer: { kind: 'old_versions', items: chosen.length, bytes, laterBytes: bytes, assetIds },
    assets,
    intents: chosen.map(({ asset, file }) => letGo(asset.id, file.sha256)),
  }
}

interface OfferedEdit {
  readonly asset: Asset
  readonly file: Resource
}

/** The largest first; the rest makes the order that of the server. */
function compareEdits(one: OfferedEdit, other: OfferedEdit): number {
  if (one.file.bytes !== other.file.bytes) return other.file.bytes - one.file.bytes
  const [first = '', second = ''] = [one, other].map(({ asset, file }) => `${asset.id} ${file.sha256}`)
  return first < second ? -1 : 1
}

function letGo(assetId: Asset['id'], sha256: Resource['sha256']): Intent {
  return { op: 'setEditKept', args: { assetId, sha256, isKept: false } }
}

/** Offers with a gain: first what somebody wanted gone and what is there twice, then what gains most. */
export function rankOffers(offers: readonly SpaceOffer[]): readonly SpaceOffer[] {
  const rankOf = ({ kind }: SpaceOffer) => (kind === 'trash' ? 0 : kind === 'duplicates' ? 1 : 2)
  return offers
    .filter(({ bytes }) => bytes > 0)
    .toSorted((one, other) => rankOf(one) - rankOf(other) || other.bytes - one.bytes)
}

/** Bytes that come free when these go: of files that no live photo but these names. Lost files are charged to nobody. */
function createGains(all: readonly Asset[]): (chosen: readonly Asset[]) => number {
  const holders = new Map<string, number>()
  for (const asset of all) {
    if (asset.state !== 'live') continue
    for (const sha256 of new Set(asset.resources.map((file) => file.sha256)))
      holders.set(sha256, (holders.get(sha256) ?? 0) + 1)
  }
  return (chosen) => {
    const files = new Map<string, { readonly bytes: number; holders: number }>()
    for (const { state, resources } of chosen) {
      const own = new Map(resources.map((file) => [file.sha256, file]))
      for (const { sha256, bytes, state: held } of own.values()) {
        const file = files.get(sha256) ?? { bytes: held === 'lost' ? 0 : bytes, holders: 0 }
        files.set(sha256, file)
        if (state === 'live') file.holders++
      }
    }
    let gain = 0
    for (const [sha256, file] of files) if (file.holders === (holders.get(sha256) ?? 0)) gain += file.bytes
    return gain
  }
}

/** Of all duplicates, those that are offered: no series, which may be meant, and as many whole groups as fit into one offer. */
export function offeredGroups(groups: readonly DuplicateGroup[]): readonly DuplicateGroup[] {
  let items = 0
  return groups.filter(({ kind, others }) => {
    if (kind === 'series' || items + others.length > OFFER_ITEMS_MAX) return false
    items += others.length
    return true
  })
}

function deleteForGood({ id }: Asset): Intent {
  return { op: 'deleteForGood', args: { assetId: id } }
}

function trash({ id }: Asset): Intent {
  return { op: 'trash', args: { assetId: id, source: 'explicit' } }
}

/** What unites a group. */
function uniteIntents({ keeper, others }: DuplicateGroup): readonly Intent[] {
  const intents: Intent[] = []
  for (let at = 0; at < others.length; at += DUPLICATES_MAX) {
    const duplicates = others.slice(at, at + DUPLICATES_MAX).map(({ id }) => id)
    intents.push({ op: 'uniteDuplicates', args: { assetId: keeper.id, duplicates } })
  }
  return intents
}
