import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Caller, Fetch } from '@rollcall/platform-client'
import {
  createCaller,
  createDerivativesApi,
  createDevicesApi,
  createLibraryApi,
  createServerApi,
  createStorageApi,
  createUploadsApi,
  createWebApi,
  derivativePath,
  originalPath,
} from '@rollcall/platform-client'
import { unpackSegment } from '@rollcall/platform-node'
import type { Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { problemSchema } from '@rollcall/protocol'
import type { TestServer } from './server-harness.ts'
import { PASSWORD, shaOf, startServer } from './server-harness.ts'
import { sampleReport } from './sample-report.ts'

const URL = 'https://photos.example'

/** A browser without a page: it keeps the server's cookies and shows them again, and scripts never see them. */
function openBrowser(server: TestServer): Caller {
  const cookies = new Map<string, string>()
  const fetch: Fetch = async (request) => {
    const headers = new Headers(request.headers)
    if (cookies.size > 0) headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '))
    headers.set('sec-fetch-site', 'same-origin')
    const body = await request.arrayBuffer()
    if (request.method !== 'GET') {
      headers.set('origin', URL)
      headers.set('content-length', String(body.byteLength))
    }
    const sent = body.byteLength === 0 ? {} : { body }
    const response = await server.app(new Request(request.url, { method: request.method, headers, ...sent }))
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  return createCaller({ url: URL, token: null, fetch })
}

function taken<Value>(outcome: Outcome<Value, Problem>): Value {
  assert.ok(outcome.ok, outcome.ok ? '' : `refused: ${outcome.refusal.code}`)
  return outcome.value
}

function codeOf(outcome: Outcome<unknown, Problem>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code
}

test('createWebApi() signs a browser in by password, unlocks it, locks it and signs it out', async () => {
  await using server = await startServer()
  await server.addAccount('ada')
  const caller = openBrowser(server)
  const web = createWebApi(caller)
  const devices = createServerApi(caller)
  assert.equal(taken(await web.server()).isSetUp, true)
  assert.equal(codeOf(await devices.identity()), 'signed_out')
  const wrong = { account: 'ada', password: 'not this one', deviceName: 'Firefox' }
  assert.equal(codeOf(await web.signIn(wrong)), 'wrong_password')
  const identity = taken(await web.signIn({ ...wrong, password: PASSWORD }))
  assert.equal(identity.deviceName, 'Firefox')
  assert.equal(taken(await devices.identity()).deviceId, identity.deviceId)

  assert.deepEqual(taken(await web.passkeys()), [])
  assert.equal(taken(await web.passkeyOptions()).rp.id, 'photos.example')
  assert.equal(taken(await web.passkeySignInOptions()).rpId, 'photos.example')
  assert.equal(codeOf(await web.removePasskey('none-of-these')), 'not_found')
  taken(await web.lock())
  assert.equal(taken(await web.reauthentication()).until, null)
  assert.equal(taken(await web.reauthenticationOptions()).userVerification, 'required')
  assert.equal(codeOf(await web.reauthenticate({ password: 'not this one' })), 'wrong_password')
  assert.notEqual(taken(await web.reauthenticate({ password: PASSWORD })).until, null)

  taken(await devices.signOut())
  assert.equal(codeOf(await devices.identity()), 'signed_out')
})

test('createWebApi() signs a browser in by a code that another device approves', async () => {
  await using server = await startServer()
  await server.addAccount('ada')
  const known = openBrowser(server)
  taken(await createWebApi(known).signIn({ account: 'ada', password: PASSWORD, deviceName: 'Study' }))
  const caller = openBrowser(server)
  const code = taken(await createServerApi(caller).requestDeviceCode('Phone'))
  const web = createWebApi(caller)
  assert.equal(codeOf(await web.redeemDeviceCode(code.deviceCode)), 'authorization_pending')
  taken(await createServerApi(known).approveDeviceCode(code.userCode))
  assert.equal(taken(await web.redeemDeviceCode(code.deviceCode)).deviceName, 'Phone')
  assert.equal(taken(await createServerApi(caller).devices()).length, 2)
})

test('the calls of a library reach the routes of the real server, by cookie', async () => {
  await using server = await startServer()
  const libraryId = await server.addAccount('ada')
  const caller = openBrowser(server)
  const { deviceId } = taken(
    await createWebApi(caller).signIn({ account: 'ada', password: PASSWORD, deviceName: 'Firefox' }),
  )
  const library = createLibraryApi(caller, libraryId, unpackSegment)
  const uploads = createUploadsApi(caller, libraryId)
  const devices = createDevicesApi(caller, libraryId)

  const bytes = new Uint8Array([1, 2, 3])
  const sha256 = shaOf(bytes)
  const other = createHash('sha256').update('other').digest('hex') as Sha256
  taken(await library.putBlob(sha256, bytes))
  assert.deepEqual(taken(await uploads.have([sha256, other])), { durable: [sha256] })
  const opened = taken(await library.openUpload({ sha256: other, bytes: 5, parts: [other] }))
  assert.ok('uploadId' in opened)
  assert.deepEqual(taken(await uploads.uploadState(opened.uploadId)).missing, [0])
  taken(await uploads.dropUpload(opened.uploadId))
  taken(await uploads.dropUpload(opened.uploadId))
  assert.equal(codeOf(await uploads.uploadState(opened.uploadId)), 'upload_expired')

  assert.equal(codeOf(await devices.doctorOf(deviceId)), 'not_found')
  taken(await devices.putReport(deviceId, sampleReport({ safe: 1 })))
  assert.equal(taken(await devices.doctorOf(deviceId)).device.length > 0, true)
  assert.equal(taken(await devices.knownDevices()).devices[0]?.deviceId, deviceId)
  assert.equal(taken(await createStorageApi(caller, libraryId).storage()).usage.usedBytes, 3)

  const pack = taken(await createDerivativesApi(caller, libraryId).pack(1, 'small', [sha256, other]))
  assert.deepEqual(pack, [
    { sha256, bytes: null },
    { sha256: other, bytes: null },
  ])
  assert.equal(codeOf(await createDerivativesApi(caller, libraryId).pack(9, 'small', [sha256])), 'not_found')
  assert.equal(codeOf(await library.getPreview(other, 1)), 'not_found')
})

test('originalPath() and derivativePath() are addresses of the real server', async () => {
  await using server = await startServer()
  await server.addAccount('ada')
  const member = await server.signIn('ada')
  const bytes = new Uint8Array([1, 2, 3])
  await member.put(bytes)
  const at = (path: string) =>
    server.app(new Request(`${URL}${path}`, { headers: { authorization: `Bearer ${member.session.token}` } }))
  const original = await at(originalPath(member.libraryId, shaOf(bytes)))
  assert.deepEqual(new Uint8Array(await original.arrayBuffer()), bytes)
  for (const kind of ['small', 'medium', 'preview', 'stream'] as const) {
    const answer = await at(derivativePath(member.libraryId, 1, shaOf(bytes), kind))
    assert.equal(problemSchema.parse(await answer.json()).facts?.['kind'], kind) // not made: a route that is not there names no kind
  }
})
