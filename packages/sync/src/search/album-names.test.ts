import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId } from '@rollcall/protocol'
import type { NamedAlbum } from './album-names.ts'
import { findAlbums } from './album-names.ts'

function album(
  mark: number,
  name: string,
  parent: number | null,
  changes: Partial<NamedAlbum> = {},
): NamedAlbum {
  const id = (number: number) => number.toString(16).padStart(32, '0') as AlbumId
  const parentId = parent === null ? null : id(parent)
  return { key: id(mark), name, parentId, type: 'album', state: 'live', ...changes }
}

test('findAlbums() finds albums by their name and by those of the folders above, once', () => {
  const albums = [
    album(1, 'Norway', null, { type: 'folder' }),
    album(2, 'Norway 2019', 1, { type: 'folder' }),
    album(3, 'Fjords of Norway', 2),
    album(4, 'Oslo', 1),
    album(5, 'Oslo', null),
    album(6, 'Norway, deleted', null, { state: 'trashed' }),
    album(7, 'Norway, found', null, { type: 'smart' }),
  ]
  const names = (...words: readonly string[]) =>
    findAlbums(albums, words, true)
      .map(({ mark, label }) => `${Number.parseInt(mark.slice(-4), 16)} ${label}`)
      .toSorted()
  assert.deepEqual(names('norw'), ['3 album Fjords of Norway', '4 album Oslo'])
  assert.deepEqual(names('oslo'), ['4 album Oslo', '5 album Oslo'])
  assert.deepEqual(names('norway', '2019'), ['3 album Fjords of Norway'])
  assert.deepEqual(names('zebra'), [])
})

test('findAlbums() comes to an end where folders lie in each other', () => {
  const albums = [
    album(1, 'a', 2, { type: 'folder' }),
    album(2, 'b', 1, { type: 'folder' }),
    album(3, 'c', 2),
  ]
  assert.equal(findAlbums(albums, ['a'], false).length, 1)
})
