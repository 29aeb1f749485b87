import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Album } from '@rollcall/protocol'
import { albumIdSchema } from '@rollcall/protocol'
import { createRecordIndex } from '@rollcall/sync'
import { listAlbums } from './album-tree.ts'
import { CommandStop } from './exit.ts'
import { findAlbum } from './find-album.ts'

function idOf(mark: number) {
  return albumIdSchema.parse(mark.toString(16).padStart(8, '0').padEnd(32, 'a'))
}

function sampleAlbum(mark: number, name: string, changes: Partial<Album> = {}): Album {
  return {
    kind: 'album',
    key: idOf(mark),
    seq: mark,
    type: 'album',
    name,
    parentId: null,
    place: `a${mark}`,
    cover: null,
    sort: 'manual',
    search: null,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: {},
    ...changes,
  }
}

const ALBUMS = listAlbums({
  records: createRecordIndex([
    sampleAlbum(1, 'Italy', { type: 'folder' }),
    sampleAlbum(2, 'Rome', { parentId: idOf(1) }),
    sampleAlbum(3, 'Spain', { type: 'folder' }),
    sampleAlbum(4, 'Best', { parentId: idOf(3) }),
    sampleAlbum(5, 'Best', { parentId: idOf(1) }),
    sampleAlbum(6, 'Rome'),
    sampleAlbum(7, 'Old', { type: 'folder', state: 'trashed' }),
    sampleAlbum(8, 'Attic', { parentId: idOf(7) }),
  ]),
})

const found = (name: string, wish = {}) => findAlbum(ALBUMS, name, wish).album.key

test('listAlbums() lists what lies in a folder after the folder, with its path', () => {
  assert.deepEqual(
    ALBUMS.map(({ path, depth, isLive }) => [path, depth, isLive]),
    [
      ['Italy', 0, true],
      ['Italy/Rome', 1, true],
      ['Italy/Best', 1, true],
      ['Spain', 0, true],
      ['Spain/Best', 1, true],
      ['Rome', 0, true],
      ['Old', 0, false],
      ['Old/Attic', 1, false],
    ],
  )
})

test('findAlbum() finds by name, by folder and name, and by id, whatever the capitals', () => {
  assert.equal(found('italy'), idOf(1))
  assert.equal(found('ITALY/rome'), idOf(2))
  assert.equal(found(idOf(4).slice(0, 8)), idOf(4))
})

test('findAlbum() takes a whole path before the end of one', () => {
  assert.equal(found('Rome'), idOf(6))
})

test('findAlbum() names those that an ambiguous name means', () => {
  assert.throws(
    () => found('best'),
    (error) =>
      error instanceof CommandStop &&
      /2 albums/.test(error.message) &&
      /Italy\/Best\n.*Spain\/Best/.test(error.message),
  )
})

test('findAlbum() tells one of another kind from one that is not there', () => {
  assert.throws(() => found('italy', { types: ['album'] }), /Italy is a folder, and this takes an album/)
  assert.throws(() => found('nowhere', { types: ['album'] }), /no album called nowhere/)
})

test('findAlbum() finds what was deleted when asked for just that', () => {
  assert.throws(() => found('old'), /no album called old/)
  assert.throws(() => found('attic'), /no album called attic/)
  assert.equal(found('old', { isTrashed: true }), idOf(7))
})
