import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownDevices } from '@rollcall/protocol'
import { doctorReportSchema, knownDevicesSchema } from '@rollcall/protocol'
import { sampleReport } from './sample-report.ts'
import type { Member } from './server-harness.ts'
import { startServer } from './server-harness.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

test('a device reports of itself, and every device of the account can read it', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const phone = await server.signIn('ana', "Mum's phone")
  const laptop = await server.signIn('ana', 'Laptop')
  assert.equal((await putReport(phone, phone, sampleReport({ waiting: 143 }))).status, 204)
  assert.equal((await putReport(phone, phone, sampleReport({ waiting: 142 }))).status, 204)

  const { devices } = await knownTo(laptop)
  assert.deepEqual(
    devices.map(({ name, isCurrent, report }) => [name, isCurrent, report?.counts.waiting ?? null]),
    [
      ["Mum's phone", false, 142],
      ['Laptop', true, null],
    ],
  )
})

test('nobody reports of another device, nor in another account, nor what is no report', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  await server.addAccount('bo')
  const phone = await server.signIn('ana', 'Phone')
  const laptop = await server.signIn('ana', 'Laptop')
  const stranger = await server.signIn('bo', 'Phone')
  assert.equal((await putReport(laptop, phone, sampleReport({}))).status, 404)
  const path = `libraries/${phone.libraryId}/devices/${phone.session.deviceId}/report`
  assert.equal((await stranger.call('PUT', path, { json: sampleReport({}) })).status, 403)
  assert.equal((await putReport(phone, phone, { ...sampleReport({}), total: -1 })).status, 400)
  assert.deepEqual(
    (await knownTo(stranger)).devices.map(({ report }) => report),
    [null],
  )
})

test('a device goes quiet after three days while something waited, after nine in any case', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const busy = await server.signIn('ana', 'busy')
  const idle = await server.signIn('ana', 'idle')
  const laptop = await server.signIn('ana', 'Laptop')
  await putReport(busy, busy, sampleReport({ waiting: 1 }))
  await putReport(idle, idle, sampleReport({}))
  const quiet = async () =>
    (await knownTo(laptop)).devices.filter(({ isQuiet }) => isQuiet).map(({ name }) => name)

  server.pass(3 * DAY_MS - HOUR_MS)
  assert.deepEqual(await quiet(), [])
  server.pass(2 * HOUR_MS)
  assert.deepEqual(await quiet(), ['busy'])
  server.pass(6 * DAY_MS)
  assert.deepEqual(await quiet(), ['busy', 'idle'])
  await putReport(busy, busy, sampleReport({ waiting: 1 }))
  assert.deepEqual(await quiet(), ['idle'])
})

test('the doctor speaks of a device that is elsewhere, out of what it said last', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const phone = await server.signIn('ana', 'Phone')
  const laptop = await server.signIn('ana', 'Laptop')
  const path = `devices/${phone.session.deviceId}/doctor`
  assert.equal((await laptop.inLibrary('GET', path)).status, 404)
  const waiting = {
    code: 'quota_full',
    facts: { bytes: 10, freeBytes: 1, quotaBytes: 5 },
    sentence: 'There is no room.',
    since: 0,
    nextTry: null,
    mender: 'you',
    items: 3,
    bytes: 30,
    paths: ['a.jpg'],
  }
  await putReport(phone, phone, { ...sampleReport({ blocked: 3 }), findings: [waiting] })
  server.pass(DAY_MS)
  const report = doctorReportSchema.parse(await (await laptop.inLibrary('GET', path)).json())
  assert.equal(report.first, 'cloud_storage')
  assert.equal(report.checks.length, 7)
  assert.ok(report.heardAt !== null && report.madeAt - report.heardAt >= DAY_MS)
})

function putReport(by: Member, of: Member, json: unknown): Promise<Response> {
  return by.inLibrary('PUT', `devices/${of.session.deviceId}/report`, { json })
}

async function knownTo(member: Member): Promise<KnownDevices> {
  return knownDevicesSchema.parse(await (await member.inLibrary('GET', 'known-devices')).json())
}
