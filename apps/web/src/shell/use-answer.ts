import { useEffect, useEffectEvent, useState } from 'react'

/** What an asynchronous question has come to. While it is asked again, the last answer stands. */
export interface Answered<Value> {
  /** Null before the first answer. */
  readonly value: Value | null
  /** Whether the answer is to the question as it is now. */
  readonly isFresh: boolean
  /** What went wrong, when nothing was answered. */
  readonly failure: unknown
}

/**
 * Asks when `key` changes, and keeps the last answer meanwhile; an answer that comes late is dropped. With a null key nothing is asked.
 * `subject`: what the answers are about; when it changes, the last answer is of something else, and is not shown. The signal ends when
 * nobody waits any more.
 */
export function useAnswer<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  key: string | number | null,
  subject = '',
): Answered<Value> {
  const [answer, setAnswer] = useState<Kept<Value> | null>(null)
  const askNow = useEffectEvent(ask)
  useEffect(() => {
    if (key === null) return undefined
    const control = new AbortController()
    const listen = async () => {
      try {
        const value = await askNow(control.signal)
        if (!control.signal.aborted) setAnswer({ key, subject, value, failure: null })
      } catch (failure) {
        if (control.signal.aborted) return
        setAnswer((last) => ({ key, subject, value: last?.subject === subject ? last.value : null, failure }))
      }
    }
    void listen()
    return () => control.abort()
  }, [key, subject])
  const known = answer?.subject === subject ? answer : null
  return { value: known?.value ?? null, isFresh: known?.key === key, failure: known?.failure ?? null }
}

interface Kept<Value> {
  readonly key: string | number
  readonly subject: string
  readonly value: Value | null
  readonly failure: unknown
}
