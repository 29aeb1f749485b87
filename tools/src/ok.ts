// `npm run ok`: every guard of the house, one line each, and the words only of those that found something.
// Options: --no-tests leaves the tests out, --only NAME runs one guard.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { GUARDS } from './guards.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const { values } = parseArgs({
  options: { 'no-tests': { type: 'boolean', default: false }, only: { type: 'string' } },
})
process.exitCode = await main(values.only ?? null, values['no-tests'])

async function main(only: string | null, withoutTests: boolean): Promise<number> {
  const guards = GUARDS.filter(({ name }) =>
    only === null ? !(withoutTests && name === 'tests') : name === only,
  )
  if (guards.length === 0) {
    console.error(`There is no guard '${only}'. There are: ${GUARDS.map(({ name }) => name).join(', ')}.`)
    return 2
  }
  let failed = 0
  for (const { name, inspect } of guards) {
    const startedMs = performance.now()
    const words = await inspect(ROOT)
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
    console.log(`${words === '' ? 'ok  ' : 'FAIL'}  ${name.padEnd(12)}${seconds.padStart(6)} s`)
    if (words === '') continue
    failed++
    console.log(`${words}\n`)
  }
  console.log(`${guards.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
