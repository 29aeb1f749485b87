import assert from 'node:assert/strict'
import { chmod, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesBelow, photoOf, putFiles } from './media-files.ts'
import { exits, intactBlobs, listOf, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'

test('[R4] a damaged blob is found, named, and sent again by whichever device still has the file', async (t) => {
  await using scene = await openScene()
  const a = join(scene.folder, 'a')
  await putFiles(a, { 'one.jpg': photoOf(1), 'two.jpg': photoOf(2), 'three.jpg': photoOf(3) })
  const { server, folders } = await openHousehold(scene, ['a', 'b'])
  const { b } = folders
  await syncOnce(a)
  await syncOnce(b)
  const sha256Of = (path: string) => filesBelow(a).find((file) => file.path === path)?.sha256 ?? ''
  const blobOf = (path: string) => {
    const sha256 = sha256Of(path)
    return join(server.data, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  }

  await t.test('whole, both commands say so', async () => {
    const { stdout } = await succeeds(['verify', '--folder', a])
    assert.match(stdout, /^3 originals read back, .* MB\/s, 0 damaged\./)
    assert.match((await succeeds(['verify', '--data', server.data])).stdout, /^Checked 3 originals/)
  })

  await t.test('verify --data names a flipped byte; the device that sent the file heals it', async () => {
    await flipByte(blobOf('one.jpg'))
    const { stdout } = await exits(1, ['verify', '--data', server.data])
    assert.match(stdout, /1 are not what they were/)
    assert.ok(stdout.includes(`${sha256Of('one.jpg')}  ana: one.jpg`), stdout)
    assert.equal((await syncOnce(a)).safe, 3)
    await succeeds(['verify', '--data', server.data])
    assert.equal(intactBlobs(server.data).size, 3)
  })

  await t.test(
    'verify of a device names another one; a device that only received the file heals it',
    async () => {
      await flipByte(blobOf('two.jpg'))
      const json = JSON.parse((await exits(1, ['verify', '--json', '--folder', a])).stdout)
      assert.equal(json.checked, 3)
      assert.deepEqual(
        json.failures.map(({ names, sha256, code }: Record<string, unknown>) => ({ names, sha256, code })),
        [{ names: ['two.jpg'], sha256: sha256Of('two.jpg'), code: 'readback_mismatch' }],
      )
      assert.equal((await syncOnce(b)).safe, 3)
      await succeeds(['verify', '--folder', a])
      assert.equal(intactBlobs(server.data).size, 3)
    },
  )

  await t.test(
    'while no device has it, its absence has a reason, and a blob that is gone is missing',
    async () => {
      await rm(blobOf('three.jpg'))
      const { stdout } = await exits(1, ['verify', '--folder', b])
      assert.match(stdout, /^✕ three\.jpg: missing/)
      const c = join(scene.folder, 'c')
      await succeeds(['link', server.url, '--folder', c, '--account', 'ana', '--password-stdin'], {
        input: 'a long password\n',
      })
      const roll = await syncOnce(c, 1)
      assert.deepEqual([roll.total, roll.safe, roll.waiting], [3, 2, 1])
      assert.deepEqual(
        (await listOf(c, 'waiting')).map(({ code }) => code),
        ['replica_pending'],
      )
      await syncOnce(a)
      assert.equal((await syncOnce(c)).safe, 3)
    },
  )
})

async function flipByte(path: string): Promise<void> {
  await chmod(path, 0o600)
  const file = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, 1_000)
  byte[0] = (byte[0] ?? 0) ^ 0x10
  await file.write(byte, 0, 1, 1_000)
  await file.close()
}
