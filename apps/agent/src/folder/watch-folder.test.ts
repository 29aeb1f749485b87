import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createSystemClock } from '@rollcall/platform-node'
import { samplePhoto } from '../test-kit/test-device.ts'
import { watchFolder } from './watch-folder.ts'

/** How long a system may take to tell of a change, and a watch to notice that another folder lies there. */
const TOLD_WITHIN_MS = 20_000

/** A folder that is watched: what was told of it since {@link Ear.forget}, null for anything. */
interface Ear {
  readonly root: string
  readonly told: ReadonlySet<string | null>
  readonly forget: () => void
  readonly write: (path: string) => void
  /** Waits until one of these paths was told, or null. */
  readonly hears: (...paths: readonly (string | null)[]) => Promise<void>
}

/** Watches a new folder, in which these folders are, until the test ends. */
async function openEar(t: TestContext, folders: readonly string[] = []): Promise<Ear> {
  const top = mkdtempSync(`${tmpdir()}/rollcall-watch-`)
  const root = `${top}/home/photos`
  for (const folder of ['.rollcall', ...folders]) mkdirSync(`${root}/${folder}`, { recursive: true })
  const told = new Set<string | null>()
  const ending = new AbortController()
  const watching = watchFolder(root, createSystemClock(), ending.signal, {
    onChange: (paths) => {
      for (const path of paths ?? [null]) told.add(path)
    },
    onUnheard: (failure) => told.add(`unheard: ${failure}`),
  })
  t.after(async () => {
    ending.abort()
    await watching
    rmSync(top, { recursive: true })
  })
  const ear: Ear = {
    root,
    told,
    forget: () => told.clear(),
    write: (path) => writeFileSync(`${root}/${path}`, samplePhoto(path)),
    hears: async (...paths) => {
      const isTold = () => paths.some((path) => told.has(path))
      for (let waited = 0; waited < TOLD_WITHIN_MS && !isTold(); waited += 20) await setTimeout(20)
      assert.ok(isTold(), `${paths.join(' or ')} was not told, but: ${[...told].join(', ')}`)
    },
  }
  await ear.hears(null)
  ear.forget()
  return ear
}

test('watchFolder() tells that anything may have changed when it begins, then which files did', async (t) => {
  const ear = await openEar(t)
  ear.write('a.jpg')
  await ear.hears('a.jpg', null)
  if (process.platform !== 'win32') {
    ear.write('back\\slash.jpg')
    await ear.hears('back\\slash.jpg', null)
  }
  mkdirSync(`${ear.root}/.rollcall/incoming`)
  ear.write('.rollcall/incoming/x')
  ear.write('last.jpg')
  await ear.hears('last.jpg', null)
  assert.ok(
    ![...ear.told].some((path) => path?.startsWith('.rollcall')),
    'its own things are nobody\u2019s news',
  )
})

test('watchFolder() hears what is put into folders that were made at once, or moved there with theirs', async (t) => {
  const ear = await openEar(t)
  mkdirSync(`${ear.root}/DCIM/100/raw`, { recursive: true })
  await ear.hears('DCIM', null)
  await untilQuiet(ear)
  ear.write('DCIM/100/raw/a.jpg')
  await ear.hears('DCIM/100/raw/a.jpg', null)

  mkdirSync(`${ear.root}/.rollcall/other/deep/deeper`, { recursive: true })
  renameSync(`${ear.root}/.rollcall/other`, `${ear.root}/in`)
  await ear.hears('in', null)
  await untilQuiet(ear)
  ear.write('in/deep/deeper/b.jpg')
  await ear.hears('in/deep/deeper/b.jpg', null)
})

test('watchFolder() tells a file by its new name after a folder above it was moved', async (t) => {
  const ear = await openEar(t, ['trip/day/morning'])
  renameSync(`${ear.root}/trip`, `${ear.root}/journey`)
  await ear.hears('journey', null)
  await untilQuiet(ear)
  ear.write('journey/day/morning/a.jpg')
  await ear.hears('journey/day/morning/a.jpg', null)
  // Another folder under the old name is another folder.
  mkdirSync(`${ear.root}/trip/day`, { recursive: true })
  await ear.hears('trip', null)
  await untilQuiet(ear)
  ear.write('trip/day/b.jpg')
  await ear.hears('trip/day/b.jpg', null)
})

test('watchFolder() goes on hearing after the folder was moved away and back, within a moment or after a while', async (t) => {
  const ear = await openEar(t, ['trip'])
  const elsewhere = `${ear.root}-elsewhere`
  renameSync(ear.root, elsewhere)
  renameSync(elsewhere, ear.root)
  await ear.hears(null)
  await untilQuiet(ear)
  ear.write('a.jpg')
  await ear.hears('a.jpg', null)
  ear.write('trip/b.jpg')
  await ear.hears('trip/b.jpg', null)

  renameSync(ear.root, elsewhere)
  await untilQuiet(ear)
  renameSync(elsewhere, ear.root)
  await ear.hears(null)
  await untilQuiet(ear)
  ear.write('trip/c.jpg')
  await ear.hears('trip/c.jpg', null)
})

for (const what of ['folder', 'folder above it'])
  test(`watchFolder() hears what lies at its path after another ${what} was put in its place`, async (t) => {
    const ear = await openEar(t, ['trip'])
    const moved = what === 'folder' ? ear.root : dirname(ear.root)
    const elsewhere = `${moved}-elsewhere`
    renameSync(moved, elsewhere)
    mkdirSync(`${ear.root}/trip`, { recursive: true })
    await ear.hears(null)
    await untilQuiet(ear)
    ear.write('trip/a.jpg')
    await ear.hears('trip/a.jpg', null)
    await untilQuiet(ear)
    const former = ear.root.replace(moved, elsewhere)
    writeFileSync(`${former}/trip/b.jpg`, samplePhoto('b'))
    ear.write('c.jpg')
    await ear.hears('c.jpg', null)
    assert.ok(!ear.told.has('trip/b.jpg'), 'nobody listens to the other one any more')
  })

/** Waits until nothing was told for a while, and forgets what was. */
async function untilQuiet(ear: Ear): Promise<void> {
  do {
    ear.forget()
    await setTimeout(500)
  } while (ear.told.size > 0)
}
