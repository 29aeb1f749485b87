import assert from 'node:assert/strict'
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { test } from 'node:test'
import type { Disk } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { hashOf } from '../test-kit/fake-bytes.ts'
import type { TestDevice, TestDeviceOptions } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import type { Scan } from './scan-folder.ts'
import { REST_MS, scanFolder } from './scan-folder.ts'

/** Long after any file of a test was written. */
const LATER_MS = 60_000

function restedDevice(options: TestDeviceOptions = {}): TestDevice {
  const device = createTestDevice(options)
  device.clock.advance(LATER_MS)
  return device
}

/** Scans and keeps what was found, as the engine does. */
async function scan(device: TestDevice, within: readonly string[] | null = null): Promise<Scan> {
  const found = await scanFolder(device.ports, device.root, device.state.folder, within)
  assert.ok(found !== null)
  device.state.transaction(() => device.state.folder.putScan(found.found, found.gone))
  return found
}

const NO_NEWS: Scan = { found: [], gone: [], resting: [], unread: [], isSteady: true }

/** What the local tree says, by path. */
function kinds(device: TestDevice): Record<string, string> {
  const files = device.state.folder.local().map(({ path, content }) => [path, content.kind] as const)
  return Object.fromEntries(files.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function paths(scanned: Scan): string[] {
  return scanned.found.map(({ path }) => path).toSorted()
}

test('scanFolder() hashes a file only once it has rested', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  const first = await scan(device)
  assert.deepEqual(first.resting, ['a.jpg'])
  assert.deepEqual(kinds(device), { 'a.jpg': 'changing' })
  device.clock.advance(REST_MS)
  const second = await scan(device)
  assert.deepEqual(second.resting, [])
  const content = device.state.folder.scanned('a.jpg')?.content
  assert.equal(content?.kind === 'original' && content.sha256, hashOf(samplePhoto('one')))
})

test('scanFolder() goes by when the entry itself changed: a copy tool sets the other time back', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  utimesSync(`${device.root}/a.jpg`, 1_000_000, 1_000_000)
  assert.deepEqual((await scan(device)).resting, ['a.jpg'])
})

test('scanFolder() takes up files of the future, when the clock was set back since', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.clock.misset(-3_600_000)
  assert.deepEqual((await scan(device)).resting, [])
  assert.deepEqual(kinds(device), { 'a.jpg': 'original' })
})

test('scanFolder() tells photos, videos, sidecars and smaller versions from what is none of them', async () => {
  using device = restedDevice()
  const original = 'd'.repeat(64)
  const mark = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rollcall:derivative-of="${original}"/></rdf:RDF></x:xmpmeta>`
  device.write('a.jpg', samplePhoto('one'))
  device.write('b.mp4', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'))
  device.write('c.xmp', '<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>')
  device.write('small.jpg', samplePhoto(mark, 600))
  device.write('notes.txt', 'milk')
  device.write('Thumbs.db', 'x')
  device.write('@eaDir/a.jpg', samplePhoto('thumbnail'))
  device.write('empty.jpg', '')
  await scan(device)
  const told = device.state.folder.local().map(({ path, content }) => {
    const what =
      content.kind === 'original' ? `${content.assetKind} ${content.derivativeOf ?? ''}`.trim() : content.kind
    return [path, what] as const
  })
  assert.deepEqual(Object.fromEntries(told), {
    'a.jpg': 'photo',
    'b.mp4': 'video',
    'c.xmp': 'sidecar',
    'small.jpg': `photo ${original}`,
    'notes.txt': 'unsupported',
    'Thumbs.db': 'unsupported',
    '@eaDir/a.jpg': 'ignored',
    'empty.jpg': 'photo',
  })
})

test('scanFolder() reads a file again only when it has changed', async () => {
  let reads = 0
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    openToRead: (path) => {
      reads++
      return disk.openToRead(path)
    },
  })
  using device = restedDevice({ wrapDisk })
  device.write('a.jpg', samplePhoto('one'))
  device.write('b.jpg', samplePhoto('two'))
  await scan(device)
  assert.equal(reads, 2)
  assert.deepEqual(await scan(device), NO_NEWS)
  assert.equal(reads, 2)
  device.write('a.jpg', samplePhoto('one, edited'))
  assert.deepEqual(paths(await scan(device)), ['a.jpg'])
  assert.equal(reads, 3)
})

test('scanFolder() reads for a while only, names what it has not got to, and reads on from there', async () => {
  let clock: TestDevice['clock'] | null = null
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    openToRead: (path) => {
      clock?.advance(400)
      return disk.openToRead(path)
    },
  })
  using device = restedDevice({ wrapDisk })
  clock = device.clock
  for (const path of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']) device.write(path, samplePhoto(path))
  const reads: number[] = []
  for (
    let unread: readonly string[] | null = null, slice = 0;
    slice < 9 && (unread === null || unread.length > 0);
    slice++
  ) {
    const scanned: Scan | null = await scanFolder(device.ports, device.root, device.state.folder, unread, 500)
    assert.ok(scanned !== null)
    device.state.transaction(() => device.state.folder.putScan(scanned.found, scanned.gone))
    assert.deepEqual(scanned.gone, [])
    unread = scanned.unread
    reads.push(unread.length)
  }
  assert.deepEqual(reads, [2, 0])
  assert.deepEqual(new Set(Object.values(kinds(device))), new Set(['original']))
})

test('scanFolder() takes no file for whole that changes while it is read', async () => {
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    openToRead: async (path) => {
      const file = await disk.openToRead(path)
      appendFileSync(path, 'more')
      return file
    },
  })
  using device = restedDevice({ wrapDisk })
  device.write('a.jpg', samplePhoto('one'))
  const scanned = await scan(device)
  assert.deepEqual(scanned.resting, ['a.jpg'])
  assert.deepEqual(kinds(device), { 'a.jpg': 'changing' })
})

test('scanFolder() tells what is gone, and a file that took the place of a folder', async () => {
  using device = restedDevice()
  for (const path of ['a.jpg', 'trip/b.jpg', 'trip/c.jpg']) device.write(path, samplePhoto(path))
  await scan(device)
  rmSync(`${device.root}/a.jpg`)
  rmSync(`${device.root}/trip`, { recursive: true })
  device.write('trip', samplePhoto('now a file'))
  const scanned = await scan(device)
  assert.deepEqual([...scanned.gone].toSorted(), ['a.jpg', 'trip/b.jpg', 'trip/c.jpg'])
  assert.deepEqual(Object.keys(kinds(device)), ['trip'])
})

test('scanFolder() looks only where it is told to, and concludes nothing about the rest', async () => {
  using device = restedDevice()
  for (const path of ['a.jpg', 'trip/b.jpg', 'trip/deep/c.jpg', 'other/d.jpg'])
    device.write(path, samplePhoto(path))
  await scan(device)
  rmSync(`${device.root}/a.jpg`)
  rmSync(`${device.root}/trip`, { recursive: true })
  rmSync(`${device.root}/other`, { recursive: true })
  device.write('new.jpg', samplePhoto('new'))
  const scanned = await scan(device, ['trip', 'new.jpg', 'never/was.jpg'])
  assert.deepEqual([...scanned.gone].toSorted(), ['trip/b.jpg', 'trip/deep/c.jpg'])
  assert.deepEqual(paths(scanned), ['new.jpg'])
})

test('scanFolder() follows no symbolic link, and says so once', async () => {
  using device = restedDevice()
  device.write('real/a.jpg', samplePhoto('one'))
  symlinkSync('/etc', `${device.root}/outside`)
  symlinkSync(`${device.root}/real/a.jpg`, `${device.root}/link.jpg`)
  symlinkSync('/nowhere', `${device.root}/dangling.jpg`)
  symlinkSync('.', `${device.root}/loop`)
  await scan(device)
  assert.deepEqual(kinds(device), {
    'dangling.jpg': 'ignored',
    'link.jpg': 'ignored',
    loop: 'ignored',
    outside: 'ignored',
    'real/a.jpg': 'original',
  })
  assert.deepEqual(await scan(device), NO_NEWS)
  const inside = await scan(device, ['outside/passwd', 'loop/real/a.jpg'])
  assert.deepEqual(inside, NO_NEWS)
})

test('scanFolder() takes a file up again that a link has stood for', async () => {
  using device = restedDevice()
  device.write('a.jpg', samplePhoto('one'))
  await scan(device)
  renameSync(`${device.root}/a.jpg`, `${device.root}/b.jpg`)
  symlinkSync('b.jpg', `${device.root}/a.jpg`)
  await scan(device)
  assert.deepEqual(kinds(device), { 'a.jpg': 'ignored', 'b.jpg': 'original' })
  renameSync(`${device.root}/b.jpg`, `${device.root}/a.jpg`)
  await scan(device)
  assert.deepEqual(kinds(device), { 'a.jpg': 'original' })
})

test('scanFolder() leaves sockets and its own folder alone', {
  skip: process.platform === 'win32' && 'Windows has no sockets in folders',
}, async () => {
  using device = restedDevice()
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(`${device.root}/socket.jpg`, resolve)
  })
  device.write('.rollcall/trash/x.jpg', samplePhoto('trash'))
  device.write('old/.rollcall/incoming/y.jpg', samplePhoto('of another device'))
  await scan(device)
  await scan(device, ['.rollcall/trash/x.jpg', 'socket.jpg'])
  server.close()
  assert.deepEqual(kinds(device), {})
})

test('scanFolder() carries names that are not UTF-8 and finds their files again', {
  skip: process.platform !== 'linux' && 'only Linux lets such names be',
}, async () => {
  using device = restedDevice()
  const name = Buffer.concat([
    Buffer.from(`${device.root}/latin1_`),
    Buffer.from([0xe9]),
    Buffer.from('.jpg'),
  ])
  writeFileSync(name, samplePhoto('one'))
  writeFileSync(`${device.root}/new\nline.jpg`, samplePhoto('two'))
  writeFileSync(`${device.root}/Cafe\u0301.jpg`, samplePhoto('three'))
  writeFileSync(`${device.root}/Caf\u00e9.jpg`, samplePhoto('four'))
  await scan(device)
  const found = {
    'Cafe\u0301.jpg': 'original',
    'Caf\u00e9.jpg': 'original',
    'latin1_\uf0e9.jpg': 'original',
    'new\nline.jpg': 'original',
  }
  assert.deepEqual(kinds(device), found)
  assert.deepEqual(await scan(device, ['latin1_\uf0e9.jpg']), NO_NEWS)
  rmSync(name)
  assert.deepEqual((await scan(device)).gone, ['latin1_\uf0e9.jpg'])
})

/** A disk that refuses `calls` on paths that end in one of these names. */
function refusing(
  names: ReadonlySet<string>,
  calls: readonly ('list' | 'openToRead' | 'stat')[],
): TestDeviceOptions {
  const isRefused = (path: string) => names.has(path.slice(path.lastIndexOf('/') + 1))
  const refuse = async (): Promise<never> => {
    throw new DiskFailure('denied', 'Cannot look: the system does not allow it')
  }
  return {
    wrapDisk: (disk) => {
      const wrapped: Disk = { ...disk }
      return Object.assign(
        wrapped,
        calls.includes('list') && { list: (path: string) => (isRefused(path) ? refuse() : disk.list(path)) },
        calls.includes('openToRead') && {
          openToRead: (path: string) => (isRefused(path) ? refuse() : disk.openToRead(path)),
        },
        calls.includes('stat') && { stat: (path: string) => (isRefused(path) ? refuse() : disk.stat(path)) },
      )
    },
  }
}

test('[R17] scanFolder() keeps what lies below a folder that it cannot list', async () => {
  const refused = new Set<string>()
  using device = restedDevice(refusing(refused, ['list']))
  for (const path of ['a.jpg', 'locked/b.jpg', 'locked/deep/c.jpg']) device.write(path, samplePhoto(path))
  await scan(device)
  refused.add('locked')
  const closed = await scan(device)
  assert.deepEqual(closed.gone, [])
  assert.deepEqual(kinds(device), {
    'a.jpg': 'original',
    locked: 'unreadable',
    'locked/b.jpg': 'original',
    'locked/deep/c.jpg': 'original',
  })
  assert.deepEqual(await scan(device), NO_NEWS)
  refused.clear()
  const opened = await scan(device)
  assert.deepEqual(opened.gone, ['locked'])
  assert.equal(kinds(device)['locked/b.jpg'], 'original')
})

test('[R17] scanFolder() keeps everything when it cannot list the folder itself', async () => {
  const refused = new Set<string>()
  using device = restedDevice(refusing(refused, ['list']))
  device.write('a.jpg', samplePhoto('one'))
  await scan(device)
  refused.add(device.root.slice(device.root.lastIndexOf('/') + 1))
  assert.deepEqual((await scan(device)).gone, [])
})

test('scanFolder() reports a file that it cannot read with its last size, and reads it when it can', async () => {
  const refused = new Set(['a.jpg'])
  using device = restedDevice(refusing(refused, ['openToRead']))
  device.write('a.jpg', samplePhoto('one'))
  await scan(device)
  assert.deepEqual(device.state.folder.scanned('a.jpg')?.content, {
    kind: 'unreadable',
    failure: 'permission denied',
  })
  refused.clear()
  await scan(device)
  assert.deepEqual(kinds(device), { 'a.jpg': 'original' })
  device.write('a.jpg', samplePhoto('two', 300))
  refused.add('a.jpg')
  await scan(device)
  assert.deepEqual(
    device.state.folder.local().map(({ bytes, content }) => [bytes, content.kind]),
    [[200, 'unreadable']],
  )
})

test('scanFolder() reports a path that it is told of and may not look at', async () => {
  const refused = new Set<string>()
  using device = restedDevice(refusing(refused, ['stat']))
  device.write('trip/a.jpg', samplePhoto('one'))
  await scan(device)
  refused.add('trip')
  const scanned = await scan(device, ['trip/a.jpg'])
  assert.deepEqual(scanned.gone, [])
  assert.deepEqual(kinds(device), { 'trip/a.jpg': 'unreadable' })
})

test('[R17] scanFolder() answers null when the folder is not there, or is not this device', async () => {
  using device = restedDevice()
  device.write('a.jpg', samplePhoto('one'))
  await scan(device)
  const look = () => scanFolder(device.ports, device.root, device.state.folder, null)
  renameSync(`${device.root}/.rollcall/device.json`, `${device.root}/.rollcall/aside.json`)
  assert.equal(await look(), null)
  renameSync(device.root, `${device.root}.unmounted`)
  assert.equal(await look(), null)
  mkdirSync(device.root)
  assert.equal(await look(), null, 'an empty mount point')
  rmSync(device.root, { recursive: true })
  renameSync(`${device.root}.unmounted`, device.root)
})

test('[R17] scanFolder() concludes nothing when the folder goes while it looks', async () => {
  let isUnmounted = false
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    list: async (path) => {
      isUnmounted = true
      const entries = await disk.list(path)
      return entries.slice(0, 0)
    },
    stat: async (path) => (isUnmounted && path.endsWith('device.json') ? null : disk.stat(path)),
  })
  using device = restedDevice({ wrapDisk })
  assert.equal(await scanFolder(device.ports, device.root, device.state.folder, null), null)
})

test('scanFolder() says so when folders are too deep', async () => {
  using device = restedDevice()
  const deep = Array.from({ length: 66 }, () => 'd').join('/')
  device.write(`${deep}/a.jpg`, samplePhoto('one'))
  await scan(device)
  assert.deepEqual(Object.values(kinds(device)), ['unreadable'])
})
