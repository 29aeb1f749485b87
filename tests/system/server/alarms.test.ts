import assert from 'node:assert/strict'
import { createECDH, randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { alarmsSchema, alarmTrialsSchema } from '@rollcall/protocol'
import type { Log } from '@rollcall/server'
import { createAlarmPosts, silentLog, soundAlarms } from '@rollcall/server'
import { catchMail } from './mail-catcher.ts'
import { sampleReport } from './sample-report.ts'
import type { Member, TestServer } from './server-harness.ts'
import { refusedWith, startServer } from './server-harness.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

test('a device that goes quiet is told of once by webhook, and again after it was heard', async () => {
  await using listener = await listen()
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  const phone = await server.signIn('ana', "Mum's phone")
  await report(phone, 143)
  await choose(laptop, { webhook: listener.url, email: null })

  assert.equal(await passHours(server, laptop, 71), 0)
  assert.equal(await passHours(server, laptop, 3), 1)
  assert.equal(await passHours(server, laptop, 48), 0, 'once for a silence')
  assert.deepEqual(
    listener.received.map(({ body }) => JSON.parse(body.toString())),
    [
      {
        kind: 'quiet_devices',
        account: 'ana',
        title: "Mum's phone has gone quiet",
        sentences: ["Mum's phone: nothing for 3 days; 143 originals there were not safe at last contact"],
        devices: [{ name: "Mum's phone", silentDays: 3, notSafe: 143 }],
      },
    ],
  )
  await report(phone, 143)
  assert.equal(await passHours(server, laptop, 75), 1)
})

test('[R13] a clock that is set forward by a year calls nobody quiet', async () => {
  await using listener = await listen()
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  await choose(laptop, { webhook: listener.url, email: null })
  const posts = createAlarmPosts(join(server.folder, 'alarms.json'))
  await soundAlarms({ ...server.ports, posts })
  const { clock } = server.ports
  const wrong = { ...clock, now: () => clock.now() + 365 * DAY_MS }
  assert.equal(await soundAlarms({ ...server.ports, posts, clock: wrong }), 0)
  assert.equal(listener.received.length, 0)
})

test('a silence that nobody could be told of is told when somebody can', async () => {
  await using listener = await listen()
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  await report(await server.signIn('ana', 'Phone'), 1)
  assert.equal(await passHours(server, laptop, 80), 0)
  await choose(laptop, { webhook: listener.url, email: null })
  listener.answer(503)
  assert.equal(await passHours(server, laptop, 1), 0)
  assert.equal(listener.received.length, 3, 'three tries')
  listener.answer(200)
  assert.equal(await passHours(server, laptop, 1), 1)
})

test('mail goes through the server of alarms.json, and the trial says why it does not', async () => {
  await using catcher = await catchMail()
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  await choose(laptop, { webhook: null, email: 'ana@example.org' })
  assert.deepEqual(await trial(laptop), ['email ana@example.org: this server was not told how to send mail'])

  const smtp = { host: '127.0.0.1', port: catcher.port, from: 'rollcall@example.org' }
  await writeFile(join(server.folder, 'alarms.json'), JSON.stringify({ smtp }))
  assert.deepEqual(await trial(laptop), ['email ana@example.org: told'])
  assert.match(catcher.recipients.join(), /<ana@example\.org>/)
  assert.match(catcher.messages.join(), /Subject: A trial of Rollcall/)
  const { canMail } = alarmsSchema.parse(await (await laptop.inLibrary('GET', 'alarms')).json())
  assert.equal(canMail, true)
})

test('web push sends only sealed words, and forgets a browser that is gone', async () => {
  await using listener = await listen()
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  const subscription = { endpoint: `${listener.url}push/1`, keys: browserKeys() }
  assert.equal((await laptop.inLibrary('POST', 'push-subscriptions', { json: subscription })).status, 204)
  assert.deepEqual(await trial(laptop), [`push ${new URL(listener.url).origin}: told`])
  const [{ body, headers } = assert.fail()] = listener.received
  assert.equal(headers['content-encoding'], 'aes128gcm')
  assert.match(String(headers['authorization']), /^vapid t=.+, k=.+/)
  assert.doesNotMatch(body.toString('latin1'), /trial|Rollcall/)

  listener.answer(410)
  await trial(laptop)
  assert.deepEqual(await trial(laptop), [], 'nobody is left to tell')
  const kept = alarmsSchema.parse(await (await laptop.inLibrary('GET', 'alarms')).json())
  assert.equal(kept.pushSubscriptions, 0)
  assert.equal(kept.pushKey.length > 80, true)
})

test('an alarm takes only addresses that can be one', async () => {
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  for (const wrong of [
    { webhook: 'file:///etc/passwd', email: null },
    { webhook: 'nowhere', email: null },
    { webhook: null, email: 'not an address' },
  ])
    assert.equal((await laptop.inLibrary('PUT', 'alarms', { json: wrong })).status, 400)
})

test('a password in the address of a webhook goes where it belongs, and into no log', async () => {
  await using listener = await listen()
  const logged: string[] = []
  const note = (what: string, facts?: unknown) => logged.push(`${what} ${JSON.stringify(facts)}`)
  await using scene = await openScene({ debug: note, info: note, error: note })
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  const webhook = listener.url.replace('http://', 'http://ana:very%20secret@')
  await choose(laptop, { webhook, email: null })
  assert.deepEqual(await trial(laptop), [`webhook ${webhook}: told`])
  const [{ headers } = assert.fail()] = listener.received
  assert.equal(headers['authorization'], `Basic ${Buffer.from('ana:very secret').toString('base64')}`)

  listener.answer(500)
  await choose(laptop, { webhook: webhook.replace('%20', '%'), email: null })
  await trial(laptop)
  assert.ok(logged.length > 0)
  assert.doesNotMatch(logged.join(), /secret/)
})

test('no webhook leads into the network of the server, unless its owner allows that', async () => {
  await using listener = await listen()
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  await rm(join(server.folder, 'alarms.json'))
  for (const host of ['127.0.0.1', 'localhost']) {
    await choose(laptop, { webhook: listener.url.replace('127.0.0.1', host), email: null })
    const [said = ''] = await trial(laptop)
    assert.match(said, /its owner has not allowed/, host)
  }
  assert.equal(listener.received.length, 0)
  await writeFile(join(server.folder, 'alarms.json'), JSON.stringify({ allowPrivateWebhooks: true }))
  await choose(laptop, { webhook: listener.url, email: null })
  assert.deepEqual(await trial(laptop), [`webhook ${listener.url}: told`])
})

test('nobody is sent on to another address, and trials are slowed down', async () => {
  await using elsewhere = await listen()
  await using listener = await listen()
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  await choose(laptop, { webhook: listener.url, email: null })
  listener.answer(307, { location: elsewhere.url })
  const [said = ''] = await trial(laptop)
  assert.match(said, /could not be reached/)
  assert.equal(elsewhere.received.length, 0)

  listener.answer(200)
  for (let count = 0; count < 9; count++) await trial(laptop)
  const facts = await refusedWith('throttled', laptop.inLibrary('POST', 'alarms/trial', { json: {} }))
  assert.ok(Number(facts['retryAfterMs']) > 0)
  assert.equal(listener.received.length, 3 + 9, 'three tries of the first')
})

test('browsers that ask at once are told one key', async () => {
  await using scene = await openScene()
  await using server = scene.server
  const laptop = await server.signIn('ana', 'Laptop')
  const keys = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const response = await laptop.inLibrary('GET', 'alarms')
      return alarmsSchema.parse(await response.json()).pushKey
    }),
  )
  assert.equal(new Set(keys).size, 1)
})

test('a server that stops waits for no alarm, and one broken account keeps no other from being told', async () => {
  await using listener = await listen()
  await using scene = await openScene()
  await using server = scene.server
  await server.addAccount('ben')
  await server.signIn('ana', 'Laptop')
  const bens = await server.signIn('ben', 'Laptop')
  await server.signIn('ben', 'Phone')
  await choose(bens, { webhook: listener.url, email: null })
  const { store } = server.ports
  const silencesOf: typeof store.reports.silencesOf = async (accountId) => {
    const account = await store.accounts.byId(accountId)
    if (account?.name === 'ana') throw new Error('Cannot read silences: a test says so')
    return await store.reports.silencesOf(accountId)
  }
  const broken = { ...server.ports, store: { ...store, reports: { ...store.reports, silencesOf } } }
  const posts = createAlarmPosts(join(server.folder, 'alarms.json'))
  for (let hour = 0; hour < 9 * 24 + 1; hour++) {
    await assert.rejects(soundAlarms({ ...broken, posts }), /a test says so/)
    server.pass(HOUR_MS)
    await bens.call('GET', 'me')
  }
  await assert.rejects(soundAlarms({ ...broken, posts }), /a test says so/)
  assert.equal(listener.received.length, 1)
  assert.equal(await soundAlarms({ ...server.ports, posts, stop: AbortSignal.abort() }), 0)
})

/** A server with the real ways out, and the account `ana`. */
async function openScene(log: Log = silentLog): Promise<AsyncDisposable & { readonly server: TestServer }> {
  const folder = { path: '' }
  const late = () => createAlarmPosts(join(folder.path, 'alarms.json'))
  const server = await startServer({
    log,
    alarmPosts: {
      webhook: (url, message) => late().webhook(url, message),
      canMail: () => late().canMail(),
      mail: (to, message) => late().mail(to, message),
      push: (subscription, keys, message) => late().push(subscription, keys, message),
      makePushKeys: () => late().makePushKeys(),
    },
  })
  folder.path = server.folder
  // The listeners of these tests are on this machine.
  await writeFile(join(server.folder, 'alarms.json'), JSON.stringify({ allowPrivateWebhooks: true }))
  await server.addAccount('ana')
  return { server, [Symbol.asyncDispose]: async () => undefined }
}

/** Lets hours pass, with a round in each, while `alive` is heard. Answers how many devices were told of. */
async function passHours(server: TestServer, alive: Member, hours: number): Promise<number> {
  const posts = createAlarmPosts(join(server.folder, 'alarms.json'))
  let told = 0
  for (let hour = 0; hour < hours; hour++) {
    server.pass(HOUR_MS)
    await alive.call('GET', 'me')
    told += await soundAlarms({ ...server.ports, posts })
  }
  return told
}

async function report(device: Member, waiting: number): Promise<void> {
  const path = `devices/${device.session.deviceId}/report`
  assert.equal((await device.inLibrary('PUT', path, { json: sampleReport({ waiting }) })).status, 204)
}

async function choose(device: Member, json: unknown): Promise<void> {
  assert.equal((await device.inLibrary('PUT', 'alarms', { json })).status, 200)
}

async function trial(device: Member): Promise<readonly string[]> {
  const response = await device.inLibrary('POST', 'alarms/trial', { json: {} })
  const { trials } = alarmTrialsSchema.parse(await response.json())
  return trials.map(({ channel, to, why }) => `${channel} ${to}: ${why ?? 'told'}`)
}

/** What a browser would subscribe with. */
function browserKeys(): { readonly p256dh: string; readonly auth: string } {
  const pair = createECDH('prime256v1')
  return { p256dh: pair.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') }
}

interface Received {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
}

interface Listener extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
  /** Answers this status from now on. */
  readonly answer: (status: number, headers?: Readonly<Record<string, string>>) => void
}

/** A web server of this machine that keeps what it is sent. */
async function listen(): Promise<Listener> {
  const received: Received[] = []
  let status = 200
  let answered: Readonly<Record<string, string>> = {}
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    received.push({ headers: request.headers, body: Buffer.concat(pieces) })
    response.writeHead(status, answered).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    answer: (wanted, headers = {}) => {
      status = wanted
      answered = headers
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
