import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { runEngineOnce } from './run-engine.ts'

/** A disk that gives other bytes of a photo at each opening, as a failing one does. */
function failingDisk(disk: Disk): Disk {
  let opened = 0
  return {
    ...disk,
    openToRead: async (path) => {
      const file = await disk.openToRead(path)
      if (!path.endsWith('/worn.jpg')) return file
      const mark = ++opened
      return {
        read: async (into, position) => {
          const count = await file.read(into, position)
          if (position <= 50 && position + count > 50) into[50 - position] = mark
          return count
        },
        write: (bytes, position) => file.write(bytes, position),
        sync: () => file.sync(),
        stat: () => file.stat(),
        close: () => file.close(),
      }
    },
  }
}

const lastCodes = async (device: ReturnType<typeof createTestDevice>) => {
  const roll = await runEngineOnce(createEngine(device.ports), device.clock, new AbortController().signal)
  return Object.fromEntries(
    roll?.entries.map(({ item, decision }) => [item.path, decision.because[0].code] as const) ?? [],
  )
}

test('readsOtherwise() tells a file that its disk reads anew each time from one that was spoilt on its way', async () => {
  using device = createTestDevice({ wrapDisk: failingDisk })
  device.write('worn.jpg', samplePhoto('worn'))
  device.write('well.jpg', samplePhoto('well'))
  assert.deepEqual(await lastCodes(device), { 'worn.jpg': 'corrupt_source', 'well.jpg': 'verified' })
  assert.equal(device.library.blobs.size, 1, 'bytes that nobody can vouch for are kept nowhere')
})

test('readsOtherwise() blames no disk for what the network spoilt', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('a'))
  device.library.weather.refusal = problem('digest_mismatch')
  const engine = createEngine(device.ports)
  for (let ticks = 0; ticks < 20 && device.state.folder.attempts().size === 0; ticks++) {
    const { busy, again, dueAt } = await engine.tick()
    if (busy) await engine.nextEnd()
    else if (!again) await device.clock.sleep(dueAt - device.clock.now())
  }
  assert.deepEqual(
    [...device.state.folder.attempts().values()].map(({ code }) => code),
    ['digest_mismatch'],
  )
})
