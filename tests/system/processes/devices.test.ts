import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { photoOf, putFiles } from './media-files.ts'
import { exits, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'

test('every device tells how the others are, also without the server', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a', 'b'])
  await putFiles(folders.a, { 'one.jpg': photoOf(1), 'two.jpg': photoOf(2) })
  await syncOnce(folders.a)
  const { stdout } = await succeeds(['devices', '--json', '--folder', folders.b])
  const { devices, isFresh } = JSON.parse(stdout) as Told
  assert.equal(isFresh, true)
  const a = devices.find(({ name }) => name === 'a')
  assert.equal(a?.report?.counts.safe, 2)
  assert.equal(a.report.engine.state, 'not_running')
  assert.match((await succeeds(['devices', '--folder', folders.b])).stdout, /2 originals: 2 safe/)

  await server.process.kill()
  const alone = await succeeds(['devices', '--folder', folders.b])
  assert.match(alone.stdout, /^The server does not answer\. As of [^\n]*\n[^]*2 originals: 2 safe/)
})

test('alarms are chosen and tried from any device', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a'])
  const at = ['--folder', folders.a]
  const refused = await exits(2, ['alarms', '--webhook', 'ftp://x', ...at])
  assert.match(refused.stderr, /'ftp:\/\/x' is no address for an alarm/)
  const toItself = ['alarms', '--webhook', `${server.url}/nowhere`, '--test', ...at]
  const kept = await exits(1, toItself)
  assert.match(kept.stdout, /! webhook: .* is an address of the server's own network/)
  await writeFile(join(server.data, 'alarms.json'), JSON.stringify({ allowPrivateWebhooks: true }))
  // Nobody listens there: the server itself answers that it knows no such route.
  const chosen = await exits(1, toItself)
  assert.match(chosen.stdout, /! webhook: .* did not: it answered 404\./)
  const { stdout } = await succeeds(['alarms', '--webhook', 'off', '--json', ...at])
  assert.equal(JSON.parse(stdout).webhook, null)
})

interface Told {
  readonly isFresh: boolean
  readonly devices: readonly {
    readonly name: string
    readonly report: {
      readonly counts: { readonly safe: number }
      readonly engine: { readonly state: string }
    } | null
  }[]
}
