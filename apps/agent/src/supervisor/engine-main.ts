import { existsSync } from 'node:fs'
import { createSystemClock } from '@rollcall/platform-node'
import { describeFailure } from '../cli/describe-problem.ts'
import { CommandStop, EXIT } from '../cli/exit.ts'
import { keepSyncing, keepTalking } from '../cli/keep-syncing.ts'
import { openDevice } from '../cli/open-device.ts'
import { createSyncDisplay } from '../cli/sync-display.ts'
import { beatingPorts, createPulse } from './beating-ports.ts'
import { holdEngine } from './hold-engine.ts'
import type { EngineStart, FromEngine } from './messages.ts'

/*
 * The process of an engine. `run-supervisor.ts` starts it, hears that it lives, and ends it. It never outlives the one that started it.
 */

type Goodbye = Extract<FromEngine, { kind: 'bye' }>

/** Crashes while there is a file at this path and it is not in safe mode: for tests of what follows a crash. */
const CRASH_WHILE_THERE = process.env['ROLLCALL_TEST_CRASH_WHILE_THERE']

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
process.on('message', () => stop.abort())
process.once('disconnect', () => process.exit(EXIT.needsYou))

const goodbye = await main(JSON.parse(process.argv[2] ?? '') as EngineStart)
process.removeAllListeners('disconnect')
await say(goodbye)
process.disconnect?.()

/** Works until it is to stop. Answers why it ends; rejects only for a bug. */
async function main(start: EngineStart): Promise<Goodbye> {
  if (!start.isSafeMode && CRASH_WHILE_THERE !== undefined && existsSync(CRASH_WHILE_THERE))
    throw new Error('Cannot start: this test wants it so')
  try {
    return await work(start)
  } catch (error) {
    const words = describeFailure(error)
    if (words === null) throw error
    console.error(words)
    return {
      kind: 'bye',
      how: 'over',
      exitCode: error instanceof CommandStop ? error.exitCode : EXIT.needsYou,
    }
  }
}

async function work({ root, isSafeMode, isQuiet, conditions }: EngineStart): Promise<Goodbye> {
  const clock = createSystemClock()
  const lock = await holdEngine(root, clock)
  if (lock === null) return { kind: 'bye', how: 'busy' }
  const display = createSyncDisplay({ isQuiet, clock })
  const device = openDevice(root, {
    onEvent: display.onEvent,
    durability: 'kill',
    conditions: conditions ?? undefined,
  })
  let how: 'left' | 'restart' = 'left'
  const onRestart = () => {
    how = 'restart'
    stop.abort()
  }
  const pulse = createPulse(clock, (step, isWhole) => void say({ kind: 'beat', step, isWhole }))
  const ports = { ...beatingPorts(device.ports, pulse), isSafeMode }
  try {
    await (isSafeMode ? keepTalking : keepSyncing)(ports, stop.signal, onRestart)
    return { kind: 'bye', how }
  } finally {
    display.end()
    device.close()
    lock.release()
  }
}

/** Resolves when it was handed over; whether it was heard shows soon enough. */
function say(message: FromEngine): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve()
    else process.send(message, undefined, undefined, () => resolve())
  })
}
