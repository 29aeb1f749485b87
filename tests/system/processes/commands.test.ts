import assert from 'node:assert/strict'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runRollcall } from './rollcall-process.ts'
import { exits, openScene, succeeds } from './scene.ts'

/** As many at once as start quickly. */
const COMMANDS_AT_ONCE = 3

/** Commands as people start them: each in a process of its own. */
const ITSELF = {}

describe('rollcall', { concurrency: COMMANDS_AT_ONCE }, async () => {
  const { code, stdout } = await runRollcall(['--help'])
  const commands = stdout
    .split('\n')
    .map((line) => /^ {2}([a-z-]+(?: [a-z][a-z-]*)?)/.exec(line)?.[1])
    .filter((words) => words !== undefined)

  test('--help lists every command', () => {
    assert.equal(code, 0)
    assert.equal(commands.length, 56)
  })

  for (const words of new Set(commands)) {
    test(`${words} --help says how to use it, and is no mistake`, async () => {
      const help = await succeeds([...words.split(' '), '--help'], ITSELF)
      assert.match(help.stdout, new RegExp(`^Usage: rollcall ${words}\\b`))
      assert.match(help.stdout, /--help/)
      assert.equal(help.stderr, '')
    })
  }

  const wrongUses = {
    'a command that does not exist': ['snyc'],
    'an option that does not exist': ['sync', '--twice'],
    'an argument that is missing': ['link'],
    'a size that is none': ['admin', 'set-quota', 'ana', 'much'],
    'a port that is none': ['serve', '--port', '70000'],
    'a rating that is none': ['rate', 'IMG_1.jpg', '--stars', '6'],
    'a date that is none': ['date', 'IMG_1.jpg', 'June'],
    'a place that is none': ['place', 'IMG_1.jpg', '--at', 'Oslo'],
    'an edit that does nothing': ['edit', 'IMG_1.jpg'],
    'a crop that is none': ['edit', 'IMG_1.jpg', '--crop', 'much'],
    'an album without a name': ['album', 'create', ' ', '--smart', ''],
    'a password that does not come': ['admin', 'create-account', 'ana', '--password-stdin'],
  }
  for (const [what, args] of Object.entries(wrongUses)) {
    test(`${what} is exit code 2, with words`, async () => {
      await using scene = await openScene()
      const { stdout, stderr } = await exits(2, args, {
        cwd: scene.folder,
        env: { ROLLCALL_DATA: scene.folder },
      })
      assert.equal(stdout, '')
      assert.notEqual(stderr, '')
      assert.doesNotMatch(stderr, /\n\s+at /, 'a stack is no answer for a person')
    })
  }

  test('a misspelt command is met with the nearest one', async () => {
    const { stderr } = await exits(2, ['snyc'], ITSELF)
    assert.match(stderr, /Did you mean 'sync'\?/)
  })

  const aboutDevice = ['sync --once', 'status', 'verify', 'held', 'devices', 'pause', 'unlink']
  const aboutPhotos = ['list', 'trash IMG_1.jpg', 'edit IMG_1.jpg --flip', 'album list', 'album create Trips']
  for (const words of [...aboutDevice, ...aboutPhotos]) {
    test(`${words} in a folder that is not linked is exit code 1, and says how to link it`, async () => {
      await using scene = await openScene()
      const folder = join(scene.folder, 'plain')
      mkdirSync(folder)
      const { stderr } = await exits(1, words.split(' '), { cwd: folder })
      assert.match(stderr, /is not linked/)
    })
  }

  for (const words of ['verify', 'admin list', 'admin set-quota ana 5GB']) {
    test(`${words} --data of a folder that no server has used is exit code 2, and leaves it as it is`, async () => {
      await using scene = await openScene()
      const { stderr } = await exits(
        2,
        [...words.split(' '), '--data', join(scene.folder, 'mistyped')],
        ITSELF,
      )
      assert.match(stderr, /There is no server's data in .*mistyped/)
      assert.deepEqual(readdirSync(scene.folder), [])
    })
  }

  test('status of a folder that is not there is exit code 1, and says that nothing is deleted', async () => {
    const { stderr } = await exits(1, ['status', '--folder', '/nowhere/at/all'], ITSELF)
    assert.match(stderr, /Nothing is deleted/)
  })
})
