import type { Album, AlbumId, Asset, AssetId, Intent } from '@rollcall/protocol'
import type { ReasonCode } from '@rollcall/sync'
import { REASONS, reasonOfRefusal, refusalWords } from '@rollcall/sync'
import type { Setback } from '../state/setback-store.ts'
import type { FolderOptions } from './device-commands.ts'
import type { OpenDevice } from './open-device.ts'
import { isoOf, nameOf } from './photo-words.ts'
import { printable } from './print-table.ts'

/** One line for a status: how much did not take effect that nobody has looked at yet. None when there is nothing. */
export function setbackWords({ ports }: OpenDevice): readonly string[] {
  const count = ports.state.setbacks.countUnseen()
  if (count === 0) return []
  const changes = count === 1 ? '1 change' : `${count} changes`
  return [`! ${changes} made here did not take effect. See: rollcall status --list refused`]
}

/** `rollcall status --list refused`: what was done here and the server decided otherwise. Seen from now on. */
export function printSetbacks({ ports }: OpenDevice, { json }: FolderOptions): void {
  const { state } = ports
  const all = state.setbacks.list()
  const view = state.replica.view()
  const names = namesIn(view)
  if (json) {
    const changes = all.map((each) => ({
      at: isoOf(each.at),
      op: each.intent.op,
      args: each.intent.args,
      outcome: each.outcome,
      reason: reasonOf(each, view),
      seen: each.isSeen,
    }))
    console.log(JSON.stringify({ changes }))
  } else {
    for (const each of all) {
      console.log(
        `${each.isSeen ? '·' : '!'} ${new Date(each.at).toLocaleString()}  ${aboutWords(each.intent, names)}`,
      )
      console.log(`    ${deedWords(each.intent)}: ${decisionWords(each, reasonOf(each, view))}`)
    }
    if (all.length === 0) console.log('None: everything done here took effect.')
  }
  state.transaction(() => state.setbacks.markSeen())
}

interface Names {
  readonly photo: (id: AssetId) => string
  readonly album: (id: AlbumId) => string
}

function namesIn(view: {
  readonly asset: (id: AssetId) => Asset | null
  readonly records: { readonly record: (kind: 'album', key: string) => Album | null }
}): Names {
  return {
    photo: (id) => {
      const asset = view.asset(id)
      return asset === null ? id : nameOf(asset)
    },
    album: (id) => printable(view.records.record('album', id)?.name ?? id),
  }
}

function aboutWords({ args }: Intent, names: Names): string {
  return [
    'assetId' in args ? names.photo(args.assetId) : '',
    'albumId' in args ? names.album(args.albumId) : '',
  ]
    .filter((words) => words !== '')
    .join(' in ')
}

/** What was tried, in words. */
const DEEDS: Readonly<Record<Intent['op'], string>> = {
  create: 'Bringing it back',
  trash: 'Moving it to the trash',
  restore: 'Restoring it',
  deleteForGood: 'Deleting it for good',
  setFavourite: 'Marking it',
  setHidden: 'Hiding or showing it',
  setRating: 'Rating it',
  setCaption: 'The caption',
  setTitle: 'The title',
  setDated: 'The date',
  setLocated: 'The place',
  setKeyword: 'The keyword',
  setVersion: 'The edit',
  setEditKept: 'Letting go of an earlier edit, or taking it back',
  uniteDuplicates: 'Uniting it with its duplicates',
  createAlbum: 'Making the album',
  setAlbumName: 'The name',
  setAlbumCover: 'The cover',
  setAlbumSort: 'The order',
  setAlbumSearch: 'The search',
  moveAlbum: 'Moving the album',
  trashAlbum: 'Deleting the album',
  restoreAlbum: 'Restoring the album',
  placeEntry: 'Putting it into the album',
  removeEntry: 'Taking it out of the album',
  answerHold: 'The answer to held deletions',
  setDeviceSetting: 'The setting',
  issueCommand: 'The command',
  answerCommand: 'The answer to a command',
}

function deedWords({ op, args }: Intent): string {
  const said = 'value' in args && typeof args.value === 'string' ? ` "${printable(args.value)}"` : ''
  return `${DEEDS[op]}${said}`
}

/** The reason of the catalogue for which a change did not take effect; null when the server's own word says it all. */
function reasonOf(
  { intent, outcome }: Setback,
  { asset }: { readonly asset: (id: AssetId) => Asset | null },
): ReasonCode | null {
  if (outcome.kind !== 'refused') return outcome.facts['field'] === 'version' ? 'conflict_kept_both' : null
  const about = 'assetId' in intent.args ? asset(intent.args.assetId) : null
  return reasonOfRefusal(outcome.code, about?.state ?? null)
}

function decisionWords({ outcome }: Setback, reason: ReasonCode | null): string {
  if (outcome.kind === 'refused' && reason !== null) return REASONS[reason].sentence({})
  if (outcome.kind === 'refused') return `refused, because ${refusalWords(outcome.code, outcome.facts)}.`
  const { field, kept } = outcome.facts
  if (field === 'state' && kept === 'live') return 'somebody restored or changed it meanwhile, so it stays.'
  if (field === 'entry') return 'somebody added or moved it meanwhile, so it stays in the album.'
  if (field === 'dropped') return 'it looks like that now, or somebody took it back meanwhile, so it stays.'
  if (field === 'version') return 'somebody edited it later; yours is kept. See: rollcall versions PHOTO'
  const told = typeof kept === 'string' && kept !== '' ? ` "${printable(kept)}"` : ''
  return `somebody's later word${told} counts. Yours: rollcall journal --conflicts`
}
