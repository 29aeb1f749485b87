import { ServerAway } from '@rollcall/platform-client'
import type { Outcome, Problem } from '@rollcall/protocol'
import { REASONS } from '@rollcall/sync'
import { useCallback, useRef, useState } from 'react'
import { useSpeech } from '../words/use-words.tsx'
import { problemSentence } from './problem-sentence.ts'

/** A call of the server that somebody has made by a button. */
export interface ServerCall {
  readonly isBusy: boolean
  /** Why the last one did nothing; null when it did, or none was made. */
  readonly problem: string | null
  readonly setProblem: (problem: string | null) => void
  /** Makes the call; null when it did nothing, and {@link problem} says why. One at a time: a second one meanwhile is not made. */
  readonly make: <Value>(call: () => Promise<Outcome<Value, Problem>>) => Promise<{ value: Value } | null>
}

/** See {@link ServerCall}. */
export function useCall(): ServerCall {
  const { words } = useSpeech()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const underWay = useRef(false)
  const make = useCallback<ServerCall['make']>(
    async (call) => {
      if (underWay.current) return null
      underWay.current = true
      setBusy(true)
      try {
        const answer = await call()
        setProblem(answer.ok ? null : problemSentence(words.problems, answer.refusal))
        return answer.ok ? { value: answer.value } : null
      } catch (failure) {
        if (!(failure instanceof ServerAway)) throw failure
        setProblem(awaySentence(failure))
        return null
      } finally {
        underWay.current = false
        setBusy(false)
      }
    },
    [words],
  )
  return { isBusy, problem, setProblem, make }
}

/** Why there was no answer, as the doctor says it. */
function awaySentence({ code, facts }: ServerAway): string {
  return REASONS[code].sentence(facts)
}

/** The value of an answer, for `useAnswer`, whose failure is then the sentence of the refusal. */
class Refused extends Error {
  readonly refusal: Problem
  constructor(refusal: Problem) {
    super(`Cannot read answer: ${refusal.title}`)
    this.name = 'Refused'
    this.refusal = refusal
  }
}

/** Asks for something to show. Rejects with {@link Refused} when the server refuses. */
export async function valueOf<Value>(call: Promise<Outcome<Value, Problem>>): Promise<Value> {
  const answer = await call
  if (answer.ok) return answer.value
  throw new Refused(answer.refusal)
}

/** What a failure of `useAnswer` is in words; null for none. Throws what is no answer of a server. */
export function useFailureSentence(failure: unknown): string | null {
  const { words } = useSpeech()
  if (failure === null || failure === undefined) return null
  if (failure instanceof Refused) return problemSentence(words.problems, failure.refusal)
  if (failure instanceof ServerAway) return awaySentence(failure)
  throw failure
}
