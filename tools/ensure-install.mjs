// Makes a fresh clone runnable: installs the packages when they are absent or are not those of the lockfile.
// Plain JavaScript, because it runs on whatever Node.js (18 or newer) the machine has.
//
// The lockfile is compared with npm's own record of what it installed, package by package. Times of files would
// be cheaper but lie: a clone or a checkout sets them anew. A second run after a killed one installs again.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How long npm may take before it is stopped. */
const INSTALL_TIMEOUT_MS = 15 * 60_000
/** How much of npm's own words is kept: it names the fault first, and then explains its own usage at length. */
const KEPT_OUTPUT_CHARACTERS = 1_200

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean }} LockedPackage
 * @typedef {Readonly<Record<string, LockedPackage>>} LockedPackages
 */

/**
 * Installs what the lockfile says, if that is not what is there.
 *
 * @param {string} root folder of the installation
 * @param {(words: string) => void} say receives the one line that explains the wait
 * @returns {Promise<void>} rejects with npm's own words when it fails, or takes longer than 15 minutes
 */
export async function ensureInstall(root, say = console.error) {
  const wanted = await readPackages(join(root, 'package-lock.json'))
  const installed = await readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === null) throw new Error('Cannot install: package-lock.json is missing')
  if (installed !== null && isInstalled(wanted, installed)) return
  say('Installing packages, about a minute …')
  await runNpmCi(root)
}

/**
 * Whether what is installed answers to the lockfile. Optional packages for other machines may be absent.
 *
 * @param {LockedPackages} wanted packages of `package-lock.json`, by path
 * @param {LockedPackages} installed packages of `node_modules/.package-lock.json`, by path
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  for (const [path, wish] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    if (found === undefined ? wish.optional !== true : found.version !== wish.version) return false
  }
  return Object.keys(installed).every((path) => path in wanted)
}

/**
 * @param {string} path of a lockfile
 * @returns {Promise<LockedPackages | null>} null when there is none
 */
async function readPackages(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new Error(`Cannot read ${path}: it is not a lockfile`, { cause: error })
  }
}

/**
 * @param {string} root
 * @returns {Promise<void>}
 */
function runNpmCi(root) {
  return new Promise((resolve, reject) => {
    // The npm that started us, so that one machine with two of them uses the same.
    const npm = process.env['npm_execpath']
    const isScript = npm !== undefined && /\.c?js$/.test(npm)
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
    const child = isScript
      ? spawn(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('npm', args, {
          cwd: root,
          stdio: ['ignore', 'pipe', 'pipe'],
          shell: process.platform === 'win32',
        })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(0, KEPT_OUTPUT_CHARACTERS)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setTimeout(() => child.kill(), INSTALL_TIMEOUT_MS)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`Cannot install packages: npm does not start (${error.message})`, { cause: error }))
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve()
      else reject(new Error(`Cannot install packages: 'npm ci' failed. It says:\n${output.trim()}`))
    })
  })
}
