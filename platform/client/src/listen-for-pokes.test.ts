import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { Clock, Random } from '@rollcall/sync'
import { listenForPokes } from './listen-for-pokes.ts'
import type { LibraryApi } from './server-api.ts'

const POKE = 'event: poke\ndata: {"epoch":1,"head":7}\n\n'

type Events = Awaited<ReturnType<LibraryApi['events']>>

/** Chance that always comes out the same. */
const RANDOM: Random = { hex: (count) => '0'.repeat(count * 2), fraction: () => 0.5 }

/** A clock whose waits take no time but its own. */
function createTestClock(): Clock {
  let at = 0
  const sleep = async (milliseconds: number) => {
    at += milliseconds
    await turn()
  }
  return { now: () => at, monotonic: () => at, bootId: 'boot 1', sleep }
}

/** Listens while the server gives these answers, one a connection; tells the pokes heard and the time waited. */
async function listen(answers: readonly (() => Events | Promise<Events>)[]) {
  const stop = new AbortController()
  const clock = createTestClock()
  const queue = [...answers]
  let pokes = 0
  const api: Pick<LibraryApi, 'events'> = {
    events: async () => {
      const answer = queue.shift()
      if (answer !== undefined) return answer()
      stop.abort()
      return refused(problem('shutting_down'))
    },
  }
  const from = clock.monotonic()
  await listenForPokes({ api, clock, random: RANDOM }, () => pokes++, stop.signal)
  return { pokes, waited: clock.monotonic() - from }
}

const stream = (text: string) => () => accepted(new Response(text))

test('listenForPokes() tells of each poke, and of each connection, for pokes may have been missed before', async () => {
  assert.equal((await listen([stream(POKE + POKE)])).pokes, 3)
  assert.equal((await listen([stream(POKE), stream('')])).pokes, 3)
})

test('listenForPokes() passes over what is no poke', async () => {
  const noise =
    ': keep-alive\n\nevent: other\ndata: {}\n\nevent: poke\ndata: not JSON\n\nevent: poke\ndata: {"head":-1}\n\n'
  assert.equal((await listen([stream(noise)])).pokes, 1)
})

test('listenForPokes() tries again, later each time, whatever goes wrong', async () => {
  const broken = () => Promise.reject(new Error('line cut'))
  const refusing = () => refused(problem('internal'))
  const { pokes, waited } = await listen([broken, refusing, broken, stream(POKE)])
  assert.equal(pokes, 2)
  assert.ok(waited >= 1_000 + 2_000 + 4_000)
})

test('listenForPokes() tells at once that the session is over, so that the reader of the feed finds it', async () => {
  const over = () => refused(problem('device_removed'))
  assert.equal((await listen([over])).pokes, 1)
  assert.equal((await listen([stream(POKE), over])).pokes, 3)
})

test('listenForPokes() ends when it is told to, though the platform does not break the stream', async () => {
  const stop = new AbortController()
  let isCancelled = false
  const endless = new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode(POKE)),
    cancel: () => {
      isCancelled = true
    },
  })
  const api = { events: async () => accepted(new Response(endless)) }
  let pokes = 0
  const onPoke = () => {
    if (++pokes === 2) stop.abort()
  }
  const listening = listenForPokes({ api, clock: createTestClock(), random: RANDOM }, onPoke, stop.signal)
  assert.equal(
    await Promise.race([listening.then(() => 'ended'), sleep(5_000, 'still there', { ref: false })]),
    'ended',
  )
  assert.equal(isCancelled, true)
})
