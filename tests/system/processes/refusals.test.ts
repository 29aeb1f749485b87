import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { request } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import type { ProblemCode } from '@rollcall/protocol'
import { problemSchema, SINGLE_PUT_MAX_BYTES, usageSchema } from '@rollcall/protocol'
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
import { until } from './until.ts'

describe('refusals', { concurrency: true }, () => {
  test('[R15] bytes that are not so, and whoever may not, are refused by name and leave nothing', async (t) => {
    await using scene = await openScene()
    const { server, folders } = await openHousehold(scene, ['a'])
    const { a } = folders
    const photo = photoOf(1)
    const path = `blobs/${shaOf(photo)}`
    const pathname = `/api/v1/libraries/${deviceOf(a).libraryId}/${path}`
    const length = String(photo.length)
    const put = (headers: OutgoingHttpHeaders) =>
      request(`${server.url}${pathname}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${deviceOf(a).token}`, ...headers },
      })

    await t.test('bytes that are not their hash are 422', () =>
      answers(422, 'digest_mismatch', answerTo(put({ 'content-length': length }).end(photoOf(2)))),
    )

    await t.test('a body cut short is no original', async () => {
      const sending = put({ 'content-length': length })
      sending.on('error', () => undefined) // cut off below
      await new Promise<void>((resolve) => sending.write(photo.subarray(0, 1_000), () => resolve()))
      sending.destroy()
      await until('the refusal of the rest', () => server.answered().some(({ status }) => status === 400))
    })

    await t.test('a body larger than a request may carry is 413, without being read', () => {
      const sending = put({ 'content-length': String(SINGLE_PUT_MAX_BYTES + 1) })
      sending.write(photo)
      return answers(413, 'too_large', answerTo(sending))
    })

    await t.test('a body of no declared length is 411', () =>
      answers(411, 'length_required', answerTo(put({ 'transfer-encoding': 'chunked' }).end(photo))),
    )

    await t.test("another account's library is 403, whether it exists or not", async () => {
      await createAccount(server.data, { name: 'ben' })
      const foreign = join(scene.folder, 'foreign')
      await linkDevice(foreign, server.url, { deviceName: 'foreign', account: 'ben' })
      const headers = { authorization: `Bearer ${deviceOf(foreign).token}` }
      for (const libraryId of [deviceOf(a).libraryId, 'f'.repeat(32)]) {
        for (const [method, route] of ROUTES_OF_MEMBERS) {
          const answer = fetch(`${server.url}/api/v1/libraries/${libraryId}/${route}`, { method, headers })
          await answers(403, 'not_a_member', answer)
        }
      }
    })

    await t.test('no token and a wrong one are 401', async () => {
      const ask = (authorization: string) => fetch(`${server.url}/api/v1/me`, { headers: { authorization } })
      await answers(401, 'signed_out', ask(''))
      await answers(401, 'auth_expired', ask(`Bearer rc_${'0'.repeat(64)}`))
    })

    await t.test('nothing of all that left a trace', async () => {
      assert.deepEqual(await assetsOf(a), [])
      assert.deepEqual([...intactBlobs(server.data)], [])
      assert.deepEqual(await readdir(join(server.data, 'incoming')), [])
      const usage = usageSchema.parse(await (await callLibrary(a, 'GET', 'usage')).json())
      assert.deepEqual([usage.usedBytes, usage.reservedBytes], [0, 0])
    })
  })

  test('[R2] a device that is not let in any more says so, keeps its files, and can be linked again', async (t) => {
    await using scene = await openScene()
    const { server, folders } = await openHousehold(scene, ['a', 'b'])
    const { a, b } = folders
    await putFiles(b, { 'one.jpg': photoOf(1) })

    await t.test('its session has expired', async () => {
      touchDevice(server.data, deviceOf(b).deviceId, 0)
      await answers(401, 'auth_expired', callLibrary(b, 'GET', 'usage'))
      assert.equal((await syncOnce(b, 1)).blocked, 1)
      assert.deepEqual(
        (await listOf(b, 'blocked')).map(({ code }) => code),
        ['auth_expired'],
      )
      touchDevice(server.data, deviceOf(b).deviceId, Date.now())
      assert.equal((await syncOnce(b)).safe, 1)
    })

    await t.test('it was removed', async () => {
      await putFiles(b, { 'two.jpg': photoOf(2) })
      await succeeds(['devices', '--remove', deviceOf(b).deviceId, '--folder', a])
      await answers(401, 'device_removed', callLibrary(b, 'GET', 'usage'))
      const { stderr } = await exits(1, ['sync', '--once', '--folder', b])
      assert.match(stderr, /This device was removed from the account/)
      assert.doesNotMatch(stderr, /does not answer/)
      const [item] = await listOf(b, 'blocked')
      assert.deepEqual([item?.path, item?.code], ['two.jpg', 'device_removed'])
      assert.equal((await assetsOf(a)).length, 1)
    })

    await t.test('it is linked again', async () => {
      await succeeds(['unlink', '--keep', '--yes', '--folder', b])
      await linkDevice(b, server.url, { deviceName: 'b' })
      assert.equal((await syncOnce(b)).safe, 2)
    })
  })

  test('sync --once does not say that it has synced when the server is away, though all it knows of is safe', async () => {
    await using scene = await openScene()
    const { server, folders } = await openHousehold(scene, ['a'])
    await putFiles(folders.a, { 'one.jpg': photoOf(1) })
    await syncOnce(folders.a)
    await server.process.kill()
    const { stderr } = await exits(1, ['sync', '--once', '--folder', folders.a])
    assert.match(stderr, /Not synced: The server at http:\S+ does not answer/)
  })

  test('a wrong password links nothing; a code that another device approves does', async () => {
    await using scene = await openScene()
    const { server, folders } = await openHousehold(scene, ['a'])
    const { a } = folders
    await putFiles(a, { 'one.jpg': photoOf(1) })
    const c = join(scene.folder, 'c')
    const args = ['link', server.url, '--folder', c, '--account', ACCOUNT, '--password-stdin']
    const { stderr } = await exits(1, args, { input: 'a wrong password\n' })
    assert.match(stderr, /password is wrong \(wrong_password\)/)
    assert.match((await exits(1, ['status', '--folder', c])).stderr, /is not linked/)

    const linking = scene.start(['link', server.url, '--folder', c, '--name', 'c'])
    const code = await until('a code', () => /rollcall approve (\S+)/.exec(linking.stdout())?.[1] ?? null)
    const wrong = await exits(1, ['approve', 'BCDF-GHJK', '--folder', a])
    assert.match(wrong.stderr, /code_expired/)
    await succeeds(['approve', code, '--folder', a])
    assert.equal((await linking.ended()).code, 0, linking.stderr())
    await syncOnce(a)
    assert.equal((await syncOnce(c)).safe, 1)
    const { stdout } = await succeeds(['devices', '--json', '--folder', c])
    const devices: { name: string; current: boolean }[] = JSON.parse(stdout).devices
    assert.deepEqual(devices.map(({ name, current }) => `${name} ${current}`).toSorted(), [
      'a false',
      'c true',
    ])
  })
})

const ROUTES_OF_MEMBERS = [
  ['GET', 'changes'],
  ['GET', `blobs/${'a'.repeat(64)}`],
  ['POST', 'verify'],
] as const

async function answerTo(sending: ClientRequest): Promise<Response> {
  const [incoming]: IncomingMessage[] = await once(sending, 'response')
  assert.ok(incoming)
  const response = new Response(await text(incoming), { status: incoming.statusCode ?? 0 })
  sending.destroy()
  return response
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
