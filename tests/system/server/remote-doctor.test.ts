import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceReport, DoctorReport } from '@rollcall/protocol'
import { doctorReportSchema } from '@rollcall/protocol'
import { sampleReport } from './sample-report.ts'
import { startServer } from './server-harness.ts'

const HOUR_MS = 3_600_000

/** What the doctor says of a phone that reported this, asked from a laptop. */
async function diagnosed(report: DeviceReport): Promise<DoctorReport> {
  await using server = await startServer()
  await server.addAccount('ana')
  const phone = await server.signIn('ana', 'Phone')
  const laptop = await server.signIn('ana', 'Laptop')
  const path = `devices/${phone.session.deviceId}`
  assert.equal((await phone.inLibrary('PUT', `${path}/report`, { json: report })).status, 204)
  return doctorReportSchema.parse(await (await laptop.inLibrary('GET', `${path}/doctor`)).json())
}

const checkOf = ({ checks }: DoctorReport, wanted: string) => checks.find(({ id }) => id === wanted)

test('the doctor tells of an older release on another device, and that all is safe there', async () => {
  const report = await diagnosed({ ...sampleReport({ safe: 3 }), version: '0.0.1' })
  const check = checkOf(report, 'outdated')
  assert.deepEqual([report.verdict, check?.state], ['all_safe', 'ok'])
  assert.equal(check?.findings[0]?.code, 'update_available')
  assert.deepEqual(check?.fixes[0]?.action, { kind: 'command', command: { what: 'update' } })
  const same = await diagnosed({ ...sampleReport({ safe: 3 }), version: '999.0.0' })
  assert.deepEqual(checkOf(same, 'outdated')?.findings, [])
})

test('the doctor tells when another device was asleep', async () => {
  const until = Date.UTC(2026, 10, 22, 6)
  const slept = { from: until - 8 * HOUR_MS, until }
  const base = sampleReport({ safe: 3 })
  const report = await diagnosed({ ...base, engine: { ...base.engine, slept } })
  assert.ok(
    checkOf(report, 'stuck')?.evidence.includes(
      'Was asleep from 2026-11-21 22:00 UTC to 2026-11-22 06:00 UTC (8 h)',
    ),
  )
})

test('the doctor names what stands behind the first cause of another device', async () => {
  const finding = { facts: {}, since: 0, nextTry: null, mender: 'you', items: 3, bytes: 30, paths: ['a.jpg'] }
  const first = { ...finding, code: 'sync_off', sentence: 'Sync is turned off.' } as const
  const second = { ...finding, code: 'too_hot', sentence: 'This device is hot.' } as const
  const report = await diagnosed({
    ...sampleReport({ waiting: 3 }),
    findings: [{ ...first, mender: 'you' }],
    behind: [{ ...second, mender: 'nobody' }],
  })
  assert.equal(report.first, 'settings')
  assert.deepEqual(
    checkOf(report, 'power')?.findings.map(({ code }) => code),
    ['too_hot'],
  )
})

test('the doctor tells what settings leave out on another device, and that its room for photos is too small', async () => {
  const finding = { facts: {}, since: null, nextTry: null, items: 2, bytes: 20, paths: ['old/a.jpg'] }
  const report = await diagnosed({
    ...sampleReport({ safe: 3, excluded: 2 }),
    leftOut: [
      { ...finding, code: 'older_than_start_date', sentence: 'Taken before the start date.', mender: 'you' },
    ],
    overBytes: 250_000,
  })
  assert.deepEqual([report.verdict, report.first], ['all_safe', 'settings'])
  assert.match(report.sentence, /2 originals are left out by your settings, so only on Phone\./)
  assert.deepEqual(
    checkOf(report, 'settings')?.findings.map(({ code, items, paths }) => [code, items, paths]),
    [['older_than_start_date', 2, ['old/a.jpg']]],
  )
  const storage = checkOf(report, 'device_storage')
  assert.deepEqual([storage?.state, storage?.findings[0]?.code], ['attention', 'over_budget'])
  assert.match(storage?.sentence ?? '', /250 kB more than photos may take here/)
})
