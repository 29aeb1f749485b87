import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockOffsetOf, withServerClock } from './with-server-clock.ts'

test('clockOffsetOf() halves the round trip, and hears Rollcall only', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT'
  const sent = Date.parse(date)
  const headers = new Headers({ date, 'rollcall-server-version': '1.0.0' })
  assert.equal(clockOffsetOf(headers, sent + 500, sent + 700), 100)
  assert.equal(clockOffsetOf(headers, sent + 3_600_500, sent + 3_600_500), 3_600_000)
  assert.equal(clockOffsetOf(headers, sent + 700, sent + 500), null)
  assert.equal(clockOffsetOf(new Headers({ date }), sent, sent), null)
  assert.equal(clockOffsetOf(new Headers({ 'rollcall-server-version': '1' }), sent, sent), null)
})

test('withServerClock() notes the offset once, and again when it has moved', async () => {
  const sent = Date.parse('2024-01-02T03:04:05Z')
  let now = sent
  const noted: number[] = []
  const timed = withServerClock(
    async () =>
      new Response(null, { headers: { date: new Date(sent).toUTCString(), 'rollcall-server-version': '1' } }),
    { now: () => now },
    { get: () => noted.at(-1) ?? null, put: (offsetMs) => noted.push(offsetMs) },
  )
  for (const ahead of [500, 1_500, 60_500, 60_900]) {
    now = sent + ahead
    await timed(new Request('https://photos.example'))
  }
  assert.deepEqual(noted, [0, 60_000])
})
