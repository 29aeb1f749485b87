#!/usr/bin/env node
// The command line. It finds the Node.js to run on and hands every command to the app that answers it.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBundledNode, OLDEST_NODE_MAJOR, runAndForward, runHere, runsOn } from './bundled-node.mjs'
import { appOf, HELP, nearestCommand } from './commands.mjs'

/** Exit code of a command that was not understood, or cannot run here. */
const EXIT_USAGE = 2

process.exitCode = await main(process.argv.slice(2))

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function main(args) {
  const [name, ...options] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(HELP)
    return 0
  }
  const app = appOf(name, options)
  if (app === null) return refuse(`There is no command '${name}'. Did you mean '${nearestCommand(name)}'?`)

  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  if (!existsSync(join(root, 'node_modules'))) {
    return refuse(`Rollcall is not installed yet. Run 'npm start' or 'npm ci' in its folder first.`)
  }
  // Commands start twice as fast when Node.js need not compile them again.
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'rollcall')
  const script = join(root, 'apps', app, 'src', 'main.ts')
  // To start a second Node.js takes longer than a short command does.
  if (runsOn(process.versions.node)) return runHere(script, process.env['NODE_COMPILE_CACHE'])
  const node = findBundledNode(root)
  if (node === null) {
    return refuse(
      `Rollcall needs Node.js ${OLDEST_NODE_MAJOR} or newer and this is ${process.versions.node}. ` +
        `It usually brings its own: run 'npm ci' in its folder, without leaving out optional packages.`,
    )
  }
  return runAndForward(node, [script, ...args])
}

/**
 * @param {string} words
 * @returns {number} exit code
 */
function refuse(words) {
  console.error(words)
  return EXIT_USAGE
}
