import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '@rollcall/platform-node'
import type { LibraryId } from '@rollcall/protocol'
import { MIGRATIONS } from './schema.ts'
import { createSqliteStore } from './sqlite-store.ts'
import { STORAGE } from './storage-schema.ts'

const LIBRARY = '1'.repeat(32) as LibraryId

test('STORAGE tells large videos and screenshots out of the assets that are there, and leaves the quota alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-storage-'))
  const path = join(folder, 'rollcall.db')
  const before = openDatabase(path, MIGRATIONS.slice(0, MIGRATIONS.indexOf(STORAGE)))
  const add = (mark: number, bytes: number, said: Readonly<Record<string, unknown>>, state = 'live') => {
    const id = String(mark).repeat(32)
    const sha256 = String(mark).repeat(64)
    const body = JSON.stringify({
      id,
      state,
      favourite: false,
      resources: [
        { sha256, bytes },
        { sha256, bytes },
      ],
      ...said,
    })
    before
      .prepare('INSERT INTO asset VALUES (?, ?, ?, ?, ?, ?, ?, 0)')
      .run(LIBRARY, id, mark, mark, state, sha256, body)
    before.prepare('INSERT INTO resource VALUES (?, ?, ?, ?)').run(LIBRARY, id, 'still', sha256)
    before
      .prepare('INSERT INTO blob (library_id, sha256, bytes, state, verified_at) VALUES (?, ?, ?, ?, 1)')
      .run(LIBRARY, sha256, bytes, 'durable')
  }
  before.transaction(() => {
    before.prepare('INSERT INTO library VALUES (?, ?, 1, 9, 0, 9, 9, 0, 77, ?)').run(LIBRARY, 'ana', '00')
    add(1, 60_000_000, { kind: 'video' })
    add(2, 150_000_000, { kind: 'video' })
    add(3, 250_000_000, { kind: 'video', favourite: true })
    add(4, 350_000_000, { kind: 'video', hidden: true })
    add(5, 450_000_000, { kind: 'video' }, 'trashed')
    add(6, 500, { kind: 'photo', media: { subtypes: ['hdr', 'screenshot'] } })
    add(7, 700, { kind: 'photo' })
  })
  before.close()
  const store = createSqliteStore(path)
  try {
    await store.read(LIBRARY, (reader) => {
      const told = (['large_videos', 'screenshots'] as const).map((kind) => {
        const { items, bytes, assetIds } = reader.spaceOffer(kind, 9)
        return [items, bytes, assetIds.map((id) => id[0])]
      })
      assert.deepEqual(told, [
        [1, 150_000_000, ['2']],
        [1, 500, ['6']],
      ])
      assert.deepEqual(reader.storageChoice(), { planId: null, request: null })
      assert.deepEqual([reader.library().quotaBytes, reader.usageSamples(9)], [77, []])
    })
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
})
