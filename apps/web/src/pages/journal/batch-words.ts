import type { AlbumId, BatchChange } from '@rollcall/protocol'
import { commandSchema, deviceSettingSchema } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import type { Formats } from '../../words/formats.ts'
import type { Words } from '../../words/en.ts'
import { settingValueWords } from '../sync/setting-value-words.ts'
import type { PhraseName } from './words.ts'

/** Things told of one batch before the rest is only counted. */
const TOLD_MAX = 3

/** How albums and devices are called here; of what is not known, the beginning of its id. */
export interface Names {
  readonly album: (id: AlbumId) => string
  readonly device: (id: string) => string
}

/** What a batch was, in a line: `marked 3 photos as favourite, added 2 photos to “Norway”`. */
export function batchWords(entry: JournalEntry, names: Names, words: Words, formats: Formats): string {
  const { journal } = words
  const told = [...createdWords(entry, words, formats), ...changeWords(entry, names, words, formats)]
  const shown = told.slice(0, TOLD_MAX).join(', ')
  const more = told.length > TOLD_MAX ? journal.more(formats.count(told.length - TOLD_MAX)) : ''
  const lost = entry.changes.filter(({ verdict }) => verdict === 'lost').length
  const parts = [
    ...(shown === '' ? [] : [`${shown}${more}`]),
    ...(lost === 0 ? [] : [journal.lost(formats.count(lost), lost)]),
  ]
  const undoes = entry.undoes === null ? '' : journal.undid
  return `${undoes}${parts.length === 0 ? journal.nothing : parts.join('; ')}`
}

function createdWords(
  { counts, created }: JournalEntry,
  { journal }: Words,
  formats: Formats,
): readonly string[] {
  const sent = counts['create'] ?? 0
  // What it created may be more than the journal names, or gone from what this browser knows.
  const photos = (count: number) => journal.photos(formats.count(count), count)
  if (created.length > 0) return [journal.added(photos(Math.max(created.length, sent)))]
  return sent === 0 ? [] : [journal.sent(photos(sent))]
}

/** What was changed, most things first, each with how many photos or which albums it was. */
function changeWords(
  { changes }: JournalEntry,
  names: Names,
  words: Words,
  formats: Formats,
): readonly string[] {
  const { journal } = words
  const groups = new Map<string, { readonly name: PhraseName; readonly changes: BatchChange[] }>()
  const alone: string[] = []
  for (const change of changes) {
    if (change.verdict === 'lost') continue
    const device = deviceWords(change, names, words, formats)
    if (device !== null) {
      alone.push(device)
      continue
    }
    const name = phraseOf(change)
    if (name === null) continue
    const isEntry = change.assetId !== undefined && change.albumId !== undefined
    const key = isEntry ? `${name} ${change.albumId ?? ''}` : name
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { name, changes: [change] })
    else group.changes.push(change)
  }
  const grouped = [...groups.values()]
    .toSorted((one, other) => other.changes.length - one.changes.length)
    .map(({ name, changes: each }) => {
      const photos = new Set(each.map(({ assetId }) => assetId)).size
      const albums = [...new Set(each.flatMap(({ albumId }) => albumId ?? []))].map(names.album)
      return journal.phrases[name](journal.photos(formats.count(photos), photos), albums.join(', '))
    })
  return [...grouped, ...new Set(alone)]
}

/** Which words a change has; null: nothing that anybody would see. */
function phraseOf({ assetId, albumId, field, before, after }: BatchChange): PhraseName | null {
  if (assetId !== undefined && albumId !== undefined) {
    const wasIn = isInAlbum(before)
    if (!isInAlbum(after)) return wasIn ? 'entry_out' : null
    return wasIn ? 'entry_moved' : 'entry_in'
  }
  if (field === 'state' && before === after) return null
  const [prefix, other] =
    albumId === undefined ? (['', 'photo'] as const) : (['album ', 'album other'] as const)
  const named = [`${prefix}${field} ${String(after)}`, `${prefix}${field}`].find(isPhrase)
  return named !== undefined && isPhrase(named) ? named : other
}

const PHRASES: ReadonlySet<string> = new Set<PhraseName>([
  'favourite true',
  'favourite false',
  'hidden true',
  'hidden false',
  'rating',
  'rating 0',
  'caption',
  'title',
  'dated',
  'located',
  'keywords',
  'version',
  'files',
  'bytes present',
  'state trashed',
  'state live',
  'state deleted',
  'state merged',
  'hold',
  'album album',
  'album name',
  'album cover',
  'album sort',
  'album search',
  'album parent',
  'album state trashed',
  'album state live',
])

function isPhrase(text: string): text is PhraseName {
  return PHRASES.has(text)
}

function isInAlbum(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'isIn' in value && value.isIn === true
}

/** What was chosen for a device, or asked of it; null for a change of photos or albums. */
function deviceWords(
  { field, element, after }: BatchChange,
  names: Names,
  words: Words,
  formats: Formats,
): string | null {
  if (field !== 'setting' && field !== 'command') return null
  const [deviceId = '', name = ''] = (element ?? '').split(':')
  const device = deviceId === 'server' ? words.journal.theServer : names.device(deviceId)
  if (field === 'setting') {
    const setting = deviceSettingSchema.safeParse({ name, value: after })
    if (!setting.success) return words.journal.chose(name, device, words.journal.none)
    const label = words.sync.settingNames[setting.data.name]
    return words.journal.chose(label, device, settingValueWords(setting.data, words, formats))
  }
  const command = commandSchema.safeParse(after)
  return words.journal.asked(command.success ? words.sync.commands[command.data.what] : name, device)
}
