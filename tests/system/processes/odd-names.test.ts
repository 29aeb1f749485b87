import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { decodeFileName, encodeFileName, fromPortableName } from '@rollcall/sync'
import { filesBelow, photoOf, shaOf } from './media-files.ts'
import { assetsOf, countsOf, openHousehold, openScene, syncOnce } from './scene.ts'

/* Stays whole: each test is one story on one household, told in steps. */

/** Names as bytes, `latin1`; the others are UTF-8. */
const RAW_NAMES = [
  'raw/latin1_\xe9.jpg',
  'raw/\xff\xfe.jpg',
  'raw/surrogate_\xed\xa0\x80.jpg',
  'raw/carried_\xef\x83\xa9.jpg', // U+F0E9, which stands for the stray byte E9 inside Rollcall
  `raw/${'\xe4'.repeat(251)}.jpg`,
]

const NAMES = [
  'same/Caf\u00e9.jpg',
  'same/Cafe\u0301.jpg',
  'twins/a.JPG',
  'twins/a.jpg',
  'twins/a.JpEg',
  'twins/A.jpg',
  'hangul/\u1112\u1161\u11ab\u1100\u1173\u11af.jpg',
  'emoji/👨‍👩‍👧‍👦 🏖️.jpg',
  'rtl/\u202egpj.exe.jpg',
  'zero-width/a\u200bb.jpg',
  'windows/CON.jpg',
  'windows/aux.HEIC',
  'windows/nul',
  'windows/COM1.jpg',
  'windows/trailing dot..jpg.',
  'windows/trailing space .jpg ',
  'windows/a:b.jpg',
  'windows/q?m*.jpg',
  'windows/pipe|lt<gt>.jpg',
  'windows/quote".jpg',
  'windows/back\\slash.jpg',
  'windows/..\\..\\up.jpg',
  'control/new\nline.jpg',
  'control/tab\t.jpg',
  'control/bell\u0007.jpg',
  'control/cr\r\nset-cookie: x.jpg',
  'control/delete\u007f.jpg',
  'leading/-rf.jpg',
  'leading/--help.jpg',
  'leading/@arguments.jpg',
  'leading/ space.jpg',
  'leading/.hidden.jpg',
  'leading/...jpg',
  'escapes/%2e%2e%2fetc.jpg',
  'escapes/100%.jpg',
  'escapes/a+b&c=d#e?f.jpg',
  'escapes/<img src=x onerror=alert(1)>.jpg',
  "escapes/'; DROP TABLE asset;--.jpg",
  'escapes/$(id)`id`.jpg',
  'extension/none',
  'extension/.jpg',
  'extension/archive.tar.jpg',
  `long/${'a'.repeat(251)}.jpg`,
  `long/${'ä'.repeat(125)}.jpg`,
  `long/${'😀'.repeat(62)}.jpg`,
  `long/${'?'.repeat(251)}.jpg`, // longer once it is made portable
  `deep/${'folder/'.repeat(40)}deep.jpg`,
  'one/IMG_0001.JPG',
  'two/IMG_0001.JPG',
  'two/IMG_0001 (1).JPG',
]

test('files with odd names reach the other device, stay in its folder, and their names can be told again', async (t) => {
  await using scene = await openScene()
  const a = join(scene.folder, 'a')
  const bytesOfName = new Map<string, string>()
  for (const path of [
    ...RAW_NAMES.map((raw) => Buffer.from(raw, 'latin1')),
    ...NAMES.map((name) => Buffer.from(name)),
  ]) {
    const name = path.subarray(path.lastIndexOf('/') + 1)
    const content = photoOf(path.toString('latin1'), 2_000)
    writeBelow(a, path, content)
    bytesOfName.set(shaOf(content), name.toString('latin1'))
  }
  const total = RAW_NAMES.length + NAMES.length
  const { folders } = await openHousehold(scene, ['a', 'b'])
  const rollOfA = await syncOnce(a)
  assert.deepEqual([rollOfA.total, rollOfA.safe], [total, total], JSON.stringify(rollOfA))
  const rollOfB = await syncOnce(folders.b)
  assert.deepEqual([rollOfB.total, rollOfB.safe], [total, total], JSON.stringify(rollOfB))
  const filesOfB = filesBelow(folders.b)

  await t.test('every file is there, by content', () => {
    assert.deepEqual(filesOfB.map(({ sha256 }) => sha256).toSorted(), [...bytesOfName.keys()].toSorted())
  })

  await t.test('nothing lies outside of Photos, nor outside of the folder', () => {
    for (const { path } of filesOfB) assert.match(path, /^Photos\/\d{4}\/\d{4}-\d\d\/[^/]+$/s)
    assert.deepEqual(readdirSync(scene.folder).toSorted(), ['a', 'b', 'data'])
    assert.deepEqual(readdirSync(folders.b).toSorted(), ['.rollcall', 'Photos'])
  })

  await t.test('names are such as any system takes, and no two that any system confuses', () => {
    const keys = filesOfB.map(({ path }) =>
      encodeFileName(Buffer.from(path, 'latin1')).normalize('NFC').toLowerCase(),
    )
    assert.equal(new Set(keys).size, total)
    for (const { path } of filesOfB) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      assert.doesNotMatch(name, /[<>:"|?*\\\u0001-\u001f\u007f]|[ .]$/)
      assert.doesNotMatch(name, /^(con|aux|nul|com1)(\.|$)/i)
    }
  })

  await t.test("the library keeps each name's own bytes", async () => {
    for (const { resources } of await assetsOf(a)) {
      const [resource] = resources
      assert.ok(resource)
      assert.equal(latin1Of(resource.name), bytesOfName.get(resource.sha256))
    }
  })

  await t.test(
    'names in the other folder decode to the same bytes, but for a suffix or what is too long',
    () => {
      const changed = filesOfB.filter(({ path, sha256 }) => {
        const name = encodeFileName(Buffer.from(path.slice(path.lastIndexOf('/') + 1), 'latin1'))
        return latin1Of(fromPortableName(name)) !== bytesOfName.get(sha256)
      })
      const twins = changed.filter(({ path }) => / \(\d\)\./.test(path))
      const stems = twins.map(({ sha256 }) => (bytesOfName.get(sha256) ?? '').slice(0, 3).toLowerCase())
      assert.deepEqual([...new Set(stems)].toSorted(), ['a.j', 'caf', 'img'])
      const others = changed.filter((file) => !twins.includes(file))
      assert.deepEqual(
        others.map(({ sha256 }) => bytesOfName.get(sha256)),
        [`${'?'.repeat(251)}.jpg`],
      )
    },
  )

  await t.test('a second sync --once changes nothing', async () => {
    assert.deepEqual(countsOf(await syncOnce(folders.b)), countsOf(rollOfB))
    assert.deepEqual(filesBelow(folders.b), filesOfB)
  })
})

/** The system takes names as bytes; `path.join` would not. */
function writeBelow(root: string, path: Buffer, content: Uint8Array): void {
  const whole = Buffer.concat([Buffer.from(`${root}/`), path])
  mkdirSync(whole.subarray(0, whole.lastIndexOf('/')), { recursive: true })
  writeFileSync(whole, content)
}

function latin1Of(name: string): string {
  return Buffer.from(decodeFileName(name)).toString('latin1')
}
