// What the npm scripts call: makes sure the packages are there, then runs the task on the bundled Node.js.
// Plain JavaScript, because it runs on whatever Node.js (18 or newer) the machine has.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBundledNode, OLDEST_NODE_MAJOR, runAndForward } from '../bin/bundled-node.mjs'
import { ensureInstall } from './ensure-install.mjs'
import { ensureWeb } from './ensure-web.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Where the tests lie; never in node_modules. */
const TEST_FILES = [
  'packages/*/src/**/*.test.ts',
  'platform/*/src/**/*.test.ts',
  'apps/*/src/**/*.test.ts',
  'tools/src/**/*.test.ts',
  'tests/{contracts,mediacheck,simulation}/*.test.ts',
  'tests/system/**/*.test.ts',
]
/** Tests at a browser come last and one by one: people do not share their computer with a simulation, and neither does a browser. */
const BROWSER_TESTS = 'tests/browser/*.browser.test.ts'
/** A test that takes longer is stuck. */
const TEST_TIMEOUT_MS = 300_000
/** Test files at once: most of them wait for processes and disks, so one for each of two cores is not too many. */
const TEST_CONCURRENCY = 2
/** The simulation, and the share of its seeds that `npm test` plays. */
const SIMULATION = 'tests/simulation/main.ts'
const SIMULATION_SEEDS = 2_000

/**
 * The runs a task is made of, each a list of arguments for Node.js. They run side by side; the task fails with the first that does.
 *
 * @type {Readonly<Record<string, (args: readonly string[]) => readonly (readonly string[])[]>>}
 */
const TASKS = {
  start: (args) => [['apps/server/src/main.ts', 'serve', ...args]],
  test: planTests,
  demo: (args) => [['tests/demo/main.ts', ...args]],
  bench: (args) => [['tests/bench/run.ts', ...args]],
  'media:check': (args) => [['tests/mediacheck/main.ts', ...args]],
  'media:sheet': (args) => [['tests/mediasheet/main.ts', ...args]],
  screens: (args) => [['tests/screens/main.ts', ...args]],
  simulate: (args) => [[SIMULATION, ...args]],
  format: (args) => [
    ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', ...(args.length > 0 ? args : ['.'])],
  ],
  types: () => [['tools/src/ok.ts', '--only', 'types']],
  ok: (args) => [['tools/src/ok.ts', ...args]],
}

/** Tasks that show the web app to somebody. */
const SHOWING_WEB = new Set(['start', 'test', 'bench', 'screens'])

process.exitCode = await main(process.argv.slice(2))

/**
 * @param {readonly string[]} args the task and what to pass on to it
 * @returns {Promise<number>} exit code
 */
async function main([name = '', ...args]) {
  const plan = TASKS[name]
  if (plan === undefined) {
    console.error(`There is no task '${name}'. There are: ${Object.keys(TASKS).join(', ')}.`)
    return 2
  }
  try {
    await ensureInstall(ROOT)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
  const node = findBundledNode(ROOT)
  if (node === null) {
    console.error(
      `Rollcall needs Node.js ${OLDEST_NODE_MAJOR} or newer, and npm left out the one it brings along. ` +
        `Run 'npm ci --include=optional' and try again.`,
    )
    return 2
  }
  try {
    if (SHOWING_WEB.has(name)) await ensureWeb(ROOT, node)
    // Tests of the browser that are run by themselves build the app; these need not.
    if (name === 'test') process.env['ROLLCALL_WEB'] ??= join(ROOT, 'apps/web/dist')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
  const codes = await Promise.all(plan(args).map((run) => runAndForward(node, run, { cwd: ROOT })))
  if (name === 'test' && !isNarrowed(args))
    codes.push(await runAndForward(node, planBrowserTests(args), { cwd: ROOT }))
  return codes.find((code) => code !== 0) ?? 0
}

/**
 * Every test, and the simulation while those wait for processes and disks; or only what the arguments name.
 *
 * @param {readonly string[]} args files, patterns or options of `node --test`
 */
function planTests(args) {
  const tests = [
    '--test',
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    `--test-concurrency=${TEST_CONCURRENCY}`,
    ...args,
    ...(isNarrowed(args) ? [] : TEST_FILES),
  ]
  if (isNarrowed(args) || !existsSync(join(ROOT, SIMULATION))) return [tests]
  return [tests, [SIMULATION, '--seeds', String(SIMULATION_SEEDS), '--beside']]
}

/**
 * What a browser shows.
 *
 * @param {readonly string[]} args options of `node --test`
 */
function planBrowserTests(args) {
  return ['--test', `--test-timeout=${TEST_TIMEOUT_MS}`, '--test-concurrency=1', ...args, BROWSER_TESTS]
}

/**
 * Whether only some files are asked for.
 *
 * @param {readonly string[]} args
 */
function isNarrowed(args) {
  return args.some((arg) => !arg.startsWith('-'))
}
