import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { HAS_TERMINAL, runAtTerminal } from './at-a-terminal.ts'
import { filesBelow, hashesBelow, photoOf, putFiles } from './media-files.ts'
import type { Scene } from './scene.ts'
import { assetsOf, exits, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'

/*
 * Unlinking has exactly two outcomes, which say how many files and bytes they are about, and name what is not safe. Here the account has
 * room for two of three photos, so one of them is on this device only.
 */

const SAFE = { 'trip/fits.jpg': photoOf(1, 7_000), 'too.jpg': photoOf(2, 5_000) }
const UNSAFE = { 'large.jpg': photoOf(3, 30_000) }

/** A device with two photos that are safe, one that has no room on the server, and a file that is no photo. */
async function openFull(scene: Scene): Promise<{ readonly a: string; readonly b: string }> {
  const { folders } = await openHousehold(scene, ['a', 'b'], { quota: '20KB' })
  await putFiles(folders.a, { ...SAFE, ...UNSAFE, 'notes.txt': Buffer.from('x') })
  await syncOnce(folders.a, 1)
  return folders
}

function isLinked(folder: string): boolean {
  return existsSync(join(folder, '.rollcall/device.json'))
}

function namesIn(folder: string): readonly string[] {
  return filesBelow(folder)
    .map(({ path }) => path)
    .toSorted()
}

const ALL = ['large.jpg', 'notes.txt', 'too.jpg', 'trip/fits.jpg']

test('unlink --keep tells what it does in numbers, and leaves every file where it is', async () => {
  await using scene = await openScene()
  const { a, b } = await openFull(scene)
  const before = filesBelow(a)
  const { stdout } = await succeeds(['unlink', '--keep', '--yes', '--json', '--folder', a])
  assert.partialDeepStrictEqual(JSON.parse(stdout), {
    done: true,
    outcome: 'keep',
    keep: { originals: { count: 3, bytes: 42_000 }, previews: { count: 0 } },
    unsent: 0,
    isServerTold: true,
  })
  assert.deepEqual(filesBelow(a), before)
  assert.equal(isLinked(a), false)
  const live = (await assetsOf(b)).filter(({ state }) => state === 'live')
  assert.equal(live.length, 2, 'the library stays as it is')
})

test('unlink --remove tells what goes and names what is not safe, before and after; a preview changes nothing', async () => {
  await using scene = await openScene()
  const { a, b } = await openFull(scene)
  const remove = ['unlink', '--remove', '--folder', a]
  const preview = JSON.parse((await exits(1, [...remove, '--json'])).stdout)
  assert.partialDeepStrictEqual(preview, { done: false, outcome: 'remove', removes: 2, unsent: 0 })
  assert.deepEqual(
    preview.stays.map(({ path, code }: Record<string, unknown>) => `${path} ${code}`),
    ['large.jpg not_held'],
  )
  const asked = await exits(1, remove)
  assert.match(asked.stderr, /2 files \(12\.0 kB\) that the server has just vouched for are removed/)
  assert.match(asked.stderr, /1 file stays, not being safe on the server:\n {2}✕ large\.jpg: /)
  assert.match(asked.stderr, /1 file stays that no library has/)
  assert.deepEqual([namesIn(a), isLinked(a)], [ALL, true])

  const { stdout } = await succeeds([...remove, '--yes'])
  assert.match(stdout, /2 files \(12\.0 kB\) were removed from this device\./)
  assert.match(stdout, /1 file stays, not being safe on the server:\n {2}✕ large\.jpg: /)
  assert.deepEqual([namesIn(a), isLinked(a)], [['large.jpg', 'notes.txt'], false])
  assert.equal(existsSync(join(a, 'trip')), false, 'nor does an empty folder stay')
  await syncOnce(b)
  assert.equal(hashesBelow(b).length, 2)
})

test('unlink asks at a terminal: keep, remove or cancel', { skip: !HAS_TERMINAL }, async (t) => {
  await using scene = await openScene()
  const { a } = await openFull(scene)
  const unlink = () => runAtTerminal(['unlink', '--folder', a], scene.defer)
  const question = 'keep, remove or cancel? '

  await t.test('cancel, or anything else, changes nothing', async () => {
    for (const said of ['cancel', '', 'kepe']) {
      const terminal = unlink()
      await terminal.answer(question, said)
      assert.equal(await terminal.ended(), 1)
      assert.match(terminal.screen(), /--keep +3 originals \(42\.0 kB\) stay here\./)
      assert.match(
        terminal.screen(),
        /--remove +2 originals \(12\.0 kB\) that the server holds are removed from here; 1 original \(30\.0 kB\) that it does not hold stays\./,
      )
      assert.match(terminal.screen(), /Nothing was changed; the folder stays linked\./)
      assert.deepEqual([namesIn(a), isLinked(a)], [ALL, true])
    }
  })

  await t.test('remove lists what goes and what is not safe, and asks once more', async () => {
    const terminal = unlink()
    await terminal.answer(question, 'remove')
    await terminal.answer('[y/N]', 'n')
    assert.equal(await terminal.ended(), 1)
    assert.match(terminal.screen(), /2 files \(12\.0 kB\)[^✕]*✕ large\.jpg: /)
    assert.deepEqual([namesIn(a), isLinked(a)], [ALL, true])

    const again = unlink()
    await again.answer(question, 'remove')
    await again.answer('[y/N]', 'y')
    assert.equal(await again.ended(), 0, again.screen())
    assert.deepEqual([namesIn(a), isLinked(a)], [['large.jpg', 'notes.txt'], false])
  })
})

test('unlink keeps everything when somebody at a terminal says so', { skip: !HAS_TERMINAL }, async () => {
  await using scene = await openScene()
  const { a } = await openFull(scene)
  const terminal = runAtTerminal(['unlink', '--folder', a], scene.defer)
  await terminal.answer('keep, remove or cancel? ', 'keep')
  assert.equal(await terminal.ended(), 0, terminal.screen())
  assert.deepEqual([namesIn(a), isLinked(a)], [ALL, false])
})
