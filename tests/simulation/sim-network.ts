import type { Fetch } from '@rollcall/platform-client'
import type { Kernel, SimProcess } from './kernel.ts'
import type { SeededRandom } from './seeded-random.ts'

/*
 * The network between one device and the server. A request takes its time, piece by piece, in both directions, and can be
 * lost on its way there (nothing happened), on its way back (it happened and nobody was told), be cut in the middle of a
 * body, come twice, or arrive with a flipped bit. When either side dies, the other sees its connection break.
 */

/** The server as the network finds it at a moment. `answer` null: nobody listens. */
export interface ServerDoor {
  readonly process: SimProcess
  readonly answer:
    | ((request: Request, env: { incoming: AsyncIterable<Uint8Array> }) => Promise<Response>)
    | null
}

/** How bad a network is: probabilities for each request. */
export interface NetworkFaults {
  isPartitioned: boolean
  dropRequest: number
  dropAnswer: number
  cutRequest: number
  cutAnswer: number
  duplicate: number
  /** Answers a question about the feed with an answer to an earlier one, as a cache does that should not be there. */
  repeat: number
  /** Flips a byte of an original on its way. Never of JSON: TLS protects it, and nothing else could. */
  flip: number
}

/** A network on which each kind of trouble has this probability for every request. */
export function weatherOf(probability: number): NetworkFaults {
  return {
    isPartitioned: false,
    dropRequest: probability,
    dropAnswer: probability,
    cutRequest: probability,
    cutAnswer: probability,
    duplicate: probability,
    repeat: probability,
    flip: probability,
  }
}

/** Why an exchange ends; of its own, for Node makes a costly one each time it is given none. */
const GONE = 'gone'

const NO_BYTES = new Uint8Array(0)

/** Pieces that a body travels in. */
const PIECES = 3

/** Below this, a body travels in one piece. */
const PIECE_BYTES_MIN = 64

/** Earlier answers about the feed that may come again. */
const PAGES_KEPT = 3

/** The longest that a hop takes, milliseconds. */
const HOP_MAX_MS = 40

/** A lost request is given up after so long. */
const LOST_AFTER_MS = 8_000

/** The network of one device; see the file's header. */
export class SimNetwork {
  faults: NetworkFaults = weatherOf(0)
  /** Switched off, whatever else is so. */
  isOff = false
  /** What {@link faults} go back to when a time of trouble is over. */
  weather = 0
  /** Pages of the feed that devices ask for hold so many changes; null: as many as the server gives. */
  pageLimit: number | null = null
  readonly #kernel: Kernel
  readonly #random: SeededRandom
  /** Answers about the feed, oldest first. */
  readonly #pages: Response[] = []
  readonly #open = new Set<(failure: Error) => void>()

  constructor(kernel: Kernel, random: SeededRandom) {
    this.#kernel = kernel
    this.#random = random
  }

  /** What a device's process calls to reach the server. */
  fetchFor(client: SimProcess, door: () => ServerDoor): Fetch {
    return (request, options) => this.#call(client, door, request, options?.signal ?? null)
  }

  /** Breaks every connection that is open: a side died, or the cable was pulled. */
  breakAll(): void {
    for (const end of [...this.#open]) end(broken('ECONNRESET'))
  }

  async #call(
    client: SimProcess,
    door: () => ServerDoor,
    request: Request,
    signal: AbortSignal | null,
  ): Promise<Response> {
    const body = request.body === null ? NO_BYTES : new Uint8Array(await request.arrayBuffer())
    const { faults } = this
    const random = this.#random
    const wasAway = this.#isAway()
    await this.#hop(client)
    if (wasAway || this.#isAway()) throw broken('ENETUNREACH')
    if (random.chance(faults.dropRequest)) {
      await this.#kernel.effect(client, random.between(0, LOST_AFTER_MS), () => undefined)
      throw broken('ETIMEDOUT')
    }
    if (random.chance(faults.duplicate)) this.#deliverAgain(door, request, body)
    return await this.#connect(client, door, request, body, signal)
  }

  #isAway(): boolean {
    return this.isOff || this.faults.isPartitioned
  }

  /** One exchange, which fails as soon as either side dies. */
  #connect(
    client: SimProcess,
    door: () => ServerDoor,
    request: Request,
    body: Uint8Array,
    signal: AbortSignal | null,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const gone = new AbortController()
      const end = (failure: Error) => {
        this.#open.delete(end)
        gone.abort(GONE)
        if (client.isAlive) reject(failure)
      }
      this.#open.add(end)
      signal?.addEventListener('abort', () => end(broken('ABORT_ERR')), { once: true })
      const exchange = async () => {
        const answer = this.#maybeEarlier(request, await this.#deliver(door, request, body, gone.signal))
        if (this.#random.chance(this.faults.dropAnswer)) throw broken('ECONNRESET')
        const response = await this.#carryBack(client, answer, gone.signal, () => this.#open.delete(end))
        await this.#hop(client)
        resolve(response)
      }
      exchange().catch(end)
    })
  }

  /** The answer, or an earlier one to a question of its kind. */
  #maybeEarlier(request: Request, answer: Response): Response {
    if (this.faults.repeat === 0 || !request.url.includes('/changes')) return answer
    const earlier = this.#pages[this.#random.below(this.#pages.length + 1)]
    const given = earlier !== undefined && this.#random.chance(this.faults.repeat) ? earlier.clone() : answer
    if (answer.ok) this.#pages.push(answer.clone())
    if (this.#pages.length > PAGES_KEPT) this.#pages.shift()
    return given
  }

  /** A request that comes a second time, for instance through a proxy that repeats it. Nobody reads the answer. */
  #deliverAgain(door: () => ServerDoor, request: Request, body: Uint8Array): void {
    if (request.url.endsWith('/events')) return
    this.#kernel.schedule(door().process, this.#random.between(0, 4 * HOP_MAX_MS), () => {
      const answered = this.#deliver(door, request, body, new AbortController().signal)
      answered.then((response) => response.body?.cancel()).catch(() => undefined)
    })
  }

  async #deliver(
    door: () => ServerDoor,
    request: Request,
    body: Uint8Array,
    gone: AbortSignal,
  ): Promise<Response> {
    const { process, answer } = door()
    if (answer === null) throw broken('ECONNREFUSED')
    const headers = new Headers(request.headers)
    if (body.length > 0 || request.method === 'PUT' || request.method === 'POST') {
      headers.set('content-length', String(body.length))
    }
    const arriving = new Request(this.#withPageLimit(request), {
      method: request.method,
      headers,
      signal: gone,
    })
    const isOriginal = request.headers.get('content-type') === 'application/octet-stream'
    const sent = isOriginal && this.#random.chance(this.faults.flip) ? flipped(body, this.#random) : body
    return await answer(arriving, { incoming: this.#pieces(process, sent, gone) })
  }

  #withPageLimit(request: Request): string {
    if (this.pageLimit === null || !request.url.includes('/changes')) return request.url
    const url = new URL(request.url)
    url.searchParams.set('limit', String(this.pageLimit))
    return url.href
  }

  async *#pieces(server: SimProcess, body: Uint8Array, gone: AbortSignal): AsyncGenerator<Uint8Array, void> {
    const random = this.#random
    const cutAt = random.chance(this.faults.cutRequest) ? random.below(PIECES) : PIECES
    const size = Math.max(PIECE_BYTES_MIN, Math.ceil(body.length / PIECES))
    let piece = 0
    for (let position = 0; position < body.length; position += size) {
      await this.#hop(server)
      if (gone.aborted || piece++ === cutAt) throw broken('ECONNRESET')
      yield body.subarray(position, position + size)
    }
  }

  /** The answer as the client receives it. JSON comes whole; originals, smaller versions and events come piece by piece, and can break off. */
  async #carryBack(
    client: SimProcess,
    answer: Response,
    gone: AbortSignal,
    done: () => void,
  ): Promise<Response> {
    const { status, headers } = answer
    const isStream = /octet-stream|event-stream|ndjson|^image/.test(headers.get('content-type') ?? '')
    if (!isStream || answer.body === null) {
      done()
      return answer
    }
    const reader = answer.body.getReader()
    gone.addEventListener('abort', () => void reader.cancel().catch(() => undefined), { once: true })
    const random = this.#random
    const isOriginal = headers.get('content-type') === 'application/octet-stream'
    const cut = random.chance(this.faults.cutAnswer)
    const flip = isOriginal && random.chance(this.faults.flip)
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const next = await reader.read()
          await this.#hop(client)
          if (gone.aborted) return controller.error(broken('ECONNRESET'))
          if (next.done) {
            done()
            return controller.close()
          }
          const piece: Uint8Array = flip ? flipped(next.value, random) : next.value
          if (!cut) return controller.enqueue(piece)
          controller.enqueue(piece.slice(0, random.below(piece.length + 1)))
          done()
          void reader.cancel().catch(() => undefined)
          return controller.error(broken('ECONNRESET'))
        },
        cancel: async () => {
          done()
          await reader.cancel()
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(stream, { status, headers })
  }

  #hop(process: SimProcess): Promise<void> {
    return this.#kernel.effect(process, this.#random.between(1, HOP_MAX_MS), () => undefined)
  }
}

function flipped(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  if (bytes.length === 0) return bytes
  const copy = bytes.slice()
  const index = random.below(copy.length)
  copy[index] = (copy[index] ?? 0) ^ 0x01
  return copy
}

/** As `fetch` fails: the platform's code lies in the cause. */
function broken(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
