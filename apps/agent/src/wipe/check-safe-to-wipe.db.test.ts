import assert from 'node:assert/strict'
import { mkdirSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { accepted } from '@rollcall/protocol'
import { createEngine } from '../engine/engine.ts'
import { runEngineOnce } from '../engine/run-engine.ts'
import { devicePaths } from '../folder/device-paths.ts'
import { hashOf } from '../test-kit/fake-bytes.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import type { WipePorts, WipeReport } from './check-safe-to-wipe.ts'
import { checkSafeToWipe } from './check-safe-to-wipe.ts'
import { isSigned } from './verify-statement.ts'

async function sync({ ports }: TestDevice): Promise<void> {
  await runEngineOnce(createEngine(ports), ports.clock, new AbortController().signal)
}

async function keyOf({ library }: TestDevice): Promise<string> {
  const signed = await library.api.statement([], 0)
  assert.ok(signed.ok)
  return signed.value.publicKey
}

async function check(device: TestDevice, changes: Partial<WipePorts> = {}): Promise<WipeReport> {
  let pinned: string | null = null
  return checkSafeToWipe({
    ...device.ports,
    server: { serverKey: async () => accepted({ publicKey: await keyOf(device) }) },
    libraryId: '2'.repeat(32),
    pinnedKey: () => pinned,
    pinKey: (key) => (pinned = key),
    onProgress: { read: () => undefined, attested: () => undefined },
    ...changes,
  })
}

function lossesOf({ losses }: WipeReport): readonly string[] {
  return losses.map(({ path, code }) => `${path} ${code}`)
}

test('[R6] checkSafeToWipe() answers SAFE with a signed statement over everything that lies here', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.write('deep/copy of a.jpg', samplePhoto('one'))
  device.write('deep/b.jpg', samplePhoto('two', 3_000))
  device.write('notes.txt', 'no photo')
  await sync(device)
  const report = await check(device)
  assert.deepEqual([report.verdict, report.losses], ['SAFE', []])
  assert.ok(report.statement !== null && isSigned(report.statement))
  assert.equal(report.statement.body.originals, 2)
  assert.equal(report.statement.body.ignored, 1)
  assert.equal(isSigned({ ...report.statement, body: { ...report.statement.body, originals: 3 } }), false)
})

test('[R6] checkSafeToWipe() names what was not sent, with why', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  device.write('new.jpg', samplePhoto('new'))
  device.clock.advance(5_000)
  const report = await check(device)
  assert.deepEqual([report.verdict, report.statement], ['NOT_SAFE', null])
  assert.deepEqual(lossesOf(report), ['new.jpg not_held'])
})

test('[R6] checkSafeToWipe() reads every file again, and believes no scan', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  const scanned = device.state.folder.scanned('a.jpg')
  assert.ok(scanned !== null)
  writeFileSync(`${device.root}/a.jpg`, samplePhoto('two'))
  const seconds = Number(BigInt(scanned.stat.modifiedNs) / 1_000_000n) / 1_000
  utimesSync(`${device.root}/a.jpg`, seconds, seconds)
  device.clock.advance(5_000)
  assert.deepEqual(lossesOf(await check(device)), ['a.jpg not_held'])
})

test('[R6] checkSafeToWipe() has the server read back: what is damaged there would be lost', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  device.library.rotten.add(hashOf(samplePhoto('one')))
  assert.deepEqual(lossesOf(await check(device)), ['a.jpg damaged'])
})

test('[R6] checkSafeToWipe() tells of a file whose photo is in the trash', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  const [asset] = device.library.assets.values()
  assert.ok(asset !== undefined)
  device.library.act({ op: 'trash', args: { assetId: asset.id, source: 'explicit' } })
  assert.deepEqual(lossesOf(await check(device)), ['a.jpg in_trash'])
  await sync(device)
  const aside = await check(device)
  assert.deepEqual([aside.verdict, aside.found?.setAside.length], ['SAFE', 1], 'set aside, it is told apart')
})

test('[R6] checkSafeToWipe() tells of a set-aside file that only this device has', async () => {
  using device = createTestDevice()
  await sync(device)
  mkdirSync(devicePaths(device.root).trash)
  writeFileSync(`${devicePaths(device.root).trash}/${'a'.repeat(64)}`, samplePhoto('only here'))
  const report = await check(device)
  assert.deepEqual(lossesOf(report), [`.rollcall/trash/${'a'.repeat(64)} set_aside_only_here`])
})

test('[R6] checkSafeToWipe() does not take a file for whole that is still written, or that cannot be read', async () => {
  using device = createTestDevice()
  await sync(device)
  device.write('half.jpg', samplePhoto('half'))
  assert.deepEqual(lossesOf(await check(device)), ['half.jpg changing'])
})

test('[R6] checkSafeToWipe() counts changes that were not sent', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  const [asset] = device.library.assets.values()
  assert.ok(asset !== undefined)
  const caption = { op: 'setCaption', args: { assetId: asset.id, value: 'Oslo' } } as const
  device.state.transaction(() => device.state.replica.queue(caption, null))
  assert.deepEqual(lossesOf(await check(device)), ['null unsent_changes'])
  await sync(device)
  assert.equal((await check(device)).verdict, 'SAFE')
})

test('[R6] checkSafeToWipe() says UNKNOWN while the server does not answer, at whatever point', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  const { api } = device.library
  const cut: WipePorts['api'] = {
    ...api,
    attest: async (hashes, maxAgeMs) => {
      const whole = await api.attest(hashes, maxAgeMs)
      assert.ok(whole.ok)
      const [first] = (await whole.value.text()).split('\n')
      return accepted(new Response(`${first}\n`))
    },
  }
  const broken = await check(device, { api: cut })
  assert.deepEqual([broken.verdict, broken.code], ['UNKNOWN', 'no_answer'])
  device.library.weather.isAway = true
  const away = await check(device)
  assert.deepEqual([away.verdict, away.code, away.statement], ['UNKNOWN', 'no_answer', null])
})

test('[R6] checkSafeToWipe() does not say SAFE of a folder that changed while it was checked', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.write('b.jpg', samplePhoto('two'))
  await sync(device)
  const { api } = device.library
  for (const change of [
    () => device.write('c.jpg', samplePhoto('three')),
    () => unlinkSync(`${device.root}/b.jpg`),
    () => device.write('a.jpg', samplePhoto('other')),
  ]) {
    const changing: WipePorts['api'] = {
      ...api,
      statement: async (hashes, ignored) => {
        const signed = await api.statement(hashes, ignored)
        change()
        return signed
      },
    }
    const report = await check(device, { api: changing })
    assert.deepEqual([report.verdict, report.code, report.statement], ['NOT_SAFE', 'changed_meanwhile', null])
    device.clock.advance(5_000)
    await sync(device)
  }
})

test('[R6] checkSafeToWipe() relies on no other key than the one that it first saw', async () => {
  using device = createTestDevice()
  await sync(device)
  const report = await check(device, { pinnedKey: () => 'another key' })
  assert.deepEqual([report.verdict, report.code], ['UNKNOWN', 'other_key'])
})

test('[R6] checkSafeToWipe() relies on no statement about other originals, or with another signature', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  const { api } = device.library
  const about: WipePorts['api'] = {
    ...api,
    statement: (_, ignored) => api.statement([], ignored),
  }
  assert.equal((await check(device, { api: about })).code, 'not_what_was_asked')
  const forged: WipePorts['api'] = {
    ...api,
    statement: async (hashes, ignored) => {
      const signed = await api.statement(hashes, ignored)
      return signed.ok ? accepted({ ...signed.value, body: { ...signed.value.body, bytes: 1 } }) : signed
    },
  }
  assert.equal((await check(device, { api: forged })).code, 'not_what_was_asked')
})
