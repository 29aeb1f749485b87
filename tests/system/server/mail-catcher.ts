import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A mail server of this machine that keeps what it is sent; as much of SMTP (RFC 5321) as a client needs that signs in to nobody. */
export interface MailCatcher extends AsyncDisposable {
  readonly port: number
  /** Whole messages, with their headers, the oldest first. */
  readonly messages: readonly string[]
  /** To whom each was to go. */
  readonly recipients: readonly string[]
}

/** Starts one on a free port. */
export async function catchMail(): Promise<MailCatcher> {
  const messages: string[] = []
  const recipients: string[] = []
  const server = createServer((socket) => converse(socket, messages, recipients))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    recipients,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

function converse(socket: Socket, messages: string[], recipients: string[]): void {
  let heard = ''
  let isInMessage = false
  socket.on('error', () => undefined)
  socket.write('220 catcher\r\n')
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text
    for (;;) {
      const end = isInMessage ? '\r\n.\r\n' : '\r\n'
      const at = heard.indexOf(end)
      if (at < 0) return
      const said = heard.slice(0, at)
      heard = heard.slice(at + end.length)
      if (isInMessage) messages.push(said)
      const word = isInMessage ? '.' : said.slice(0, 4).toUpperCase()
      isInMessage = word === 'DATA'
      if (word === 'RCPT') recipients.push(said)
      socket.write(isInMessage ? '354 go on\r\n' : word === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n')
      if (word === 'QUIT') socket.end()
    }
  })
}
