import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** The first line of a request; enough of it to know one. */
const REQUEST_LINE = /^(?:GET|POST|PUT|DELETE) \/\S* HTTP\/1\.1\r\n/

/**
 * Stands between devices and a server and counts what passes. It knows no HTTP but for the beginning of a request, so
 * whatever it does to a connection can happen on a real network.
 */
export interface CountingProxy extends AsyncDisposable {
  readonly url: string
  /** What has passed so far: requests that began, and bytes in both directions. */
  readonly passed: () => Passed
  /** Called before each piece is passed on, which waits for it. One listener at a time; null for none. */
  readonly onPiece: (listener: ((passed: Passed) => void | Promise<void>) | null) => void
}

/** See `CountingProxy.passed`. */
export interface Passed {
  readonly requests: number
  readonly bytes: number
}

/** Starts a proxy before the server that listens on `port` of this machine, now or later. */
export async function startProxy(port: number): Promise<CountingProxy> {
  const sockets = new Set<Socket>()
  let passed: Passed = { requests: 0, bytes: 0 }
  let listener: ((passed: Passed) => void | Promise<void>) | null = null

  async function pass(piece: Buffer): Promise<void> {
    const isRequest = REQUEST_LINE.test(piece.subarray(0, 1024).toString('latin1'))
    passed = { requests: passed.requests + (isRequest ? 1 : 0), bytes: passed.bytes + piece.length }
    await listener?.(passed)
  }

  async function forward(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const piece of from) {
        await pass(piece)
        to.write(piece)
      }
      to.end()
    } catch {
      to.destroy() // one side broke off, so the other one hears of it
    }
  }

  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => undefined) // heard by the loop above
    socket.once('close', () => sockets.delete(socket))
  }

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    keep(client)
    keep(upstream)
    upstream.once('error', () => client.destroy())
    client.once('close', () => upstream.destroy())
    void forward(client, upstream)
    void forward(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: () => passed,
    onPiece: (next) => {
      listener = next
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
