import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { builtApp } from './built-app.ts'
import { bytesSent, scriptsOfFirstPage } from './first-page-scripts.ts'

/** Scripts of the library's page, compressed with gzip. */
const BUDGET_BYTES = 150_000

test('the first photos wait for no more than 150 kB of scripts', async () => {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-weight-'))
  try {
    const folder = await builtApp(root)
    const scripts = scriptsOfFirstPage(folder)
    // The entry, React, the page of the library and the grid at least: or nothing was weighed.
    assert.ok(scripts.length > 4, `only ${scripts.join(', ')} were found`)
    const bytes = bytesSent(folder, scripts, '.gz')
    const each = scripts.map((path) => `${bytesSent(folder, [path], '.gz')} ${path}`).join('\n')
    assert.ok(bytes > 60_000, `${bytes} bytes cannot be all of it:\n${each}`)
    assert.ok(bytes <= BUDGET_BYTES, `the first page loads ${bytes} bytes of script:\n${each}`)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
