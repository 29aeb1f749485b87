import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { openWebApp } from '../main/open-web-app.ts'
import { readWebApp } from './web-app.ts'

const SCRIPT = 'console.log("rollcall")\n'.repeat(20)

const BUILD: Readonly<Record<string, string | Uint8Array>> = {
  'index.html':
    '<!doctype html><title>Rollcall</title><script type="module" src="/assets/main-1a2b.js"></script>',
  'service-worker.js': 'self.skipWaiting()',
  'manifest.webmanifest': '{"name":"Rollcall"}',
  'assets/main-1a2b.js': SCRIPT,
  'assets/main-1a2b.js.br': brotliCompressSync(SCRIPT),
  'assets/main-1a2b.js.gz': gzipSync(SCRIPT),
  'assets/hash-3c4d.wasm': Uint8Array.of(0, 0x61, 0x73, 0x6d),
  'assets/notes.secret': 'of no type that is served',
}

/** A built app in a folder, with a secret beside it. */
function build(files = BUILD) {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-web-'))
  const folder = join(root, 'dist')
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  writeFileSync(join(root, 'secret.txt'), 'a secret')
  return { root, folder, [Symbol.dispose]: () => rmSync(root, { recursive: true }) }
}

function appOf(folder: string) {
  const app = readWebApp(folder)
  assert.ok(app)
  return (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    app.answer(new Request(`http://photos.test${path}`, { method, headers }))
}

const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

test('readWebApp() answers each file with its type, and lets only files with hashed names be kept for long', async () => {
  using built = build()
  const ask = appOf(built.folder)
  const forever = 'public, max-age=31536000, immutable'
  const expected: readonly (readonly [string, string, string])[] = [
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/service-worker.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json', 'no-cache'],
    ['/assets/main-1a2b.js', 'text/javascript; charset=utf-8', forever],
    ['/assets/hash-3c4d.wasm', 'application/wasm', forever],
  ]
  for (const [path, type, caching] of expected) {
    const answer = ask(path)
    const told = [answer?.status, answer?.headers.get('content-type'), answer?.headers.get('cache-control')]
    assert.deepEqual(told, [200, type, caching], path)
    const bytes = new Uint8Array((await answer?.arrayBuffer()) ?? [])
    assert.equal(answer?.headers.get('content-length'), String(bytes.length))
    assert.deepEqual(
      Buffer.from(bytes),
      Buffer.from(BUILD[path === '/' ? 'index.html' : path.slice(1)] ?? ''),
    )
  }
})

test('readWebApp() sends what was compressed at build time to who takes it, each form with a tag of its own', async () => {
  using built = build()
  const ask = appOf(built.folder)
  const get = async (coding: string) => {
    const answer = ask('/assets/main-1a2b.js', { 'accept-encoding': coding })
    assert.ok(answer)
    assert.equal(answer.headers.get('vary'), 'accept-encoding')
    const bytes = new Uint8Array(await answer.arrayBuffer())
    return { coding: answer.headers.get('content-encoding'), etag: answer.headers.get('etag') ?? '', bytes }
  }
  const [brotli, gzip, plain] = [await get('gzip, br'), await get('gzip;q=0.5, br;q=0'), await get('zstd')]
  assert.deepEqual([brotli.coding, gzip.coding, plain.coding], ['br', 'gzip', null])
  assert.equal(String(brotliDecompressSync(brotli.bytes)), SCRIPT)
  assert.equal(String(gunzipSync(gzip.bytes)), SCRIPT)
  assert.equal(String(Buffer.from(plain.bytes)), SCRIPT)
  assert.equal(new Set([brotli.etag, gzip.etag, plain.etag]).size, 3)
  assert.equal(ask('/service-worker.js')?.headers.get('vary'), null)
})

test('readWebApp() answers 304 to who has the file, and only the headers to HEAD', async () => {
  using built = build()
  const ask = appOf(built.folder)
  const etag = ask('/')?.headers.get('etag') ?? ''
  assert.match(etag, /^"[0-9a-f]{32}"$/)
  const same = ask('/', { 'if-none-match': `"x", ${etag}` })
  assert.deepEqual([same?.status, same?.body, same?.headers.get('etag')], [304, null, etag])
  assert.equal(ask('/', { 'if-none-match': '"x"' })?.status, 200)
  const head = ask('/', {}, 'HEAD')
  assert.deepEqual([head?.status, head?.body], [200, null])
  assert.equal(head?.headers.get('content-length'), String(BUILD['index.html']?.length))
})

test('readWebApp() gives its page to browsers that go to an address of the app, and to nothing else', () => {
  using built = build()
  const ask = appOf(built.folder)
  const title = (path: string, headers: Readonly<Record<string, string>> = PAGE) =>
    ask(path, headers)?.headers.get('content-type')?.startsWith('text/html') === true
  for (const path of ['/albums/1', '/search?q=oslo', '/apical', '/setups', '/photo/a.b/edit'])
    assert.equal(title(path), true, path)
  for (const path of [
    '/api',
    '/api/v1/nothing',
    '/healthz',
    '/setup',
    '/assets/gone-5e6f.js',
    '/favicon.ico',
  ])
    assert.equal(ask(path, PAGE), null, path)
  assert.equal(ask('/albums/1', { accept: 'application/json' }), null)
  assert.equal(ask('/albums/1'), null)
  for (const method of ['POST', 'PUT', 'DELETE']) assert.equal(ask('/', PAGE, method), null)
})

test('readWebApp() serves nothing that is not a file of the build: no way up, no link out, no type that it does not know', () => {
  using built = build()
  symlinkSync(join(built.root, 'secret.txt'), join(built.folder, 'assets', 'link.txt'))
  symlinkSync(built.root, join(built.folder, 'up'))
  const ask = appOf(built.folder)
  for (const path of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/assets/link.txt',
    '/up/secret.txt',
    '/assets/notes.secret',
    '/assets/main-1a2b.js.br',
    '/assets/main-1a2b.js/',
    '/ASSETS/main-1a2b.js',
    '/assets',
    '/index.html%00.txt',
  ])
    assert.equal(ask(path), null, path)
})

test('readWebApp() is strict with the page, its scripts and its workers alike', () => {
  using built = build()
  const ask = appOf(built.folder)
  for (const path of ['/', '/service-worker.js', '/assets/main-1a2b.js']) {
    const headers = ask(path)?.headers
    const policy = headers?.get('content-security-policy') ?? ''
    assert.match(
      policy,
      /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-/,
    )
    for (const part of [
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "connect-src 'self'",
    ])
      assert.ok(policy.includes(part), part)
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/)
    assert.equal(headers?.has('cross-origin-opener-policy'), false)
    const safe = ask(path, { 'sec-fetch-dest': 'document' })?.headers
    assert.equal(safe?.get('cross-origin-opener-policy'), 'same-origin')
    assert.equal(safe?.get('cross-origin-embedder-policy'), 'require-corp')
    assert.match(headers?.get('permissions-policy') ?? '', /camera=\(\), .*geolocation=\(\), /)
  }
})

test('openWebApp() finds the app that was built here, does without one, and says when a named folder has none', () => {
  using built = build()
  using empty = build({})
  assert.ok(openWebApp(built.folder))
  assert.ok(openWebApp(null, built.folder))
  assert.equal(openWebApp(null, join(built.root, 'nowhere')), null)
  assert.equal(openWebApp(null, empty.folder), null)
  assert.throws(() => openWebApp(empty.folder), /^UsageProblem: There is no built web app in/)
  assert.throws(
    () => openWebApp(join(built.root, 'nowhere')),
    /^UsageProblem: The web app in .* cannot be read/,
  )
})
