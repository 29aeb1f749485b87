import { readFile } from 'node:fs/promises'
import { createTransport } from 'nodemailer'
import webPush from 'web-push'
import { z } from 'zod'
import type { AlarmPosts, PushKeys } from './alarm-posts.ts'
import { PostRefused } from './alarm-posts.ts'

/** The longest that one message may take. */
const POST_MAX_MS = 10_000

/** A larger file than this is not ours. */
const CONFIG_LENGTH_MAX = 64 * 1024

/** How long a push service keeps a message for a browser that is closed: a week, in seconds. */
const PUSH_KEPT_S = 7 * 24 * 3600

/** What push services are told of whom to ask about this server, unless the owner says otherwise. */
const DEFAULT_CONTACT = 'mailto:rollcall@localhost'

/** `alarms.json` in the data folder, which the owner of the server writes. */
const configSchema = z.object({
  smtp: z
    .object({
      host: z.string().min(1).max(300),
      port: z.number().int().min(1).max(65_535),
      /** TLS from the first byte on; otherwise the server may ask for it (STARTTLS). */
      secure: z.boolean().default(false),
      user: z.string().max(300).optional(),
      password: z.string().max(1_000).optional(),
      from: z.string().min(3).max(300),
    })
    .optional(),
  contact: z.string().max(300).optional(),
})

type Config = z.output<typeof configSchema>

/** The real ways out. `configPath` is read whenever it is needed, so that a change counts at once; without the file no mail is sent. */
export function createAlarmPosts(configPath: string): AlarmPosts {
  return {
    webhook: async (url, message) => {
      const body = JSON.stringify(message)
      const response = await post(url, { 'content-type': 'application/json' }, body)
      if (!response.ok) throw new PostRefused(`it answered ${response.status}`)
    },
    canMail: async () => (await readConfig(configPath)).smtp !== undefined,
    mail: async (to, { title, sentences }) => {
      const { smtp } = await readConfig(configPath)
      if (smtp === undefined) throw new PostRefused('this server was not told how to send mail')
      const { host, port, secure, from, user, password } = smtp
      const limits = {
        connectionTimeout: POST_MAX_MS,
        greetingTimeout: POST_MAX_MS,
        socketTimeout: POST_MAX_MS,
        dnsTimeout: POST_MAX_MS,
      }
      const auth = user === undefined ? {} : { auth: { user, pass: password ?? '' } }
      const transport = createTransport({ host, port, secure, ...auth, ...limits })
      const text = `${sentences.map((sentence) => `${sentence}.`).join('\n')}\n`
      try {
        await inTime(transport.sendMail({ from, to, subject: title, text }))
      } catch (cause) {
        throw new PostRefused(`the mail server did not take it: ${wordsOf(cause)}`, { cause })
      } finally {
        transport.close()
      }
    },
    push: async (subscription, { publicKey, privateKey }: PushKeys, { title, sentences }) => {
      const { contact = DEFAULT_CONTACT } = await readConfig(configPath)
      const { endpoint, headers, body } = webPush.generateRequestDetails(
        subscription,
        JSON.stringify({ title, body: sentences.join('\n') }),
        { vapidDetails: { subject: contact, publicKey, privateKey }, TTL: PUSH_KEPT_S },
      )
      const response = await post(endpoint, headers, body)
      if (response.status === 404 || response.status === 410) return 'gone'
      if (!response.ok) throw new PostRefused(`the push service answered ${response.status}`)
      return 'sent'
    },
    makePushKeys: webPush.generateVAPIDKeys,
  }
}

/** Rejects when it takes longer than one message may: each step of a conversation has a limit, but not their number. */
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const late = AbortSignal.timeout(POST_MAX_MS)
  return await new Promise((resolve, reject) => {
    late.addEventListener('abort', () => reject(new PostRefused('it took longer than ten seconds')))
    work.then(resolve, reject)
  })
}

/**
 * Nobody is sent on to another address than the one that was chosen. A name and password in the address go where they belong, and into no
 * message: the platform would refuse such an address and repeat it whole.
 */
async function post(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Promise<Response> {
  try {
    const { url, authorization } = withoutPassword(address)
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, ...authorization },
      body: body as string | Uint8Array<ArrayBuffer>,
      redirect: 'error',
      signal: AbortSignal.timeout(POST_MAX_MS),
    })
    await response.body?.cancel()
    return response
  } catch (cause) {
    throw new PostRefused(`it could not be reached: ${wordsOf(cause)}`, { cause })
  }
}

function withoutPassword(address: string): {
  readonly url: URL
  readonly authorization: Readonly<Record<string, string>>
} {
  const url = new URL(address)
  const { username, password } = url
  if (username === '' && password === '') return { url, authorization: {} }
  url.username = ''
  url.password = ''
  const words = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  return { url, authorization: { authorization: `Basic ${words.toString('base64')}` } }
}

/** Nothing is configured without the file. Rejects with clear words when there is one that cannot be used. */
async function readConfig(path: string): Promise<Config> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {}
    throw new PostRefused(`alarms.json cannot be read: ${wordsOf(cause)}`, { cause })
  }
  if (text.length > CONFIG_LENGTH_MAX) throw new PostRefused('alarms.json is too long')
  const parsed = configSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new PostRefused(`alarms.json cannot be used: ${z.prettifyError(parsed.error)}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What the platform says, without what it wraps it in. */
function wordsOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? inner.message : String(inner)
}
