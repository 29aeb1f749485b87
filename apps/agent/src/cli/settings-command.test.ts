import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, DeviceRecord } from '@rollcall/protocol'
import { linkFolder, printed } from '../test-kit/linked-folder.ts'
import { SAMPLE_DEVICE_ID } from '../test-kit/sample-device-id.ts'
import { samplePhotoRow } from '../test-kit/sample-photo-row.ts'
import { deviceCommand } from './device-command.ts'
import { pauseCommand, resumeCommand } from './pause-commands.ts'
import { settingsCommand } from './settings-command.ts'

const PHONE = 'e'.repeat(32) as DeviceId

function deviceOf(key: DeviceId, seq: number, name: string): DeviceRecord {
  const times = { addedAt: seq, removedAt: null }
  return { kind: 'device', key, seq, name, ...times, settings: {}, edits: {} }
}

const DEVICES = [deviceOf(SAMPLE_DEVICE_ID, 2, 'Study'), deviceOf(PHONE, 3, "Mum's phone")]

async function open(photos = [samplePhotoRow(1)]) {
  return linkFolder(photos, DEVICES)
}

async function settingsOf(folder: string, device?: string): Promise<Record<string, unknown>> {
  const options = { folder, json: true, ...(device === undefined ? {} : { device }) }
  const { settings } = JSON.parse(await printed(() => settingsCommand(undefined, undefined, options)))
  return Object.fromEntries(settings.map((each: { name: string; value: unknown }) => [each.name, each.value]))
}

test('settingsCommand() lists every setting with who chose it, and the default of the others', async () => {
  await using it = await open()
  const { folder } = it
  await printed(() => settingsCommand('keep-days', '7', { folder, yes: true }))
  const text = await printed(() => settingsCommand(undefined, undefined, { folder }))
  assert.match(text, /keep originals of the last days +7 +keepDays +.* on Study/)
  assert.match(text, /mobile data +off +mobileData +by default/)
  assert.equal((await settingsOf(folder))['keepDays'], 7)
})

test('settingsCommand() chooses for another device, by name, offline', async () => {
  await using it = await open()
  const { folder } = it
  const said = await printed(() => settingsCommand('mobile data', 'on', { folder, device: "mum's phone" }))
  assert.match(said, /On Mum's phone, mobile data: on\./)
  assert.match(said, /follows when it is next heard/)
  assert.equal((await settingsOf(folder, PHONE.slice(0, 8)))['mobileData'], true)
  assert.equal((await settingsOf(folder))['mobileData'], false)
})

test('[R7] settingsCommand() shows what would move, asks, and does exactly what was shown or nothing', async () => {
  await using it = await open()
  const { folder } = it
  let code = 0
  const shown = await printed(async () => {
    code = await settingsCommand('isOn', 'off', { folder, json: true })
  })
  const { id, chosen, preview } = JSON.parse(shown)
  assert.deepEqual([code, chosen, preview.length], [1, false, 1])
  assert.deepEqual([preview[0].items, preview[0].action], [1, 'none'])
  assert.equal((await settingsOf(folder))['isOn'], true)
  await assert.rejects(settingsCommand('isOn', 'off', { folder }), /say it again with --yes/)
  await assert.rejects(
    settingsCommand('isOn', 'off', { folder, apply: 'f'.repeat(12) }),
    /Nothing was changed/,
  )
  assert.equal((await settingsOf(folder))['isOn'], true)
  await printed(() => settingsCommand('isOn', 'off', { folder, apply: id }))
  assert.equal((await settingsOf(folder))['isOn'], false)
  await assert.rejects(settingsCommand('isOn', 'off', { folder, apply: id }), /Nothing was changed/)
})

test('settingsCommand() says what a setting takes', async () => {
  await using it = await open()
  const { folder } = it
  await assert.rejects(settingsCommand('colour', 'red', { folder }), /There is no setting colour/)
  await assert.rejects(settingsCommand('power', 'red', { folder }), /it takes always, smart or charging/)
  await assert.rejects(settingsCommand('isOn', 'on', { folder, device: 'Tablet' }), /is no device known here/)
})

test('pauseCommand() and resumeCommand() choose for this device or another, and tell tools', async () => {
  await using it = await open()
  const { folder } = it
  const until = JSON.parse(await printed(() => pauseCommand({ folder, until: '+2h', json: true })))
  assert.match(until.pausedUntil, /^20/)
  assert.equal(typeof (await settingsOf(folder))['pausedUntil'], 'number')
  await assert.rejects(pauseCommand({ folder, until: 'soon' }), /no time to come/)
  assert.match(await printed(() => resumeCommand({ folder })), /Sync goes on\./)
  assert.equal((await settingsOf(folder))['pausedUntil'], null)
  await printed(() => pauseCommand({ folder, device: "Mum's phone" }))
  assert.equal((await settingsOf(folder, "Mum's phone"))['pausedUntil'], 'resumed')
})

test('deviceCommand() does here at once what needs no engine, and says what came of it', async () => {
  await using it = await open()
  const { folder } = it
  assert.match(
    await printed(() => deviceCommand('sync-now', { folder })),
    /Done on this device, for 1 item\./,
  )
  const given = JSON.parse(await printed(() => deviceCommand('update', { folder, json: true })))
  assert.deepEqual([given.state, typeof given.facts.line], ['done', 'string'])
})

test('deviceCommand() gives another device something to do, lists it, and takes it back', async () => {
  await using it = await open()
  const { folder } = it
  const device = "Mum's phone"
  assert.match(
    await printed(() => deviceCommand('restart-sync', { folder, device })),
    /waits until Mum's phone/,
  )
  const list = await printed(() => deviceCommand(undefined, { folder, device }))
  assert.match(list, /restart-sync, chosen on Study\n +It waits until/)
  await printed(() => deviceCommand('restart', { folder, device, cancel: true }))
  assert.match(await printed(() => deviceCommand(undefined, { folder, device })), /It was taken back/)
  await assert.rejects(deviceCommand('dance', { folder }), /There is no command dance/)
})
