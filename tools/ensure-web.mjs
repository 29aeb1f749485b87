// Builds the web app when it is not built from the sources that are here. Plain JavaScript, like its neighbours.
//
// The sources are told apart by their contents: times of files lie after a clone or a checkout. The build's own record is written last, so
// one that was killed is not taken for done, and a second run begins anew.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the web app is made of, and what makes it. */
const SOURCES = ['apps/web', 'packages', 'platform/browser', 'platform/client', 'package-lock.json']
const SKIPPED = new Set(['node_modules', 'dist', 'fixtures'])
const RECORD = 'apps/web/dist/.built-from'
const BUILD_TIMEOUT_MS = 5 * 60_000

/**
 * Builds the web app if its sources have changed since it was built.
 *
 * @param {string} root folder of the installation
 * @param {string} node path of the Node.js to build with
 * @param {(words: string) => void} say receives the one line that explains the wait
 * @returns {Promise<void>} rejects with the build's own words when it fails, or takes longer than five minutes
 */
export async function ensureWeb(root, node, say = console.error) {
  const wanted = await fingerprint(root)
  if ((await readFile(join(root, RECORD), 'utf8').catch(() => '')) === wanted) return
  say('Building the web app, some seconds …')
  await runBuild(root, node)
  await writeFile(join(root, RECORD), wanted)
}

/**
 * The names and contents of everything that the web app is built from, in one word. Tests are no part of it.
 *
 * @param {string} root
 * @returns {Promise<string>} SHA-256, hex
 */
export async function fingerprint(root) {
  const sum = createHash('sha256')
  for (const source of SOURCES) {
    // Sorted in place: the oldest Node.js that runs this file has no toSorted.
    // oxlint-disable-next-line unicorn/no-array-sort
    for (const path of (await listFiles(root, source)).sort()) {
      sum.update(`${path}\0`).update(await readFile(join(root, path)))
    }
  }
  return sum.digest('hex')
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {Promise<string[]>}
 */
async function listFiles(root, path) {
  if (!existsSync(join(root, path))) return []
  if (statSync(join(root, path)).isFile()) return [path]
  const entries = await readdir(join(root, path), { withFileTypes: true })
  const below = entries
    .filter(({ name }) => !SKIPPED.has(name) && !name.endsWith('.test.ts'))
    .map((entry) => {
      const child = `${path}/${entry.name}`
      return entry.isDirectory() ? listFiles(root, child) : [child]
    })
  return (await Promise.all(below)).flat()
}

/**
 * @param {string} root
 * @param {string} node
 * @returns {Promise<void>}
 */
function runBuild(root, node) {
  return new Promise((resolve, reject) => {
    const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']
    const child = spawn(node, args, { cwd: join(root, 'apps/web'), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    const timer = setTimeout(() => child.kill(), BUILD_TIMEOUT_MS)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`Cannot build the web app: ${error.message}`, { cause: error }))
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve()
      else reject(new Error(`Cannot build the web app. The build says:\n${output.trim()}`))
    })
  })
}
