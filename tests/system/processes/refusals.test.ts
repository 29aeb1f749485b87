import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { problemSchema, SINGLE_PUT_MAX_BYTES } from '@rollcall/protocol'
import type { ProblemCode } from '@rollcall/protocol'
import { photoOf, putFiles, shaOf } from './media-files.ts'
import {
  ACCOUNT,
  assetsOf,
  callLibrary,
  createAccount,
  deviceOf,
  exits,
  intactBlobs,
  linkDevice,
  listOf,
  openHousehold,
  openScene,
  succeeds,
  syncOnce,
} from './scene.ts'

test('whoever may not, or sends what is not so, is refused by name, and nothing half-done stays', async (t) => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a', 'b'])
  const { a, b } = folders
  const photo = photoOf(1)
  const path = `blobs/${shaOf(photo)}`
  const target = `/api/v1/libraries/${deviceOf(a).libraryId}/${path}`
  const put = (headers: Readonly<Record<string, string>>, body: Uint8Array) =>
    sendRaw(server.port, `PUT ${target} HTTP/1.1`, { authorization: `Bearer ${deviceOf(a).token}`, ...headers }, body)

  await t.test('a wrong password links nothing, and says so', async () => {
    const folder = join(scene.folder, 'wrong')
    const args = ['link', server.url, '--folder', folder, '--account', ACCOUNT, '--password-stdin']
    const { stderr } = await exits(1, args, { input: 'a wrong password\n' })
    assert.match(stderr, /password is wrong \(wrong_password\)/)
    assert.match((await exits(1, ['status', '--folder', folder])).stderr, /is not linked/)
  })

  await t.test('[R15] bytes that are not their hash are 422', async () => {
    await answers(422, 'digest_mismatch', put({ 'content-length': String(photo.length) }, photoOf(2)))
  })

  await t.test('[R15] a body cut short is refused, or hears nothing any more', async () => {
    await put({ 'content-length': String(photo.length) }, photo.subarray(0, 1_000))
  })

  await t.test('[R15] a body larger than a request may carry is 413, without being read', async () => {
    await answers(413, 'too_large', put({ 'content-length': String(SINGLE_PUT_MAX_BYTES + 1) }, photo))
  })

  await t.test('a body of no declared length is 411', async () => {
    const chunk = Buffer.concat([Buffer.from(`${photo.length.toString(16)}\r\n`), photo, Buffer.from('\r\n0\r\n\r\n')])
    await answers(411, 'length_required', put({ 'transfer-encoding': 'chunked' }, chunk))
  })

  await t.test("another account's library is 403, whether it exists or not", async () => {
    await createAccount(server.data, { name: 'ben' })
    const foreign = join(scene.folder, 'foreign')
    await linkDevice(foreign, server.url, { deviceName: 'foreign', account: 'ben' })
    const authorization = `Bearer ${deviceOf(foreign).token}`
    for (const libraryId of [deviceOf(a).libraryId, 'f'.repeat(32)]) {
      for (const [method, route] of [['GET', 'changes'], ['GET', path], ['POST', 'verify']] as const) {
        const response = await fetch(`${server.url}/api/v1/libraries/${libraryId}/${route}`, {
          method,
          headers: { authorization },
        })
        await answers(403, 'not_a_member', Promise.resolve(response))
      }
    }
  })

  await t.test('no token, a wrong one and an expired one are 401', async () => {
    const ask = (authorization: string) => fetch(`${server.url}/api/v1/me`, { headers: { authorization } })
    await answers(401, 'signed_out', ask(''))
    await answers(401, 'auth_expired', ask(`Bearer rc_${'0'.repeat(64)}`))
    touchDevice(server.data, deviceOf(b).deviceId, 0)
    await answers(401, 'auth_expired', ask(`Bearer ${deviceOf(b).token}`))
  })

  await t.test('nothing of all that left a trace', async () => {
    assert.deepEqual(await assetsOf(a), [])
    assert.deepEqual([...intactBlobs(server.data)], [])
    const usage = await (await callLibrary(a, 'GET', 'usage')).json()
    assert.deepEqual([usage.usedBytes, usage.reservedBytes], [0, 0])
  })

  await t.test('[R2] a device whose session has expired says so of each item, and what to do', async () => {
    await putFiles(b, { 'late.jpg': photo })
    await syncOnce(b, 1)
    assert.deepEqual((await listOf(b, 'blocked')).map(({ code }) => code), ['auth_expired'])
    touchDevice(server.data, deviceOf(b).deviceId, Date.now())
    assert.equal((await syncOnce(b)).safe, 1)
  })

  await t.test('[R2] a removed device says so of each item, keeps its files, and can be linked again', async () => {
    await succeeds(['devices', '--remove', deviceOf(b).deviceId, '--folder', a])
    await putFiles(b, { 'later.jpg': photoOf(3) })
    const roll = await syncOnce(b, 1)
    assert.deepEqual([roll.safe, roll.blocked], [1, 1])
    const [item] = await listOf(b, 'blocked')
    assert.deepEqual([item?.path, item?.code], ['later.jpg', 'device_removed'])
    assert.equal((await assetsOf(a)).length, 1)
    await succeeds(['unlink', '--folder', b])
    await linkDevice(b, server.url, { deviceName: 'b' })
    assert.equal((await syncOnce(b)).safe, 2)
  })

  await t.test('[R2] a removed device does not say that it has synced, though all it knows of is safe', async () => {
    await succeeds(['devices', '--remove', deviceOf(b).deviceId, '--folder', a])
    const { stderr } = await exits(1, ['sync', '--once', '--folder', b])
    assert.match(stderr, /removed from the account/)
  })

  await t.test('a server that is away does not count as synced either', async () => {
    await syncOnce(a)
    await server.process.kill()
    const { stderr } = await exits(1, ['sync', '--once', '--folder', a])
    assert.match(stderr, /does not answer/)
  })
})

test('a device is let in by the code that it shows, once another one has approved it', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a'])
  await putFiles(folders.a, { 'one.jpg': photoOf(1) })
  const c = join(scene.folder, 'c')
  const linking = scene.start(['link', server.url, '--folder', c, '--name', 'c'])
  let code: string | undefined
  while (code === undefined && linking.isRunning()) {
    await new Promise((resolve) => setTimeout(resolve, 25))
    code = /rollcall approve (\S+)/.exec(linking.stdout())?.[1]
  }
  const wrong = await exits(1, ['approve', 'WRNG-CODE', '--folder', folders.a])
  assert.match(wrong.stderr, /code_expired/)
  await succeeds(['approve', code ?? '', '--folder', folders.a])
  assert.equal((await linking.ended()).code, 0, linking.stderr())
  await syncOnce(folders.a)
  assert.equal((await syncOnce(c)).safe, 1)
  const { stdout } = await succeeds(['devices', '--json', '--folder', c])
  const devices: { name: string; current: boolean }[] = JSON.parse(stdout).devices
  assert.deepEqual(devices.map(({ name, current }) => `${name} ${current}`).toSorted(), ['a false', 'c true'])
})

/** Sends a request as it is, right or wrong, ends the connection's own half, and answers what comes back. */
async function sendRaw(
  port: number,
  line: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<Response> {
  const socket = connect(port, '127.0.0.1')
  const pieces: Buffer[] = []
  socket.on('data', (piece: Buffer) => pieces.push(piece))
  socket.on('error', () => undefined) // the answer was given before the body was read
  const fields = Object.entries({ host: 'server', connection: 'close', ...headers })
  socket.write(`${line}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  socket.end(body)
  await once(socket, 'close', { signal: AbortSignal.timeout(10_000) })
  const [head = '', ...rest] = Buffer.concat(pieces).toString().split('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  return status === 0 ? Response.error() : new Response(rest.join('\r\n\r\n').replaceAll(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, ''), { status })
}

async function answers(status: number, code: ProblemCode, answer: Promise<Response>): Promise<void> {
  const response = await answer
  assert.deepEqual([response.status, problemSchema.parse(await response.json()).code], [status, code])
}

/** Sets when a device was last seen, behind the server's back: nobody can wait 400 days. */
function touchDevice(data: string, deviceId: string, lastSeenAt: number): void {
  const database = new DatabaseSync(join(data, 'rollcall.db'), { timeout: 5_000 })
  database.prepare('UPDATE device SET last_seen_at = ? WHERE device_id = ?').run(lastSeenAt, deviceId)
  database.close()
}
