import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DiskFailure } from '@rollcall/sync'
import { DatabaseTooNew, openDatabase } from './open-database.ts'

const CREATE = 'CREATE TABLE photo (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT'
const EXTEND = "ALTER TABLE photo ADD COLUMN caption TEXT NOT NULL DEFAULT ''"

test('openDatabase() brings an older database forward and keeps its rows', () =>
  withPath((path) => {
    using old = openDatabase(path, [CREATE])
    old.exec("INSERT INTO photo VALUES (1, 'a')")
    old.close()
    using database = openDatabase(path, [CREATE, EXTEND])
    assert.deepEqual({ ...database.prepare('SELECT * FROM photo').get() }, { id: 1, name: 'a', caption: '' })
  }))

test('openDatabase() leaves the version where a step failed', () =>
  withPath((path) => {
    assert.throws(() => openDatabase(path, [CREATE, `${EXTEND}; SELECT nonsense`]))
    using database = openDatabase(path, [CREATE, EXTEND])
    assert.equal(
      database.prepare('SELECT count(*) AS count FROM photo WHERE caption IS NOT NULL').get()?.['count'],
      0,
    )
  }))

test('openDatabase() refuses a database of a newer release', () =>
  withPath((path) => {
    openDatabase(path, [CREATE, EXTEND]).close()
    assert.throws(
      () => openDatabase(path, [CREATE]),
      (error) => error instanceof DatabaseTooNew && error.found === 2 && error.known === 1,
    )
  }))

test('openDatabase() by several processes at once runs each step once', () =>
  withPath(async (path) => {
    const face = new URL('./open-database.ts', import.meta.url).href
    const program = `
      import { openDatabase } from ${JSON.stringify(face)}
      openDatabase(process.argv[1], ${JSON.stringify([CREATE, EXTEND])}).close()`
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program, path]
    const codes = await Promise.all(
      [1, 2, 3, 4].map(
        async () => (await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit'))[0],
      ),
    )
    assert.deepEqual(codes, [0, 0, 0, 0])
  }))

test('[R14] openDatabase() commits with WAL and synchronous FULL', () =>
  withPath((path) => {
    using database = openDatabase(path, [CREATE])
    assert.equal(database.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal')
    assert.equal(database.prepare('PRAGMA synchronous').get()?.['synchronous'], 2)
    assert.equal(database.prepare('PRAGMA foreign_keys').get()?.['foreign_keys'], 1)
  }))

test('transaction() keeps all when it returns and nothing when it throws', () => {
  using database = openDatabase(':memory:', [CREATE])
  const insert = (id: number) => database.prepare('INSERT INTO photo VALUES (?, ?)').run(id, 'a')
  assert.equal(
    database.transaction(() => insert(1).changes),
    1,
  )
  assert.throws(() =>
    database.transaction(() => {
      insert(2)
      throw new Error('stop')
    }),
  )
  assert.deepEqual(
    database
      .prepare('SELECT id FROM photo')
      .all()
      .map((row) => row['id']),
    [1],
  )
})

test('transaction() refuses work that is not synchronous, and nesting', () => {
  using database = openDatabase(':memory:', [CREATE])
  assert.throws(
    () => database.transaction(async () => database.exec("INSERT INTO photo VALUES (1, 'a')")),
    /Cannot commit transaction: its work is not synchronous/,
  )
  assert.throws(
    () => database.transaction(() => database.read(() => 1)),
    /Cannot begin transaction: one is open/,
  )
  assert.equal(database.prepare('SELECT count(*) AS count FROM photo').get()?.['count'], 0)
})

test('transaction() on a full disk is a DiskFailure and leaves nothing', () => {
  using database = openDatabase(':memory:', [CREATE])
  database.exec('PRAGMA max_page_count = 4')
  const fill = () =>
    database.transaction(() => {
      for (let id = 0; id < 1000; id++)
        database.prepare('INSERT INTO photo VALUES (?, ?)').run(id, 'x'.repeat(1000))
    })
  assert.throws(fill, (error) => error instanceof DiskFailure && error.kind === 'full')
  assert.equal(database.prepare('SELECT count(*) AS count FROM photo').get()?.['count'], 0)
})

test('read() sees one state while another connection commits', () =>
  withPath((path) => {
    using database = openDatabase(path, [CREATE])
    using other = openDatabase(path, [CREATE])
    const count = () => database.prepare('SELECT count(*) AS count FROM photo').get()?.['count']
    const version = database.dataVersion()
    database.read(() => {
      assert.equal(count(), 0)
      other.transaction(() => other.exec("INSERT INTO photo VALUES (1, 'a')"))
      assert.equal(count(), 0)
    })
    assert.equal(count(), 1)
    assert.notEqual(database.dataVersion(), version)
  }))

test('prepare() prepares a statement once', () => {
  using database = openDatabase(':memory:', [CREATE])
  assert.equal(database.prepare('SELECT 1'), database.prepare('SELECT 1'))
})

test('close() twice is close() once', () => {
  const database = openDatabase(':memory:', [CREATE])
  database.close()
  database.close()
})

async function withPath(work: (path: string) => void | Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-database-'))
  try {
    await work(join(folder, 'test.db'))
  } finally {
    await rm(folder, { recursive: true })
  }
}
