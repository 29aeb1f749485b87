/* What a person reads on the command line: that it is true, that numbers add up, and that nothing is left for them to guess. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { photoOf, putFiles } from './media-files.ts'
import { assetsOf, exits, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'
import { until } from './until.ts'

/** A photo that can be shown, and that is large for its looks. */
async function largePhoto(bytes: number): Promise<Buffer> {
  const create = { width: 900, height: 600, channels: 3, background: '#336699' } as const
  const picture = await sharp({ create }).jpeg().toBuffer()
  return Buffer.concat([picture, photoOf(1, bytes - picture.length)])
}

test('[R6] safe-to-wipe is sure of what its own sync has just brought', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['phone', 'laptop'])
  await putFiles(folders.phone, { 'a.jpg': photoOf(1), 'b.jpg': photoOf(2) })
  await syncOnce(folders.phone)
  const { stdout } = await succeeds(['safe-to-wipe', '--json', '--folder', folders.laptop])
  assert.deepEqual([JSON.parse(stdout).verdict, JSON.parse(stdout).originals], ['SAFE', 2])
})

test('[R1] status says that nobody looks while sync does not run, and every device adds up', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['phone', 'laptop'])
  await putFiles(folders.phone, { 'a.jpg': photoOf(1), 'notes.txt': Buffer.from('no photo') })
  await syncOnce(folders.phone)
  await putFiles(folders.phone, { 'later.jpg': photoOf(2) })
  const status = await succeeds(['status', '--folder', folders.phone])
  assert.match(status.stdout, /Sync is not running here: what was added since then is not counted/)
  const devices = await succeeds(['devices', '--folder', folders.laptop])
  assert.match(devices.stdout, /2 originals: 1 safe, 1 excluded/)
})

test('an original that was asked for and finds no room is told of, with what mends it', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['phone'])
  const { phone } = folders
  await putFiles(phone, { 'IMG_1.JPG': await largePhoto(600_000) })
  await syncOnce(phone)
  await until('a smaller version', async () =>
    (await assetsOf(phone)).some(({ resources }) => resources[0]?.derivatives?.kinds.includes('preview')),
  )
  await succeeds(['settings', 'keepDays', '0', '--yes', '--folder', phone])
  await succeeds(['optimise', 'on', '--budget', '200KB', '--yes', '--folder', phone])
  await syncOnce(phone)
  await succeeds(['fetch', 'IMG_1.JPG', '--folder', phone])
  await syncOnce(phone)
  for (const command of [['status'], ['optimise', 'status']]) {
    const { stdout } = await succeeds([...command, '--folder', phone])
    assert.match(stdout, /1 original \(600 kB\) that you asked for or pinned waits: it does not fit/)
    assert.match(stdout, /rollcall optimise on --budget SIZE/)
  }
  const preview = ['settings', 'budgetBytes', '2MB', '--preview', '--folder', phone]
  assert.match((await succeeds(preview)).stdout, /1 original \(600 kB\) would come to this device/)
})

test('approve answers in JSON, and a preview that somebody asked for is no fault', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['phone'])
  const linking = scene.start(['link', server.url, '--folder', `${scene.folder}/new`, '--name', 'new'])
  const code = await until('a code', () => /approve (\S+)/.exec(linking.stdout())?.[1] ?? null)
  const { stdout } = await succeeds(['approve', code, '--json', '--folder', folders.phone])
  assert.deepEqual(JSON.parse(stdout), { code, account: 'ana' })
  assert.equal((await linking.ended()).code, 0)
  const preview = ['settings', 'mobileData', 'on', '--preview', '--folder', folders.phone]
  assert.match((await succeeds(preview)).stdout, /changes nothing for any photo/)
  await exits(2, ['settings', 'mobileData', 'maybe', '--folder', folders.phone])
})
