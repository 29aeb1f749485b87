import assert from 'node:assert/strict'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asset } from '@rollcall/protocol'
import { readDerivativePack } from '@rollcall/protocol'
import sharp from 'sharp'
import { filesBelow, hashesBelow } from './media-files.ts'
import { assetsOf, callLibrary, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'

/* Stays whole: one camera roll, followed from one folder through the server into another. */

const SAMPLES = join(import.meta.dirname, '../../samples/DCIM')

/** How `info` tells of a file that is safe and lies here whole. */
const SAFE_HERE = { fidelity: 'original', state: 'safe', code: 'verified' }

const STREAMED = ['IMG_0001.MOV', 'IMG_0002.MOV']

/** Waits until the server has looked into every file and made every stream. */
async function untilLookedInto(folder: string): Promise<readonly Asset[]> {
  for (let look = 0; look < 300; look++) {
    const live = (await assetsOf(folder)).filter(({ state }) => state !== 'merged')
    const resources = live.flatMap((asset) => asset.resources)
    const hasStream = (name: string) =>
      resources.find((resource) => resource.name === name)?.derivatives?.kinds.includes('stream') ?? false
    if (resources.every(({ derivatives }) => derivatives !== undefined) && STREAMED.every(hasStream))
      return live
    await sleep(200)
  }
  assert.fail('the server has not looked into every file within a minute')
}

test('the server looks into every file of a camera roll, and makes one photo of its parts', async (t) => {
  await using scene = await openScene()
  const a = join(scene.folder, 'a')
  await cp(SAMPLES, join(a, 'DCIM'), { recursive: true })
  const { folders } = await openHousehold(scene, ['a', 'b'])
  const { b } = folders
  await syncOnce(a)
  const assets = await untilLookedInto(a)
  const withFile = (name: string): Asset => {
    const found = assets.find(({ resources }) => resources.some((resource) => resource.name === name))
    assert.ok(found, name)
    return found
  }

  await t.test('a Live Photo is one photo, and so is a photo with its sidecar', () => {
    assert.equal(assets.length, 9)
    const live = withFile('IMG_0001.HEIC')
    assert.deepEqual(
      live.resources.map(({ role, name }) => [role, name]),
      [
        ['still', 'IMG_0001.HEIC'],
        ['motion', 'IMG_0001.MOV'],
      ],
    )
    assert.ok(live.media?.subtypes.includes('live_photo'))
    const roles = withFile('DSC_0042.JPG').resources.map(({ role }) => role)
    assert.deepEqual(roles, ['still', 'sidecar'])
  })

  await t.test('time, place and shape are those that the files tell', () => {
    assert.equal(withFile('IMG_0001.HEIC').takenFrom, 'exif_original')
    assert.equal(withFile('IMG_20240102_030405.jpg').takenFrom, 'file_name')
    assert.equal(withFile('IMG_0004.PNG').takenFrom, 'png_created')
    const everest = withFile('IMG_0005.JPG').media?.place
    assert.ok(everest && everest.altitudeM !== null && Math.abs(everest.altitudeM - 8_849) < 1)
    const turned = withFile('IMG_0002.MOV').media
    assert.ok(turned?.width && turned.height && turned.height > turned.width, 'it stands upright')
  })

  await t.test(
    'every picture has a thumbnail and a preview, and a video that needs it a stream',
    async () => {
      const shown = assets.flatMap(({ resources }) => resources.filter(({ role }) => role !== 'sidecar'))
      for (const { name, sha256, derivatives } of shown) {
        assert.equal(derivatives?.failure, null, name)
        const small = await callLibrary(a, 'GET', `derivatives/1/${sha256}/small`)
        const { format, width, height } = await sharp(Buffer.from(await small.arrayBuffer())).metadata()
        // Nothing is enlarged: some have fewer than 160 pixels themselves.
        assert.equal(format, 'webp', name)
        assert.ok(Math.max(width, height) <= 160 && width >= 32, name)
      }
      const pack = await callLibrary(
        a,
        'GET',
        `derivatives/1/packs/small?of=${shown.map(({ sha256 }) => sha256).join(',')}`,
      )
      const packed = readDerivativePack(new Uint8Array(await pack.arrayBuffer()))
      assert.ok(packed?.every(({ bytes }) => bytes !== null))
      for (const name of STREAMED) {
        const resource = withFile(name).resources.find((each) => each.name === name)
        const stream = await callLibrary(a, 'GET', `derivatives/1/${resource?.sha256}/stream`)
        assert.equal(stream.headers.get('content-type'), 'video/mp4')
        assert.equal(Buffer.from(await stream.arrayBuffer()).toString('latin1', 4, 8), 'ftyp')
      }
    },
  )

  await t.test('info tells what is known of a photo', async () => {
    await syncOnce(a)
    const { stdout } = await succeeds(['info', 'DCIM/100APPLE/IMG_0001.HEIC', '--json', '--folder', a])
    const told = JSON.parse(stdout)
    assert.equal(told.takenFrom, 'exif_original')
    assert.deepEqual(
      told.files.map((file: { name: string; here: { path: string; state: string }[] }) => [
        file.name,
        file.here,
      ]),
      [
        ['IMG_0001.HEIC', [{ path: 'DCIM/100APPLE/IMG_0001.HEIC', ...SAFE_HERE }]],
        ['IMG_0001.MOV', [{ path: 'DCIM/100APPLE/IMG_0001.MOV', ...SAFE_HERE }]],
      ],
    )
  })

  await t.test('the other folder gets every file', async () => {
    await syncOnce(b)
    assert.deepEqual(hashesBelow(b), hashesBelow(a))
  })

  await t.test('a missing motion comes back; a missing still deletes the Live Photo everywhere', async () => {
    const motion = join(a, 'DCIM/100APPLE/IMG_0001.MOV')
    await rm(motion)
    await syncOnce(a)
    assert.ok(filesBelow(a).some(({ path }) => path.endsWith('IMG_0001.MOV')))
    await rm(join(a, 'DCIM/100APPLE/IMG_0001.HEIC'))
    await syncOnce(a)
    await syncOnce(b)
    for (const folder of [a, b]) {
      assert.deepEqual(
        filesBelow(folder).filter(({ path }) => /IMG_0001\.(HEIC|MOV)$/.test(path)),
        [],
      )
    }
    await succeeds(['restore', withFile('IMG_0001.HEIC').id, '--folder', b])
    await syncOnce(b)
    await syncOnce(a)
    for (const folder of [a, b]) {
      assert.equal(filesBelow(folder).filter(({ path }) => /IMG_0001\.(HEIC|MOV)$/.test(path)).length, 2)
    }
  })
})
