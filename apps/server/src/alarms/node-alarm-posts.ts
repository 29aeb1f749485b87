import { parseJson } from '@rollcall/protocol'
import { readFile } from 'node:fs/promises'
import { request as sendPlainly } from 'node:http'
import { request as sendByTls } from 'node:https'
import { createTransport } from 'nodemailer'
import webPush from 'web-push'
import { z } from 'zod'
import type { AlarmPosts, PushKeys } from './alarm-posts.ts'
import { PostRefused } from './alarm-posts.ts'
import { assertPublicHost, publicLookup } from './public-address.ts'

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
  /** Whether webhooks, which anybody with an account chooses, may lead to this machine and into its own network. */
  allowPrivateWebhooks: z.boolean().default(false),
})

type Config = z.output<typeof configSchema>

/** The real ways out. `configPath` is read whenever it is needed, so that a change counts at once; without the file no mail is sent. */
export function createAlarmPosts(configPath: string): AlarmPosts {
  return {
    webhook: async (url, message) => {
      const body = JSON.stringify(message)
      const { allowPrivateWebhooks } = await readConfig(configPath)
      const status = await post(url, { 'content-type': 'application/json' }, body, allowPrivateWebhooks)
      if (!isOk(status)) throw new PostRefused(`it answered ${status}`)
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
      const { contact = DEFAULT_CONTACT, allowPrivateWebhooks } = await readConfig(configPath)
      const { endpoint, headers, body } = webPush.generateRequestDetails(
        subscription,
        JSON.stringify({ title, body: sentences.join('\n') }),
        { vapidDetails: { subject: contact, publicKey, privateKey }, TTL: PUSH_KEPT_S },
      )
      const status = await post(endpoint, headers, body, allowPrivateWebhooks)
      if (status === 404 || status === 410) return 'gone'
      if (!isOk(status)) throw new PostRefused(`the push service answered ${status}`)
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
 * Posts, and answers the status. Nobody is sent on to another address than the one that was chosen, and unless `mayStayWithin` none within
 * the server's own network is called. A name and password in the address go where they belong, and into no message.
 */
async function post(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  mayStayWithin: boolean,
): Promise<number> {
  try {
    const { url, authorization } = withoutPassword(address)
    if (!mayStayWithin) assertPublicHost(url)
    const sent = { 'content-length': String(Buffer.byteLength(body)), ...headers, ...authorization }
    const status = await statusOf(url, sent, body, mayStayWithin)
    if (status >= 300 && status < 400) throw new Error('it wants to be found at another address')
    return status
  } catch (cause) {
    throw new PostRefused(`it could not be reached: ${wordsOf(cause)}`, { cause })
  }
}

function statusOf(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  mayStayWithin: boolean,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const send = url.protocol === 'https:' ? sendByTls : sendPlainly
  const options = {
    method: 'POST',
    headers,
    // A connection of its own: one that is kept open was judged by another's rules.
    agent: false,
    signal: AbortSignal.timeout(POST_MAX_MS),
    ...(mayStayWithin ? {} : { lookup: publicLookup }),
  } as const
  const request = send(url, options, (response) => {
    resolve(response.statusCode ?? 0)
    response.destroy() // what it says is of no interest
  })
  request.on('error', reject)
  request.end(body)
  return promise
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300
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
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return configSchema.parse({})
    throw new PostRefused(`alarms.json cannot be read: ${wordsOf(cause)}`, { cause })
  }
  if (text.length > CONFIG_LENGTH_MAX) throw new PostRefused('alarms.json is too long')
  const parsed = configSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new PostRefused(`alarms.json cannot be used: ${z.prettifyError(parsed.error)}`)
}

/** What the platform says, without what it wraps it in. */
function wordsOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? inner.message : String(inner)
}
