import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { dataFolderOf } from './data-folder.ts'

test('dataFolderOf() takes the command line before the environment before the place of the platform', () => {
  const home = homedir()
  const env = { ROLLCALL_DATA: '/srv/rollcall', XDG_DATA_HOME: '/var/data' }
  assert.equal(dataFolderOf('photos', env), resolve('photos'))
  assert.equal(dataFolderOf(undefined, env), '/srv/rollcall')
  assert.equal(dataFolderOf(undefined, { ...env, ROLLCALL_DATA: '' }, 'linux'), '/var/data/rollcall')
  assert.equal(
    dataFolderOf(undefined, { XDG_DATA_HOME: 'relative' }, 'linux'),
    join(home, '.local/share/rollcall'),
  )
  assert.equal(dataFolderOf(undefined, {}, 'darwin'), join(home, 'Library/Application Support/Rollcall'))
  assert.equal(dataFolderOf(undefined, { LOCALAPPDATA: '/local' }, 'win32'), join('/local', 'Rollcall'))
})
