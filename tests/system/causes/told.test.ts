import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { DoctorReport } from '@rollcall/protocol'
import { photoOf, putFiles } from '../processes/media-files.ts'
import { assetsOf, listOf, openHousehold, openScene, succeeds, syncOnce } from '../processes/scene.ts'
import { openClinic } from './clinic.ts'
import { codesOf } from './fall-ill.ts'
import { admitPatient } from './patient.ts'

/* What is told of a device though nothing waits there: not causes, so not in their table. */

/** Waits until the server has read what a file says of itself. */
async function untilRead(folder: string, name: string): Promise<void> {
  for (let look = 0; look < 300; look++) {
    const assets = await assetsOf(folder)
    const found = assets.find(({ resources }) => resources.some((resource) => resource.name === name))
    if (found?.media !== undefined) return
    await pause(200)
  }
  assert.fail('the server has not looked into the file within a minute')
}

const checkOf = ({ checks }: DoctorReport, wanted: string) => checks.find(({ id }) => id === wanted)

test('the doctor tells of a newer release with the command, blocks nothing and calls all safe', async () => {
  await using clinic = await openClinic()
  const patient = await admitPatient(clinic, { isMeasured: false })
  try {
    patient.tell({ network: 'wifi' })
    await patient.syncs()
    assert.deepEqual(codesOf(await patient.asks()), [])
    clinic.plain.release('99.0.0')
    const report = await patient.asks()
    assert.deepEqual(
      [report.verdict, report.first, codesOf(report)],
      ['all_safe', null, ['update_available']],
    )
    const check = checkOf(report, 'outdated')
    assert.equal(check?.state, 'ok')
    assert.match(check?.fixes[0]?.label ?? '', /git pull && npm ci/)
  } finally {
    patient.leaves()
  }
})

test('the doctor says that smaller versions alone are more than a tiny budget, and its fix is enough', async () => {
  await using clinic = await openClinic()
  const patient = await admitPatient(clinic, { isMeasured: false })
  try {
    patient.tell({ network: 'wifi' })
    patient.choose({ name: 'optimise', value: true })
    patient.choose({ name: 'freeFloorBytes', value: 0 })
    patient.choose({ name: 'budgetBytes', value: 10 })
    await patient.syncs()
    const report = await patient.asks()
    assert.equal(report.verdict, 'all_safe', report.sentence)
    assert.deepEqual(codesOf(report), ['over_budget'])
    await patient.takes('raise_budget')
    await patient.syncs()
    const after = await patient.asks()
    assert.deepEqual([after.verdict, codesOf(after)], ['all_safe', []])
  } finally {
    patient.leaves()
  }
})

test('the doctor of a full quota names the full disk behind it', async () => {
  await using clinic = await openClinic()
  const patient = await admitPatient(clinic, { isMeasured: false })
  try {
    await patient.setQuota(60_000)
    await patient.syncs()
    patient.tell({ network: 'wifi' })
    clinic.disk.isFull = true
    await patient.setQuota(50_001)
    await patient.syncs()
    const report = await patient.asks()
    const codes = checkOf(report, 'cloud_storage')?.findings.map(({ code }) => code)
    assert.deepEqual(codes, ['quota_full', 'server_disk_full'], JSON.stringify(report, null, 1))
  } finally {
    clinic.disk.isFull = false
    patient.leaves()
  }
})

test('people are told of half a Live Photo, of what two devices changed at once, and of a change to what is gone', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['laptop', 'tablet'])
  const { laptop, tablet } = folders
  const on = (folder: string, ...args: readonly string[]) => succeeds([...args, '--folder', folder])
  const half = await readFile(join(import.meta.dirname, '../../samples/DCIM/100APPLE/IMG_0001.HEIC'))
  await putFiles(laptop, { 'a.jpg': photoOf(1), 'b.jpg': photoOf(2), 'half.heic': half })
  await syncOnce(laptop)
  await syncOnce(tablet)

  await on(tablet, 'edit', 'a.jpg', '--rotate', '90')
  await on(tablet, 'caption', 'b.jpg', 'too late')
  await on(laptop, 'edit', 'a.jpg', '--flip')
  await on(laptop, 'trash', 'b.jpg', '--yes')
  await syncOnce(laptop)
  await on(laptop, 'delete-for-good', 'b.jpg', '--yes')
  await syncOnce(laptop)
  await syncOnce(tablet)
  await untilRead(laptop, 'half.heic')
  await syncOnce(laptop)

  const codes = (await listOf(laptop, 'safe')).map(({ path, code }) => [path, code])
  assert.deepEqual(codes, [
    ['a.jpg', 'conflict_kept_both'],
    ['half.heic', 'incomplete_live_photo'],
  ])
  assert.match((await on(laptop, 'info', 'a.jpg')).stdout, /changed in two places at once, and both are kept/)
  assert.match((await on(laptop, 'status')).stdout, /1 photo was changed in two places at once.*--conflicts/)
  const refused = JSON.parse((await on(tablet, 'status', '--list', 'refused', '--json')).stdout)
  assert.deepEqual(
    refused.changes.map(({ op, reason }: { op: string; reason: string }) => [op, reason]),
    [
      ['setCaption', 'gone'],
      ['setVersion', 'conflict_kept_both'],
    ],
  )
})
