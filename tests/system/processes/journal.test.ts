import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BatchChange } from '@rollcall/protocol'
import { photoOf, putFiles } from './media-files.ts'
import { assetsOf, exits, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'

/** A batch as `journal --json` tells it. */
interface ToldBatch {
  readonly batch: string
  readonly device: string
  readonly what: string
  readonly created: number
  readonly conflicts: readonly (BatchChange & { readonly no: number })[]
  readonly undoneBy: readonly string[]
  readonly sent: boolean
}

async function journalOf(folder: string): Promise<readonly ToldBatch[]> {
  const { stdout } = await succeeds(['journal', '--json', '--folder', folder])
  return JSON.parse(stdout).batches
}

const captionsOf = async (folder: string) => (await assetsOf(folder)).map(({ caption }) => caption).toSorted()

/** Far more than a step of any machine's monotonic clock. */
const CLEARLY_LATER_MS = 200

test('rollcall journal and undo work offline, and what they do is on every device after a sync', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['laptop', 'tablet'])
  const { laptop, tablet } = folders
  await putFiles(laptop, { 'a.jpg': photoOf(1), 'b.jpg': photoOf(2) })
  await syncOnce(laptop)
  await syncOnce(tablet)

  const asked = server.answered().length
  await succeeds(['caption', 'a.jpg', 'rain', '--folder', laptop])
  await succeeds(['favourite', 'a.jpg', 'b.jpg', '--folder', laptop])
  const before = await journalOf(laptop)
  assert.deepEqual(
    before.map(({ what, sent }) => [what, sent]),
    [
      ['marked 2 photos as favourite', false],
      ['set the caption of 1 photo', false],
      ['added 2 photos', true],
    ],
  )
  await succeeds(['undo', '--folder', laptop])
  assert.equal(server.answered().length, asked, 'nobody was asked')

  await syncOnce(laptop)
  await syncOnce(tablet)
  const after = await journalOf(tablet)
  assert.deepEqual(
    after.map(({ what, device, sent }) => [what.replace(/[0-9a-f]{8}/, 'it'), device, sent]),
    [
      ['undid it: took the favourite mark from 2 photos', 'laptop', true],
      ['marked 2 photos as favourite', 'laptop', true],
      ['set the caption of 1 photo', 'laptop', true],
      ['added 2 photos', 'laptop', true],
    ],
  )
  assert.deepEqual(await journalOf(laptop), after)
  assert.ok((await assetsOf(tablet)).every(({ favourite }) => !favourite))
  // The next one back is the caption: what is undone is not undone again.
  await succeeds(['undo', 'last', '--folder', laptop])
  await syncOnce(laptop)
  assert.deepEqual(await captionsOf(tablet), ['', ''])
})

test('rollcall undo --take-back sets the word that did not come to stand, from any device', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['laptop', 'tablet'])
  const { laptop, tablet } = folders
  await putFiles(laptop, { 'a.jpg': photoOf(1) })
  await syncOnce(laptop)
  await syncOnce(tablet)
  const [photo] = await assetsOf(laptop)
  assert.ok(photo)
  await succeeds(['caption', photo.id, 'older', '--folder', laptop])
  // Ages are told in steps of the monotonic clock: two words within one step are of one time.
  await sleep(CLEARLY_LATER_MS)
  await succeeds(['caption', photo.id, 'younger', '--folder', tablet])
  await syncOnce(tablet)
  await syncOnce(laptop)
  assert.deepEqual(await captionsOf(laptop), ['younger'])

  const [told] = await journalOf(laptop)
  const [lost] = told?.conflicts ?? []
  assert.deepEqual(
    [told?.device, lost?.verdict, lost?.after, lost?.before],
    ['laptop', 'lost', 'older', 'younger'],
  )
  const { stdout } = await succeeds(['journal', '--conflicts', '--folder', laptop])
  const line = /rollcall (undo [0-9a-f]{8} --take-back 1)/.exec(stdout)?.[1]
  assert.match(stdout, /“older” lost to “younger”, said meanwhile on tablet/)
  assert.ok(line)
  await syncOnce(tablet)
  await succeeds([...line.split(' '), '--folder', tablet])
  await syncOnce(tablet)
  assert.deepEqual(await captionsOf(laptop), ['older'])
})

test('[R7] rollcall undo shows what it will do, asks before it trashes photos, and leaves what was changed since', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['laptop', 'tablet'])
  const { laptop, tablet } = folders
  await putFiles(laptop, { 'a.jpg': photoOf(1), 'b.jpg': photoOf(2) })
  await syncOnce(laptop)
  await syncOnce(tablet)
  const [first] = (await assetsOf(laptop)).filter(({ resources }) => resources[0]?.name === 'b.jpg')
  assert.ok(first)
  await succeeds(['caption', first.id, 'mine', '--folder', tablet])
  await syncOnce(tablet)
  await syncOnce(laptop)

  const imported = (await journalOf(laptop)).find(({ created }) => created === 2)?.batch
  assert.ok(imported)
  const dry = await exits(1, ['undo', imported, '--dry-run', '--folder', laptop])
  assert.match(dry.stdout, /a\.jpg: to the trash/)
  assert.match(dry.stdout, /Left as they are:\n {2}b\.jpg: it was changed again since/)
  const asked = await exits(1, ['undo', imported, '--folder', laptop])
  assert.match(asked.stderr, /This moves 1 photo to the trash\.\nNothing was changed\./)
  assert.equal((await journalOf(laptop)).length, 2)
  const done = await exits(1, ['undo', imported, '--yes', '--json', '--folder', laptop])
  const { batch, steps, left } = JSON.parse(done.stdout)
  assert.deepEqual([steps.length, left.length], [1, 1])
  await syncOnce(laptop)
  await syncOnce(tablet)
  const states = (await assetsOf(tablet)).map(({ resources, state }) => [resources[0]?.name, state])
  assert.deepEqual(states.toSorted(), [
    ['a.jpg', 'trashed'],
    ['b.jpg', 'live'],
  ])
  await succeeds(['undo', batch, '--folder', tablet])
  await syncOnce(tablet)
  assert.ok((await assetsOf(laptop)).every(({ state }) => state === 'live'))
})

test('rollcall journal tells a batch that does not exist from one that is meant by many', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['laptop'])
  await putFiles(folders.laptop, { [join('2026', 'a.jpg')]: photoOf(1) })
  await exits(2, ['journal', 'ffffffff', '--folder', folders.laptop])
  await exits(2, ['undo', '../etc', '--folder', folders.laptop])
  await exits(2, ['journal', '--limit', '0', '--folder', folders.laptop])
  const { stderr } = await exits(1, ['undo', '--folder', folders.laptop])
  assert.match(stderr, /Nothing that was done on this device is left to undo/)
})
