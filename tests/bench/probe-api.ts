import { setTimeout as sleep } from 'node:timers/promises'

/*
 * Asks a server small questions, one after the other, until its standard input ends; prints how long each took. A process of its
 * own, so that it measures the server and not itself: `probe-api.ts URL TOKEN`.
 */

const PAUSE_MS = 20

/** Questions that are not counted: the probe itself warms up. */
const WARM_UP = 10

const [url = '', token = ''] = process.argv.slice(2)
const tookMs: number[] = []
let isOver = false
process.stdin.resume().once('end', () => {
  isOver = true
})
while (!isOver) {
  const startedAt = performance.now()
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  await answer.arrayBuffer()
  tookMs.push(performance.now() - startedAt)
  if (!answer.ok) throw new Error(`Cannot probe server: it answers ${answer.status}`)
  await sleep(PAUSE_MS)
}
console.log(JSON.stringify(tookMs.slice(WARM_UP)))
