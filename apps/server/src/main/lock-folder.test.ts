import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lockFolder } from './lock-folder.ts'

test('lockFolder() gives a folder to one at a time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-lock-'))
  const unlock = lockFolder(folder)
  assert.ok(unlock)
  assert.equal(lockFolder(folder), null)
  unlock()
  const again = lockFolder(folder)
  assert.ok(again)
  again()
  await rm(folder, { recursive: true })
})
