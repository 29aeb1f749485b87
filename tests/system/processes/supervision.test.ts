import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { photoOf, putFiles } from './media-files.ts'
import { callLibrary, openHousehold, openScene, statusOf, succeeds } from './scene.ts'
import { until } from './until.ts'

/** How long a process may be stuck here, instead of minutes. */
const STALLED_AFTER_MS = '10000'

/** Five crashes come with 1, 2, 4 and 8 seconds between them. */
const LOOP_MAX_MS = 120_000

/** On a busy machine it takes a while until a process that is stuck is found, ended and started again. */
const STUCK_MAX_MS = 120_000

describe('rollcall sync keeps its engine going', { concurrency: 2 }, () => {
  test('an engine that the system kills is started again', async () => {
    await using scene = await openScene()
    const { folders } = await openHousehold(scene, ['a'])
    const sync = scene.start(['sync', '--folder', folders.a])
    const first = await engineOf(folders.a)
    process.kill(first, 'SIGKILL')
    const second = await until('another engine', async () => {
      const now = await engineOf(folders.a)
      return now === first ? null : now
    })
    assert.notEqual(second, first)
    await putFiles(folders.a, { 'one.jpg': photoOf(1) })
    await until('one original safe', async () => (await statusOf(folders.a)).safe === 1)
    assert.match(sync.stderr(), /The sync engine ended by itself\. It is started again\./)
    assert.equal(healthOf(folders.a).crashes, 1)
    sync.stop()
    assert.equal((await sync.ended(10_000)).code, 0)
  })

  test('an engine that is stuck is killed, told of, and started again', async () => {
    await using scene = await openScene()
    const { folders } = await openHousehold(scene, ['a'])
    const env = { ROLLCALL_TEST_STALLED_AFTER_MS: STALLED_AFTER_MS }
    const sync = scene.start(['sync', '--folder', folders.a], { env })
    const first = await engineOf(folders.a)
    await until('a first round', () => sync.stderr().includes('originals'))
    process.kill(first, 'SIGSTOP')
    await until('a stuck engine', () => sync.stderr().includes('The sync engine was stuck'), STUCK_MAX_MS)
    await until('a well one', () => sync.stderr().includes('The sync engine works again'), STUCK_MAX_MS)
    assert.notEqual(await engineOf(folders.a), first)
    await putFiles(folders.a, { 'one.jpg': photoOf(1) })
    await until('one original safe', async () => (await statusOf(folders.a)).safe === 1)
  })

  test('an engine that crashes again and again goes on in safe mode, until somebody restarts it', async () => {
    await using scene = await openScene()
    const { folders } = await openHousehold(scene, ['a', 'b'])
    const cause = join(scene.folder, 'cause')
    writeFileSync(cause, '')
    const sync = scene.start(['sync', '--folder', folders.a], {
      env: { ROLLCALL_TEST_CRASH_WHILE_THERE: cause },
    })
    const inLoop = () => sync.stderr().includes('ended by itself again and again')
    await until('safe mode', inLoop, LOOP_MAX_MS)
    const told = await until('a report of it', async () => {
      const response = await callLibrary(folders.b, 'GET', 'known-devices')
      const { devices } = (await response.json()) as Known
      return devices.find(({ name, report }) => name === 'a' && report?.engine.state === 'crash_loop') ?? null
    })
    assert.equal(told.report?.engine.crashes, 5)
    rmSync(cause)
    await putFiles(folders.a, { 'one.jpg': photoOf(1) })
    await succeeds(['sync', '--once', '--folder', folders.b])
    await succeeds(['command', 'restart-sync', '--device', 'a', '--folder', folders.b])
    await succeeds(['sync', '--once', '--folder', folders.b])
    await until('one original safe', async () => (await statusOf(folders.a)).safe === 1, LOOP_MAX_MS)
    assert.equal(healthOf(folders.a).state, 'running')
  })

  test('an engine does not outlive a sync that is killed', async () => {
    await using scene = await openScene()
    const { folders } = await openHousehold(scene, ['a'])
    scene.start(['sync', '--folder', folders.a])
    const engine = await engineOf(folders.a)
    process.kill(parentOf(engine), 'SIGKILL')
    await until('the end of the engine', () => !isAlive(engine))
  })
})

interface Known {
  readonly devices: readonly {
    readonly name: string
    readonly report: { readonly engine: { readonly state: string; readonly crashes: number } } | null
  }[]
}

interface Health {
  readonly state: string
  readonly crashes: number
}

function healthOf(folder: string): Health {
  return JSON.parse(readFileSync(join(folder, '.rollcall/engine-health.json'), 'utf8'))
}

/** The process of the engine that works on a folder, found by what it was told at its start. */
function engineOf(folder: string): Promise<number> {
  return until(`the engine of ${folder}`, () => {
    const found = processes().find(({ words }) => words.includes('engine-main.ts') && words.includes(folder))
    return found?.id ?? null
  })
}

function processes(): readonly { readonly id: number; readonly words: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      return [{ id: Number(name), words: readFileSync(`/proc/${name}/cmdline`, 'utf8') }]
    } catch {
      return []
    }
  })
}

function parentOf(id: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1])
}

function isAlive(id: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, 'utf8'))
  } catch {
    return false
  }
}
