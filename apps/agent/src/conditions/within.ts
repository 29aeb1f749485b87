import type { Clock } from '@rollcall/sync'

/** Awaits `work` for so long at most. Rejects with `Cannot wait …` when that is not enough; the work is then left alone. */
export async function within<Value>(
  clock: Pick<Clock, 'sleep'>,
  milliseconds: number,
  work: Promise<Value>,
): Promise<Value> {
  const done = new AbortController()
  const late = clock.sleep(milliseconds, done.signal).then(() => {
    throw new Error(`Cannot wait longer: no answer within ${milliseconds / 1000} s`)
  })
  late.catch(() => undefined) // whoever comes second is not heard
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
  }
}
