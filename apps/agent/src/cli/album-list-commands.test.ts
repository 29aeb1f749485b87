import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LibraryRecord } from '@rollcall/protocol'
import { linkFolder, printed } from '../test-kit/linked-folder.ts'
import { samplePhotoRow } from '../test-kit/sample-photo-row.ts'
import { listAlbumsCommand, showAlbumCommand } from './album-list-commands.ts'
import { searchCommand } from './search-command.ts'

const ALBUM = 'e'.repeat(32)
const edit = { seq: 1, editedAt: 0, clientId: '1'.repeat(32) }

function lake(cover: string | null, inIt: readonly string[]): readonly LibraryRecord[] {
  const album = {
    ...{ kind: 'album', key: ALBUM, seq: 7, type: 'album', name: 'Lake', parentId: null, place: 'a0', cover },
    ...{ sort: 'manual', search: null, state: 'live', trashedAt: null, trashedBy: null, edits: {} },
  }
  const entries = inIt.map((assetId, index) => ({
    ...{ kind: 'entry', key: `${ALBUM}:${assetId}`, seq: 8, albumId: ALBUM, assetId, place: `a${index}` },
    ...{ isIn: true, edit },
  }))
  return [album, ...entries] as unknown as readonly LibraryRecord[]
}

const whole = samplePhotoRow(1)
const part = samplePhotoRow(2, { state: 'merged', mergedInto: whole.id })

test('an album shows, counts and finds the whole of which a part was put into it', async () => {
  await using linked = await linkFolder([whole, part], lake(part.id, [part.id]))
  const { folder } = linked
  const show = await printed(() => showAlbumCommand('Lake', { folder }))
  assert.match(show, /Cover: IMG_1\.jpg/)
  assert.match(show, /2019-06-01 00:00 +IMG_1\.jpg/)
  assert.match(await printed(() => listAlbumsCommand({ folder })), /Lake +1 photo/)
  assert.match(await printed(() => searchCommand(['album:lake'], { folder })), /1 found\n[^]*IMG_1\.jpg/)
})

test('showAlbumCommand() does not name a cover that is in the trash or hidden', async () => {
  for (const changes of [{ hidden: true }, { state: 'trashed', trashedAt: 1, trashedBy: 'iPad' }] as const) {
    await using linked = await linkFolder([samplePhotoRow(1, changes)], lake(whole.id, [whole.id]))
    const show = await printed(() => showAlbumCommand('Lake', { folder: linked.folder }))
    assert.doesNotMatch(show, /Cover|IMG_1/)
  }
})
