import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fingerprint } from '../ensure-web.mjs'

const SOURCE = 'apps/web/src/main.tsx'

test('fingerprint() follows what the app is built from, and neither its tests nor what was built', async () => {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-web-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  try {
    write('package-lock.json', '{}')
    write(SOURCE, 'one')
    const first = await fingerprint(root)
    write('apps/web/src/main.test.ts', 'a test')
    write('apps/web/dist/index.html', 'built')
    write('apps/server/src/main.ts', 'of another app')
    assert.equal(await fingerprint(root), first)
    write(SOURCE, 'two')
    const second = await fingerprint(root)
    assert.notEqual(second, first)
    write('packages/sync/src/index.ts', 'new')
    assert.notEqual(await fingerprint(root), second)
  } finally {
    rmSync(root, { recursive: true })
  }
})
