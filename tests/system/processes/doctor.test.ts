import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { DoctorReport } from '@rollcall/protocol'
import { doctorReportSchema } from '@rollcall/protocol'
import { moveServer, startFront, trustFronts, TRUSTING } from './front.ts'
import { photoOf, putFiles } from './media-files.ts'
import type { Scene, ServerProcess } from './scene.ts'
import { deviceOf, openHousehold, openScene, run, statusOf } from './scene.ts'
import { until } from './until.ts'

/** A device whose sync runs, with photos, and what its doctor says. */
interface Patient {
  readonly folder: string
  readonly server: ServerProcess
  readonly addPhotos: (count: number) => Promise<void>
  readonly startSync: (...args: readonly string[]) => void
  readonly ask: (...args: readonly string[]) => Promise<DoctorReport>
  /** Asks until the doctor names this reason first. */
  readonly finds: (code: string, items: number) => Promise<DoctorReport>
  readonly recovers: () => Promise<void>
}

async function openPatient(scene: Scene): Promise<Patient> {
  const { server, folders } = await openHousehold(scene, ['laptop'])
  return patientIn(scene, server, folders.laptop)
}

function patientIn(scene: Scene, server: ServerProcess, folder: string): Patient {
  trustFronts()
  let added = 0
  const ask = async (...args: readonly string[]) => {
    const { stdout, stderr } = await run(['doctor', '--json', '--folder', folder, ...args])
    assert.notEqual(stdout, '', stderr)
    return doctorReportSchema.parse(JSON.parse(stdout))
  }
  const sees = async (what: string, holds: (report: DoctorReport) => boolean) => {
    let last: DoctorReport | null = null
    try {
      await until(
        what,
        async () => {
          last = await ask()
          return holds(last)
        },
        40_000,
      )
    } catch (cause) {
      throw new Error(`${JSON.stringify(last, null, 1)}`, { cause })
    }
    assert.ok(last !== null)
    return last as DoctorReport
  }
  return {
    folder,
    server,
    ask,
    addPhotos: async (count) => {
      for (let n = 0; n < count; n++)
        await putFiles(folder, { [`photo-${++added}.jpg`]: photoOf(added, 5_000) })
    },
    startSync: (...args) => void scene.start(['sync', '--folder', folder, ...args], { env: TRUSTING }),
    finds: async (code, items) => {
      const report = await sees(code, (said) => leadOf(said)?.code === code && leadOf(said)?.items === items)
      assert.ok(report.milliseconds < 6_000, String(report.milliseconds))
      return report
    },
    recovers: async () => {
      // Before a new photo is seen, all that is known of is safe.
      await until('every photo safe', async () => (await statusOf(folder)).safe >= added)
      await sees('all safe', ({ verdict }) => verdict === 'all_safe')
    },
  }
}

function leadOf({ checks, first }: DoctorReport) {
  return checks.find(({ id }) => id === first)?.findings[0]
}

test('the doctor finds a captive portal, a proxy that refuses, and a server that is down', async () => {
  await using scene = await openScene()
  const patient = await openPatient(scene)
  await using front = await startFront(patient.server.port)
  moveServer(patient.folder, front.url)
  patient.startSync()
  await patient.recovers()
  front.behave('portal')
  await patient.addPhotos(2)
  const portal = await patient.finds('captive_portal', 2)
  assert.equal(portal.first, 'connection')
  assert.match(portal.sentence, /^2 originals wait: this network wants you to sign in first\./)
  front.behave('refuse')
  await patient.finds('proxy_refused', 2)
  front.behave('through')
  await patient.recovers()
  await front[Symbol.asyncDispose]()
  await patient.addPhotos(1)
  await patient.finds('server_unreachable', 1)
})

test('the doctor finds a certificate that has expired, and a clock that is off by a year behind it', async () => {
  await using scene = await openScene()
  const patient = await openPatient(scene)
  await using front = await startFront(patient.server.port, { isSecure: true })
  moveServer(patient.folder, front.url)
  patient.startSync()
  await patient.recovers()
  front.show('expired')
  await patient.addPhotos(3)
  const expired = await patient.finds('tls_failed', 3)
  const [fix] = expired.checks.find(({ id }) => id === 'connection')?.fixes ?? []
  assert.equal(fix?.id, 'renew_certificate')
  assert.equal(fix?.items, 3)
  front.show('valid')
  await patient.recovers()

  // [R13] A wrong clock stands in nobody's way by itself.
  front.missetDate(-365 * 24 * 3600 * 1000)
  await patient.addPhotos(1)
  await patient.recovers()
  front.show('expired')
  await patient.addPhotos(2)
  await patient.finds('clock_wrong', 2)
  front.show('valid')
  await patient.recovers()
})

test('the doctor finds a name that leads nowhere', async () => {
  await using scene = await openScene()
  const patient = await openPatient(scene)
  const { server } = deviceOf(patient.folder)
  await patient.addPhotos(1)
  moveServer(patient.folder, 'http://nobody.invalid:7655')
  patient.startSync()
  const report = await until('a lead', async () => {
    const said = await patient.ask()
    return leadOf(said)?.items === 1 ? said : null
  })
  assert.equal(report.first, 'connection')
  const connection = report.checks.find(({ id }) => id === 'connection')
  assert.match(connection?.evidence.join('\n') ?? '', /! the server's name: /)
  moveServer(patient.folder, server)
})

test('the doctor goes by conditions that change while sync runs, and its fix leads to everything safe', async () => {
  await using scene = await openScene()
  const patient = await openPatient(scene)
  const conditions = join(scene.folder, 'conditions.json')
  const write = (told: object) => writeFileSync(conditions, JSON.stringify(told))
  write({ network: 'mobile', isMetered: true })
  await patient.addPhotos(3)
  patient.startSync('--conditions', conditions)
  const waiting = await patient.finds('mobile_data_off', 3)
  assert.match(
    waiting.sentence,
    /^3 originals wait for Wi-Fi: Mobile data is off\. 3 are only on this device/,
  )
  const fix = ['doctor', '--fix', 'allow_mobile_data', '--folder', patient.folder]
  const asked = await run(fix)
  assert.equal(asked.code, 1)
  assert.match(asked.stderr, /3 items .* would go on.*\n.*--yes/)
  await run([...fix, '--yes'])
  await patient.recovers()

  write({ network: 'wifi', isMetered: false, isCharging: false, batteryPercent: 5 })
  await patient.addPhotos(1)
  await patient.finds('battery_below', 1)
  write({ network: 'wifi', isMetered: false, isCharging: true })
  await patient.recovers()
})

test('the doctor writes a bundle without names', async () => {
  await using scene = await openScene()
  const patient = await openPatient(scene)
  await patient.addPhotos(1)
  await run(['sync', '--once', '--folder', patient.folder])
  await run(['pause', '--folder', patient.folder])
  await patient.addPhotos(1)
  await run(['sync', '--once', '--folder', patient.folder])
  const path = join(scene.folder, 'bundle.jsonl')
  const { stderr } = await run(['doctor', '--bundle', path, '--folder', patient.folder])
  assert.match(stderr, /holds: versions; verdict; /)
  const text = readFileSync(path, 'utf8')
  const { token, server } = deviceOf(patient.folder)
  for (const secret of [token, server, 'photo-', 'laptop', 'ana', patient.folder])
    assert.ok(!text.includes(`${secret}`), secret)
  assert.match(text, /paused_by_you|not_running/)
})

test('the doctor looks at another device, and mends it from here', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['laptop', 'phone'])
  const laptop = patientIn(scene, server, folders.laptop)
  const phone = patientIn(scene, server, folders.phone)
  const conditions = join(scene.folder, 'conditions.json')
  writeFileSync(conditions, '{"network":"mobile","isMetered":true}')
  await phone.addPhotos(2)
  phone.startSync('--conditions', conditions)
  await phone.finds('mobile_data_off', 2)
  laptop.startSync()
  const about = ['--device', 'phone']
  const report = await until(
    'the report of the phone',
    async () => {
      const { stdout } = await run(['doctor', '--json', ...about, '--folder', laptop.folder])
      const said = stdout === '' ? null : doctorReportSchema.parse(JSON.parse(stdout))
      return said !== null && leadOf(said)?.code === 'mobile_data_off' ? said : null
    },
    90_000,
  )
  assert.equal(leadOf(report)?.items, 2)
  assert.match(report.sentence, /^2 originals wait for Wi-Fi: Mobile data is off\. phone was last heard /)
  await run(['doctor', '--fix', 'allow_mobile_data', '--yes', ...about, '--folder', laptop.folder])
  await phone.recovers()
})
