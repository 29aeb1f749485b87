import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HowItEnded, Supervision, SupervisorAction } from './supervise.ts'
import { beginSupervision, STALLED_AFTER_MS, supervise } from './supervise.ts'

/** A supervision in virtual time. The wall clock goes with the monotonic one, a million ahead. */
function createScene() {
  let now: Supervision = beginSupervision(0, 1_000_000)
  let at = 0
  const told: SupervisorAction[] = []
  const scene = {
    health: () => now.health,
    child: () => now.child,
    /** Actions since the last call, without those that are none. */
    actions: () => told.splice(0).filter(({ kind }) => kind !== 'none'),
    look: () => send({ kind: 'look' }),
    beat: (step: string, isWhole = false) => send({ kind: 'beat', step, isWhole }),
    end: (how: HowItEnded) => send({ kind: 'ended', how }),
    stop: () => send({ kind: 'stop' }),
    /** Lets time pass with a look a second, beating if the child is to live. */
    pass: (milliseconds: number, isBeating: boolean) => {
      for (const until = at + milliseconds; at < until; ) {
        at += 1_000
        if (isBeating) scene.beat('scan')
        scene.look()
      }
    },
    sleep: (milliseconds: number) => {
      at += milliseconds
    },
  }
  type Sent = { readonly kind: string; readonly [name: string]: unknown }
  function send(event: Sent): void {
    const result = supervise(now, { ...event, at, wall: at + 1_000_000 } as Parameters<typeof supervise>[1])
    now = result.now
    told.push(result.action)
  }
  return scene
}

test('supervise() starts the engine at the first look, and leaves one alone that is heard', () => {
  const scene = createScene()
  scene.look()
  assert.deepEqual(scene.actions(), [{ kind: 'start', isSafeMode: false }])
  scene.pass(3_600_000, true)
  assert.deepEqual(scene.actions(), [])
  assert.deepEqual(scene.health(), { state: 'running', since: 1_000_000, step: 'scan', crashes: 0 })
})

test('supervise() kills an engine that is not heard, tells where it was stuck, and starts another', () => {
  const scene = createScene()
  scene.look()
  scene.beat('converge')
  scene.pass(STALLED_AFTER_MS, false)
  assert.deepEqual(scene.actions(), [{ kind: 'start', isSafeMode: false }])
  scene.pass(1_000, false)
  assert.deepEqual(scene.actions(), [{ kind: 'kill' }])
  const { state, step, crashes } = scene.health()
  assert.deepEqual({ state, step, crashes }, { state: 'stalled', step: 'converge', crashes: 1 })
  scene.end('crashed')
  scene.pass(1_000, false)
  assert.deepEqual(scene.actions(), [{ kind: 'start', isSafeMode: false }])
  scene.beat('scan')
  assert.equal(scene.health().step, 'converge', 'it is well only after a whole round')
  scene.beat('rest', true)
  assert.equal(scene.health().state, 'running')
})

test('supervise() blames nobody for time in which the machine slept', () => {
  const scene = createScene()
  scene.look()
  scene.beat('scan')
  scene.sleep(8 * 3_600_000)
  scene.look()
  assert.deepEqual(scene.actions(), [{ kind: 'start', isSafeMode: false }])
  assert.equal(scene.child(), 'up')
})

test('supervise() notes from when to when the machine slept, the last time, and no short pause', () => {
  const scene = createScene()
  scene.look()
  scene.sleep(30_000)
  scene.look()
  assert.equal(scene.health().slept, undefined)
  scene.pass(10_000, true)
  scene.sleep(8 * 3_600_000)
  scene.look()
  const first = scene.health().slept
  assert.deepEqual(first, { from: 1_040_000, until: 1_040_000 + 8 * 3_600_000 })
  scene.pass(60_000, true)
  assert.deepEqual(scene.health().slept, first)
  scene.sleep(90_000)
  scene.look()
  const { from = 0, until = 0 } = scene.health().slept ?? {}
  assert.equal(until - from, 90_000)
  assert.equal(scene.health().state, 'running')
})

test('supervise() waits longer from crash to crash, and starts the fifth time in safe mode', () => {
  const scene = createScene()
  scene.look()
  const waited: number[] = []
  for (let crash = 0; crash < 5; crash++) {
    scene.actions()
    scene.end('crashed')
    let seconds = 0
    for (; scene.child() === 'resting'; seconds++) scene.pass(1_000, false)
    waited.push(seconds)
  }
  assert.deepEqual(waited, [1, 2, 4, 8, 16])
  assert.deepEqual(scene.actions(), [{ kind: 'start', isSafeMode: true }])
  assert.equal(scene.health().state, 'crash_loop')
  assert.equal(scene.health().crashes, 5)
  scene.beat('rest', true)
  assert.equal(scene.health().state, 'crash_loop', 'safe mode is not well')
})

test('supervise() ends safe mode when somebody restarts sync, or after ten minutes', () => {
  for (const isAsked of [true, false]) {
    const scene = createScene()
    scene.look()
    for (let crash = 0; crash < 5; crash++) {
      scene.end('crashed')
      while (scene.child() === 'resting') scene.pass(1_000, false)
    }
    scene.actions()
    if (isAsked) scene.end('restart')
    else {
      scene.pass(10 * 60_000, true)
      assert.deepEqual(scene.actions(), [{ kind: 'ask_to_stop' }])
      scene.end('left')
    }
    scene.pass(1_000, false)
    assert.deepEqual(scene.actions(), [{ kind: 'start', isSafeMode: false }])
    assert.equal(scene.health().state, 'running')
  }
})

test('supervise() still sees an engine that is stuck in safe mode', () => {
  const scene = createScene()
  scene.look()
  for (let crash = 0; crash < 5; crash++) {
    scene.end('crashed')
    while (scene.child() === 'resting') scene.pass(1_000, false)
  }
  scene.pass(STALLED_AFTER_MS + 1_000, false)
  scene.end('crashed')
  assert.ok(scene.actions().some(({ kind }) => kind === 'kill'))
  scene.pass(60_000, false)
  assert.deepEqual(scene.actions(), [{ kind: 'start', isSafeMode: true }])
})

test('supervise() stops both, and kills an engine that does not stop', () => {
  const scene = createScene()
  scene.look()
  scene.actions()
  scene.stop()
  scene.stop()
  assert.deepEqual(scene.actions(), [{ kind: 'ask_to_stop' }])
  scene.pass(10_000, true)
  assert.deepEqual(scene.actions(), [{ kind: 'kill' }])
  scene.end('crashed')
  assert.deepEqual(scene.actions(), [{ kind: 'finish' }])
})

test('supervise() ends when there is no use in another engine, and while none runs', () => {
  const unlinked = createScene()
  unlinked.look()
  unlinked.end('over')
  const resting = createScene()
  resting.stop()
  for (const scene of [unlinked, resting]) assert.equal(scene.actions().at(-1)?.kind, 'finish')
})

test('supervise() counts neither a clean end nor a busy folder as a crash', () => {
  const scene = createScene()
  scene.look()
  for (let round = 0; round < 20; round++) {
    scene.end(round % 2 === 0 ? 'left' : 'busy')
    scene.pass(1_000, false)
  }
  assert.equal(scene.health().crashes, 0)
  assert.ok(scene.actions().every((action) => action.kind === 'start' && !action.isSafeMode))
})
