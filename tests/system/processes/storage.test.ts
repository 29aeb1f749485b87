import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { photoOf, putFiles } from './media-files.ts'
import type { Scene, ServerProcess } from './scene.ts'
import { linkDevice, listOf, openScene, startServer, succeeds, syncOnce } from './scene.ts'

const PASSWORD = 'a long password'

/** What `storage --json` answers, as far as it is looked at. */
interface Told {
  readonly serverAnswers: boolean
  readonly usage: { readonly usedBytes: number; readonly quotaBytes: number | null }
  readonly plan: { readonly id: string } | null
  readonly request: { readonly plan: string; readonly state: string; readonly words: string } | null
  readonly offers: readonly { readonly kind: string; readonly items: number; readonly bytes: number }[]
  readonly fitting: readonly { readonly path: string }[]
  readonly left: readonly { readonly path: string }[]
}

async function answer<Shape>(folder: string, ...words: readonly string[]): Promise<Shape> {
  return JSON.parse((await succeeds([...words, '--folder', folder, '--json'])).stdout)
}

async function createAccount(data: string, name: string): Promise<void> {
  const args = ['admin', 'create-account', name, '--password-stdin', '--data', data]
  await succeeds(args, { input: `${PASSWORD}\n` })
}

/** A server, and a device of ben's, who does not own it. */
interface Home {
  readonly scene: Scene
  readonly server: ServerProcess
  readonly b: string
}

async function openHome(scene: Scene): Promise<Home> {
  const server = await startServer(scene)
  const b = join(scene.folder, 'b')
  const file = join(server.data, 'plans.json')
  const list = JSON.parse(await readFile(file, 'utf8'))
  list.plans = [
    { id: 'free', name: '1 MB', quotaBytes: 1_000_000, access: 'self' },
    { id: 'more', name: '3 MB', quotaBytes: 3_000_000, access: 'request' },
  ]
  await writeFile(file, JSON.stringify(list))
  await createAccount(server.data, 'ana')
  await createAccount(server.data, 'ben')
  await putFiles(b, { 'one.jpg': photoOf(1, 400_000), 'two.jpg': photoOf(2, 500_000) })
  await linkDevice(b, server.url, { deviceName: 'b', account: 'ben' })
  return { scene, server, b }
}

test('[R8] plans, what still fits, and freeing space, as a person goes through them', async (t) => {
  await using scene = await openScene()
  const home = await openHome(scene)
  await t.test('a new account has its plan, and is told what does not fit', () => tellsWhatFits(home))
  await t.test('a plan is asked for, declined with words, asked for again, granted', () => asksForMore(home))
  await t.test('a smaller plan deletes nothing; space is freed by hand', () => freesSpace(home))
  await t.test('a wish waits here while the server is away', () => waitsForServer(home))
})

async function tellsWhatFits({ b }: Home): Promise<void> {
  assert.equal((await answer<Told>(b, 'storage')).plan?.id, 'free')
  await syncOnce(b)
  await putFiles(b, { 'three.jpg': photoOf(3, 700_000) })
  await syncOnce(b, 1)
  const told = await answer<Told>(b, 'storage')
  assert.deepEqual([told.usage.usedBytes, told.usage.quotaBytes], [900_000, 1_000_000])
  assert.deepEqual([told.fitting.length, told.left.map(({ path }) => path)], [0, ['three.jpg']])
  const { stdout } = await succeeds(['storage', '--folder', b])
  assert.match(stdout, /900 kB used, of 1\.0 MB, 90 % \(plan 1 MB\)/)
  assert.match(stdout, /1 original \(700 kB\) here waits for room/)
}

async function asksForMore({ b, server }: Home): Promise<void> {
  assert.equal((await answer<{ state: string }>(b, 'plan', 'more')).state, 'asked')
  const requests = await succeeds(['admin', 'requests', '--data', server.data])
  assert.match(requests.stdout, /ben asks for 3 MB/)
  await succeeds(['admin', 'decline', 'ben', '--words', 'after Christmas', '--data', server.data])
  const declined = await answer<Told>(b, 'storage')
  assert.deepEqual([declined.request?.state, declined.request?.words], ['declined', 'after Christmas'])
  await answer(b, 'plan', 'more')
  await succeeds(['admin', 'grant', 'ben', '--data', server.data])
  const granted = await answer<Told>(b, 'storage')
  assert.deepEqual([granted.plan?.id, granted.usage.quotaBytes], ['more', 3_000_000])
  assert.deepEqual([granted.fitting.length, granted.left.length], [1, 0])
  assert.equal((await syncOnce(b)).safe, 3)
}

async function freesSpace({ b }: Home): Promise<void> {
  const { stdout } = await succeeds(['plan', 'free', '--folder', b])
  assert.match(stdout, /Nothing is deleted/)
  assert.equal((await syncOnce(b)).safe, 3)
  await succeeds(['trash', 'two.jpg', '--folder', b])
  const [offer] = (await answer<Told>(b, 'free-up-space')).offers
  assert.deepEqual([offer?.kind, offer?.items, offer?.bytes], ['trash', 1, 500_000])
  await succeeds(['free-up-space', '--kind', 'trash', '--yes', '--folder', b])
  await syncOnce(b)
  assert.deepEqual((await answer<Told>(b, 'storage')).offers, [])
  await succeeds(['undo', '--yes', '--folder', b])
  await syncOnce(b)
  assert.equal((await answer<Told>(b, 'storage')).offers[0]?.bytes, 500_000)
}

async function waitsForServer({ b, server, scene }: Home): Promise<void> {
  await server.process.kill()
  assert.equal((await answer<{ state: string }>(b, 'plan', 'free')).state, 'queued')
  const told = await answer<Told>(b, 'storage')
  assert.deepEqual([told.serverAnswers, told.usage.usedBytes], [false, 1_600_000])
  await startServer(scene, { port: server.port })
  await succeeds(['admin', 'set-quota', 'ben', 'none', '--data', server.data])
  await syncOnce(b)
  assert.equal((await answer<Told>(b, 'storage')).plan?.id, 'free')
  assert.equal((await listOf(b, 'safe')).length, 2)
}
