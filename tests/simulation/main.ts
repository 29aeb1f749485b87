// `npm run simulate`: plays seeds on every core, and shrinks the first one that breaks an invariant.
//   --seed N     one seed                      --seeds N   so many (default 200), from --from N (default 1)
//   --planted    checks that the simulation finds every planted bug within --seeds N (default 300)
//   --keep-going plays on when a seed has broken an invariant, tells each at once, and shrinks none
//   --beside     lets everything else on this machine go first, and tells its progress in lines
// Ends with 1 when an invariant was broken, or a planted bug survived.
//
// CI plays the seeds from 1 on, most of which are brief (see `create-script.ts`). A hunt plays others, for hours: `npm run simulate -- --seeds 100000 --from 100001`. Seeds are played in
// order, and every thousand of them it says from where to go on, so a hunt that was stopped is resumed with `--from` and what is left.
// A script that it prints is kept in `regressions/`, with a word on what was wrong; every test run plays it again.
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { availableParallelism, constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PLANTED_BUGS } from './planted-catalogue.ts'
import { createScript } from './create-script.ts'
import { shrinkScript } from './shrink-script.ts'
import { simulate } from './simulate.ts'
import type { SeedAnswer, SeedRequest } from './simulation-worker.ts'

const WORKER = fileURLToPath(new URL('./simulation-worker.ts', import.meta.url))

const SEEDS_DEFAULT = 200

/** Seeds between two lines of progress, where nobody watches. */
const TOLD_EVERY = 1_000

const PLANTED_SEEDS_DEFAULT = 300

/** Whether progress is one line that is drawn again and again. */
let isRedrawn = process.stderr.isTTY

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      from: { type: 'string', default: '1' },
      planted: { type: 'boolean', default: false },
      'keep-going': { type: 'boolean', default: false },
      beside: { type: 'boolean', default: false },
    },
  })
  if (values.beside) {
    isRedrawn = false
    setPriority(constants.priority.PRIORITY_LOW)
  }
  const from = Number(values.seed ?? values.from)
  const defaultCount = values.planted ? PLANTED_SEEDS_DEFAULT : SEEDS_DEFAULT
  const count = values.seed === undefined ? Number(values.seeds ?? defaultCount) : 1
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(count) || count < 1) {
    console.error('Seeds are whole numbers, and at least one is played.')
    return 2
  }
  return values.planted ? await checkPlanted(from, count) : await playSeeds(from, count, values['keep-going'])
}

async function playSeeds(from: number, count: number, keepsGoing: boolean): Promise<number> {
  const startedAt = performance.now()
  const broken: SeedAnswer[] = []
  let played = 0
  const done = new Set<number>()
  let next = from
  await playAll(seedsOf(from, count, null), (answer) => {
    played++
    if (answer.violation !== null) broken.push(answer)
    if (answer.violation !== null && keepsGoing) tellBroken(answer)
    showProgress(`${played} of ${count} seeds, ${broken.length} broken`)
    done.add(answer.seed)
    while (done.delete(next)) next++
    if (played % TOLD_EVERY === 0) tellProgress(played, next)
    return keepsGoing || broken.length === 0
  })
  endProgress()
  const seconds = (performance.now() - startedAt) / 1000
  const rate = (played / seconds).toFixed(1)
  const [first] = broken
  console.log(
    `${played} seeds from ${from} in ${seconds.toFixed(1)} s (${rate} a second), ${broken.length} broken`,
  )
  if (first === undefined) return 0
  if (!keepsGoing) await explain(first)
  return 1
}

function tellBroken({ seed, violation }: SeedAnswer): void {
  console.log(`Seed ${seed}, ${violation?.at} ms: ${violation?.invariant}: ${violation?.detail}`)
}

/** Shows the smallest script that fails as the seed did; it can be kept in `regressions/`. */
async function explain({ seed, violation }: SeedAnswer): Promise<void> {
  if (violation === null) return
  tellBroken({ seed, bug: null, violation })
  console.log('Looking for the smallest script that still fails …')
  const script = await shrinkScript(createScript(seed), async (smaller) => {
    const again = await simulate(smaller)
    return again.violation?.invariant === violation.invariant
  })
  const { violation: last } = await simulate(script)
  console.log(`${last?.invariant}: ${last?.detail}\n${JSON.stringify(script)}`)
}

async function checkPlanted(from: number, count: number): Promise<number> {
  const survivors: string[] = []
  for (const { name } of PLANTED_BUGS) {
    let caught: SeedAnswer | null = null
    await playAll(seedsOf(from, count, name), (answer) => {
      if (answer.violation !== null) caught ??= answer
      return caught === null
    })
    const found = caught as SeedAnswer | null
    if (found === null) survivors.push(name)
    const words = found === null ? 'survived' : `seed ${found.seed}: ${found.violation?.invariant}`
    console.log(`${name.padEnd(30)}${words}`)
  }
  console.log(`${PLANTED_BUGS.length - survivors.length} of ${PLANTED_BUGS.length} planted bugs found`)
  return survivors.length === 0 ? 0 : 1
}

function* seedsOf(from: number, count: number, bug: string | null): Generator<SeedRequest, void> {
  for (let seed = from; seed < from + count; seed++) yield { seed, bug }
}

/** Plays requests on all cores until they run out or `onAnswer` answers false. Rejects when a worker dies. */
async function playAll(
  requests: Generator<SeedRequest, void>,
  onAnswer: (answer: SeedAnswer) => boolean,
): Promise<void> {
  let isOpen = true
  const play = (worker: ChildProcess) =>
    new Promise<void>((resolve, reject) => {
      const askNext = () => {
        const next = requests.next()
        if (!isOpen || next.done === true) resolve()
        else worker.send(next.value)
      }
      worker.once('exit', (code, signal) => {
        reject(new Error(`Cannot play seeds: a worker ended with ${signal ?? code}`))
      })
      worker.on('message', (answer: SeedAnswer) => {
        isOpen = onAnswer(answer) && isOpen
        askNext()
      })
      askNext()
    })
  const workers = Array.from({ length: availableParallelism() }, () => fork(WORKER))
  try {
    await Promise.all(workers.map(play))
  } finally {
    for (const worker of workers) worker.kill()
  }
}

/** `next`: all seeds before it have been played. */
function tellProgress(played: number, next: number): void {
  if (!isRedrawn) console.log(`${played} seeds played; to go on from here: --from ${next}`)
}

function showProgress(words: string): void {
  if (isRedrawn) process.stderr.write(`\r\u001b[K${words}`)
}

function endProgress(): void {
  if (isRedrawn) process.stderr.write('\r\u001b[K')
}
