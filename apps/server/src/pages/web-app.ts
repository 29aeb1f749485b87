/*
 * The web app, as it was built: a folder of files, read once at start. Nothing else can be asked for, since names are looked up in that
 * list and never joined to a path; and a folder that is built anew under a running server does not mix two builds.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { acceptsCoding } from '../http/accepts-coding.ts'
import { listsTag } from '../http/lists-tag.ts'

/** Files of a build, and bytes of them all; ours has some hundred, of a few MiB. */
const FILES_MAX = 2_000
const BYTES_MAX = 64 * 1024 * 1024

/** Hex digits of a hash that tell two builds of a file apart. */
const TAG_DIGITS = 32

/** The page that every address of the app is. */
const PAGE = 'index.html'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** How a file lies compressed beside itself, the smallest first. */
const CODINGS = [
  { coding: 'br', extension: '.br' },
  { coding: 'gzip', extension: '.gz' },
] as const

/** The web app. */
export interface WebApp {
  /**
   * Answers a file of the app, or its page where a browser goes to an address that is neither a file nor the server's own. Null: it is
   * not the app's to answer.
   */
  readonly answer: (request: Request) => Response | null
}

/** Reads a built web app. Null when there is none in the folder. Throws when it has more files or bytes than any build of ours. */
export function readWebApp(folder: string): WebApp | null {
  const files = new Map(listFiles(folder).map((name) => [`/${name}`, readFileSync(join(folder, name))]))
  const page = files.get(`/${PAGE}`)
  if (page === undefined) return null
  const kept = new Map([...files.keys()].flatMap((path) => keptOf(files, path)))
  const whole = kept.get(`/${PAGE}`)

  return {
    answer: (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return null
      const { pathname } = new URL(request.url)
      const file = pathname === '/' ? whole : (kept.get(pathname) ?? (isPage(request) ? whole : undefined))
      return file === undefined ? null : answerFile(file, request)
    },
  }
}

/** A file that may be asked for. */
interface KeptFile {
  readonly type: string
  readonly caching: string
  readonly plain: Coded
  /** The smallest first. */
  readonly coded: readonly (Coded & { readonly coding: string })[]
}

interface Coded {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** In quotes. */
  readonly etag: string
}

function listFiles(folder: string): readonly string[] {
  const names = filesBelow(folder, '')
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  if (bytes > BYTES_MAX) throw new Error(`Cannot serve ${folder}: it has more than ${BYTES_MAX} bytes`)
  return names
}

/** Names with slashes. Links are left out, of files and of folders: they may lead anywhere. */
function filesBelow(folder: string, prefix: string): readonly string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const name = `${prefix}${entry.name}`
    if (entry.isFile()) found.push(name)
    if (entry.isDirectory()) found.push(...filesBelow(folder, `${name}/`))
    if (found.length > FILES_MAX) throw new Error(`Cannot serve ${folder}: it has over ${FILES_MAX} files`)
  }
  return found
}

/** The file under its path; nothing for one of a type that we do not serve, such as a compressed one. */
function keptOf(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  path: string,
): readonly (readonly [string, KeptFile])[] {
  const bytes = files.get(path)
  const type = TYPES[extname(path)]
  if (bytes === undefined || type === undefined) return []
  const coded = CODINGS.flatMap(({ coding, extension }) => {
    const packed = files.get(`${path}${extension}`)
    return packed === undefined ? [] : [{ coding, ...codedOf(packed) }]
  })
  const caching = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
  return [[path, { type, caching, plain: codedOf(bytes), coded }]]
}

function codedOf(bytes: Uint8Array<ArrayBuffer>): Coded {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, TAG_DIGITS)
  return { bytes, etag: `"${digest}"` }
}

/** Whether a browser goes to an address of the app: not to one of the server's own, and not to a file that is missing. */
function isPage(request: Request): boolean {
  const { pathname } = new URL(request.url)
  const isOurs = /^\/(api|healthz|setup)(\/|$)/.test(pathname)
  const isFile = pathname.slice(pathname.lastIndexOf('/')).includes('.')
  return !isOurs && !isFile && (request.headers.get('accept') ?? '').includes('text/html')
}

function answerFile({ type, caching, plain, coded }: KeptFile, request: Request): Response {
  const accepted = request.headers.get('accept-encoding') ?? ''
  const packed = coded.find(({ coding }) => acceptsCoding(accepted, coding))
  const { bytes, etag } = packed ?? plain
  const headers = new Headers({ ...APP_HEADERS, 'cache-control': caching, 'content-type': type, etag })
  if (isOverSafeWay(request)) for (const [name, value] of ISOLATION) headers.set(name, value)
  if (coded.length > 0) headers.set('vary', 'accept-encoding')
  if (listsTag(request.headers.get('if-none-match'), etag))
    return new Response(null, { status: 304, headers })
  if (packed !== undefined) headers.set('content-encoding', packed.coding)
  headers.set('content-length', String(bytes.length))
  return new Response(request.method === 'HEAD' ? null : bytes, { status: 200, headers })
}

/**
 * Keeps the app in a process of its own. Only over https or on the machine itself: elsewhere browsers take no notice of it, and complain on
 * the console.
 */
const ISOLATION = [
  ['cross-origin-embedder-policy', 'require-corp'],
  ['cross-origin-opener-policy', 'same-origin'],
] as const

/** Browsers send Fetch Metadata to addresses that they hold to be safe, and to no others. */
function isOverSafeWay(request: Request): boolean {
  return request.headers.has('sec-fetch-dest')
}

/**
 * The two style elements that React Aria's controls lay into the page, `usePress` for touch and `usePreventScroll` below a sheet, by the
 * hashes of their texts; any other is refused. A release of it with other texts shows as a complaint on the console, which fails the tests
 * of the browser.
 */
const REACT_ARIA_STYLES = [
  'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=',
  'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg=',
]

/**
 * What the app may do: run its own scripts and the WebAssembly that they bring, show its own pictures and those it made itself, talk to
 * this server, and nothing else. Workers have the policy of their own file, so every file has it.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  `style-src 'self' ${REACT_ARIA_STYLES.map((hash) => `'${hash}'`).join(' ')}`,
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** What browsers could do for a page, and ours never asks for. */
const SWITCHED_OFF = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

const APP_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'permissions-policy': SWITCHED_OFF.map((feature) => `${feature}=()`).join(', '),
  // With `no-referrer` a browser would say `Origin: null` of some of the app's own requests.
  'referrer-policy': 'same-origin',
}
