import type { Script } from './script.ts'

/** Runs that one shrinking may take. */
const RUNS_MAX = 250

/**
 * A smaller script that still fails in the same way: first without faults that are not needed, then without operations.
 * This is delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002): leave out
 * ever smaller pieces as long as `stillFails` holds. Leaving a step out disturbs no other, since each has its own chance.
 */
export async function shrinkScript(
  script: Script,
  stillFails: (script: Script) => Promise<boolean>,
): Promise<Script> {
  const budget = { runs: RUNS_MAX }
  const withFaults = (faults: Script['faults']) => ({ ...script, faults })
  const faults = await minimise(script.faults, (kept) => stillFails(withFaults(kept)), budget)
  const withOperations = (operations: Script['operations']) => ({ ...script, faults, operations })
  const operations = await minimise(script.operations, (kept) => stillFails(withOperations(kept)), budget)
  return withOperations(operations)
}

async function minimise<Step>(
  steps: readonly Step[],
  stillFails: (steps: readonly Step[]) => Promise<boolean>,
  budget: { runs: number },
): Promise<readonly Step[]> {
  let kept = steps
  let pieces = 1
  while (kept.length > 0 && pieces <= kept.length) {
    const size = Math.ceil(kept.length / pieces)
    let isSmaller = false
    for (let from = 0; from < kept.length && budget.runs > 0; from += size) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)]
      budget.runs--
      if (!(await stillFails(rest))) continue
      kept = rest
      isSmaller = true
      break
    }
    if (budget.runs <= 0) return kept
    pieces = isSmaller ? Math.max(1, pieces - 1) : pieces * 2
    if (!isSmaller && size === 1) return kept
  }
  return kept
}
