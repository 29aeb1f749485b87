import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '@rollcall/platform-node'
import { createDatabasePool } from './sim-database.ts'

const TABLES = 'CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL) STRICT'

test('createDatabasePool() lends a database again without what was in it', () => {
  const pool = createDatabasePool('pool-test', (uri) => openDatabase(uri, [TABLES]))
  const first = pool.take()
  first.handle.prepare("INSERT INTO note (text) VALUES ('seen before')").run()
  const beside = pool.take()
  assert.notEqual(beside.uri, first.uri)
  pool.giveBack(first)
  const again = pool.take()
  assert.equal(again.uri, first.uri)
  assert.deepEqual(again.handle.prepare('SELECT text FROM note').all(), [])
  again.handle.close()
  beside.handle.close()
})

test('createDatabasePool() refuses tables that begin with rows, for it would lend them without', () => {
  const filled = `${TABLES}; INSERT INTO note (text) VALUES ('always here')`
  const pool = createDatabasePool('filled-test', (uri) => openDatabase(uri, [filled]))
  assert.throws(() => pool.take(), /begin with rows/)
})
