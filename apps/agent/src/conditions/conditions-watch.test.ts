import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { sampleMachine } from '../test-kit/sample-machine.ts'
import { createTestClock } from '../test-kit/test-clock.ts'
import { followConditionsFile } from './conditions-file.ts'
import type { ConditionsPorts } from './conditions-ports.ts'
import { createConditionsWatch } from './conditions-watch.ts'

function portsOf(changes: Partial<ConditionsPorts> = {}): ConditionsPorts {
  return {
    clock: createTestClock(),
    disk: { freeBytes: async () => 5 },
    root: '/photos',
    server: 'https://photos.example',
    clockOffsetMs: () => null,
    machine: sampleMachine(),
    ...changes,
  }
}

/** A file in a folder of its own, which is gone with it. */
function openFile(): { readonly path: string; readonly write: (text: string) => void } & Disposable {
  const folder = mkdtempSync(`${tmpdir()}/rollcall-conditions-`)
  const path = `${folder}/conditions.json`
  return {
    path,
    write: (text) => writeFileSync(path, text),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

test('followConditionsFile() takes up changes, and keeps the last good word', () => {
  using file = openFile()
  const troubles: string[] = []
  const follower = followConditionsFile(file.path, (words) => troubles.push(words))
  file.write('{"network":"mobile","isMetered":true}')
  assert.deepEqual(follower.latest(), { network: 'mobile', isMetered: true })
  file.write('{"network":"wifi"}')
  assert.deepEqual(follower.latest(), { network: 'wifi' })
  for (const wrong of ['{"network":"carrier pigeon"}', 'not json at all', '{"colour":"green!"}']) {
    file.write(wrong)
    assert.deepEqual(follower.latest(), { network: 'wifi' }, wrong)
    follower.latest()
  }
  assert.equal(troubles.length, 3)
  assert.match(troubles[0] ?? '', /cannot be used \(network: .*What was there before still counts/)
})

test('createConditionsWatch() puts what is written over what is measured', async () => {
  using file = openFile()
  file.write('{"isLowPower":true,"freeBytes":7,"isTooHot":null}')
  const watch = createConditionsWatch(portsOf(), followConditionsFile(file.path, assert.fail))
  const told = await watch.latest()
  assert.equal(told.isLowPower, true)
  assert.equal(told.freeBytes, 7)
  assert.equal(told.isCharging, true)
  assert.equal(told.unknown['isLowPower'], undefined)
  assert.notEqual(told.unknown['isTooHot'], undefined)
})

test('createConditionsWatch() reads the system every fifteen seconds at most, and the disk each time', async () => {
  const clock = createTestClock()
  let readings = 0
  let free = 1
  const machine = {
    ...sampleMachine(),
    battery: async () => {
      readings++
      return { isThere: true, isCharging: false, percent: 50 }
    },
  }
  const watch = createConditionsWatch(
    portsOf({ clock, machine, disk: { freeBytes: async () => free } }),
    null,
  )
  await watch.latest()
  free = 2
  assert.equal((await watch.latest()).freeBytes, 2)
  const before = readings
  clock.advance(15_000)
  await watch.latest()
  assert.equal(readings, before + 1)
})
