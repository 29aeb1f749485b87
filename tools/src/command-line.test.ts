import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { COMMANDS, HELP, nearestCommand } from '../../bin/commands.mjs'
import { runProgram } from './run-program.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

test('HELP names every command', () => {
  for (const { words } of COMMANDS) assert.ok(HELP.includes(words), words)
})

test('nearestCommand() finds what was most likely meant', () => {
  assert.equal(nearestCommand('stauts'), 'status')
  assert.equal(nearestCommand('favorite'), 'favourite')
})

test('rollcall without a command prints the help', async () => {
  const { code, output } = await runProgram(['bin/rollcall.mjs'], ROOT)
  assert.deepEqual([code, output.trim()], [0, HELP])
})

test('rollcall refuses an unknown command with the nearest one', async () => {
  const { code, output } = await runProgram(['bin/rollcall.mjs', 'sevre'], ROOT)
  assert.equal(code, 2)
  assert.match(output, /'serve'/)
})

test('rollcall says how to install when nothing is installed', async (context) => {
  const root = createInstallation(context)
  rmSync(join(root, 'node_modules'), { recursive: true })
  const { code, output } = await runProgram(['bin/rollcall.mjs', 'serve'], root)
  assert.equal(code, 2)
  assert.match(output, /npm start/)
})

for (const [running, options] of [
  ['a Node.js that is new enough', []],
  ['an older Node.js, which starts the bundled one', ['--import', './older.mjs']],
] as const) {
  test(`rollcall on ${running} hands the command to its app and gives back its exit code`, async (context) => {
    const root = createInstallation(context)
    const served = await runProgram([...options, 'bin/rollcall.mjs', 'serve', '--port', '1'], root)
    assert.deepEqual(served, { code: 7, output: 'server serve --port 1\n' })
    const synced = await runProgram([...options, 'bin/rollcall.mjs', 'sync'], root)
    assert.deepEqual(synced, { code: 7, output: 'agent sync\n' })
  })

  test(`rollcall on ${running} passes a signal on and waits for the app to end`, async (context) => {
    const root = createInstallation(context)
    const waiting =
      "process.on('SIGTERM', () => process.exit(5))\nsetInterval(() => {}, 1_000)\nconsole.log('ready')\n"
    writeFileSync(join(root, 'apps/server/src/main.ts'), waiting)
    const child = spawn(process.execPath, [...options, 'bin/rollcall.mjs', 'serve'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.once('data', () => child.kill('SIGTERM'))
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(code, 5)
  })
}

test('rollcall keeps a known notice to itself, and no other warning', async (context) => {
  const root = createInstallation(context)
  const warning = "process.emitWarning('new', 'ExperimentalWarning')\nprocess.emitWarning('worth reading')\n"
  writeFileSync(join(root, 'apps/agent/src/main.ts'), warning)
  const { output } = await runProgram(['bin/rollcall.mjs', 'sync'], root)
  assert.match(output, /Warning: worth reading/)
  assert.doesNotMatch(output, /ExperimentalWarning/)
})

/** A temporary installation whose apps only repeat what they were asked. */
function createInstallation(context: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-command-line-'))
  context.after(() => rmSync(root, { recursive: true, force: true }))
  cpSync(join(ROOT, 'bin'), join(root, 'bin'), { recursive: true })
  const older =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })\n"
  writeFileSync(join(root, 'older.mjs'), older)
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'))
  for (const app of ['server', 'agent']) {
    mkdirSync(join(root, 'apps', app, 'src'), { recursive: true })
    const repeating = `console.log('${app}', ...process.argv.slice(2))\nprocess.exitCode = 7\n`
    writeFileSync(join(root, 'apps', app, 'src/main.ts'), repeating)
  }
  return root
}
