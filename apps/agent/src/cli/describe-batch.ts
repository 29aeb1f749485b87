import type { BatchChange } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import type { Names } from './describe-change.ts'
import { aboutChange, describeValue, isInAlbum } from './describe-change.ts'
import { countPhotos } from './photo-words.ts'

/** Things told of one batch before the rest is only counted. */
const TOLD_MAX = 3

/** A batch in a line: "set captions of 3 photos, added 2 photos to “Norway”". */
export function describeBatch(entry: JournalEntry, names: Names): string {
  const seen = [...createdWords(entry), ...changeWords(entry, names)]
  const told = seen.length === 0 ? unseenWords(entry) : seen
  const words = told.slice(0, TOLD_MAX).join(', ')
  const more = told.length > TOLD_MAX ? ` and ${told.length - TOLD_MAX} more` : ''
  const lost = entry.changes.filter(({ verdict }) => verdict === 'lost').length
  const lostWords = lost === 0 ? [] : [lost === 1 ? '1 change lost' : `${lost} changes lost`]
  const undoes = entry.undoes === null ? '' : `undid ${entry.undoes.slice(0, 8)}: `
  return `${undoes}${[...(words === '' ? [] : [`${words}${more}`]), ...lostWords].join('; ')}`
}

function createdWords({ counts, created }: JournalEntry): readonly string[] {
  if (created.length > 0) return [`added ${countPhotos(created.length)}`]
  // What it created may be gone from what this device knows.
  return counts['create'] === undefined ? [] : [`sent ${countPhotos(counts['create'])}`]
}

/** What was changed, most things first, each with how many photos or which albums it was. */
function changeWords({ changes }: JournalEntry, names: Names): readonly string[] {
  const groups = new Map<string, BatchChange[]>()
  for (const change of changes) {
    const phrase = change.verdict === 'lost' ? null : (deviceWords(change, names) ?? phraseOf(change, names))
    if (phrase === null) continue
    const group = groups.get(phrase)
    if (group === undefined) groups.set(phrase, [change])
    else group.push(change)
  }
  return [...groups]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([phrase, group]) => {
      const photos = new Set(group.map(({ assetId }) => assetId)).size
      const albums = [...new Set(group.flatMap(({ albumId }) => albumId ?? []))].map(names.album)
      // A name may hold what `replace` takes for a pattern.
      return phrase.replace('%p', () => countPhotos(photos)).replace('%a', () => albums.join(', '))
    })
}

/** What a change did: `%p` stands for the photos of the same kind, `%a` for albums. Null: nothing that anybody would see. */
function phraseOf({ assetId, albumId, field, before, after }: BatchChange, names: Names): string | null {
  if (assetId !== undefined && albumId !== undefined) {
    const wasIn = isInAlbum(before)
    if (!isInAlbum(after)) return wasIn ? `took %p out of ${names.album(albumId)}` : null
    return wasIn ? `moved %p within ${names.album(albumId)}` : `added %p to ${names.album(albumId)}`
  }
  if (field === 'state' && before === after) return null
  const owner = albumId === undefined ? PHOTO_PHRASES : ALBUM_PHRASES
  const phrase = owner[`${field} ${String(after)}`] ?? owner[field]
  return phrase ?? `changed something of ${albumId === undefined ? '%p' : '%a'}`
}

/** What was chosen for a device, or given to it to do; null for a change of photos. */
function deviceWords(change: BatchChange, names: Names): string | null {
  const { field, after } = change
  if (field === 'setting')
    return `set ${aboutChange(change, names)} to ${describeValue(change, after, names)}`
  if (field === 'command') return `gave ${aboutChange(change, names)}: ${describeValue(change, after, names)}`
  return null
}

const PHOTO_PHRASES: Readonly<Record<string, string>> = {
  'favourite true': 'marked %p as favourite',
  'favourite false': 'took the favourite mark from %p',
  'hidden true': 'hid %p',
  'hidden false': 'showed %p again',
  rating: 'gave stars to %p',
  'rating 0': 'took the stars from %p',
  caption: 'set the caption of %p',
  title: 'set the title of %p',
  dated: 'set the date of %p',
  located: 'set the place of %p',
  keywords: 'changed keywords of %p',
  version: 'edited %p',
  'dropped true': 'let go of earlier edits of %p',
  'dropped false': 'took back earlier edits of %p',
  files: 'added files to %p',
  'bytes present': 'healed %p',
  'state trashed': 'moved %p to the trash',
  'state live': 'restored %p',
  'state deleted': 'deleted %p for good',
  'state merged': 'joined %p with others',
  hold: 'answered held deletions',
}

const ALBUM_PHRASES: Readonly<Record<string, string>> = {
  album: 'made %a',
  name: 'renamed %a',
  cover: 'set the cover of %a',
  sort: 'set the order of %a',
  search: 'set the search of %a',
  parent: 'moved %a',
  'state trashed': 'deleted the album %a',
  'state live': 'restored the album %a',
}

/** What left no trace in a field, such as a file that was sent again. */
function unseenWords({ counts }: JournalEntry): readonly string[] {
  return Object.keys(counts).length === 0 ? [] : ['said again what was so']
}
