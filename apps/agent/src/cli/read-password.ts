import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { CommandStop, EXIT } from './exit.ts'

/** Reads a password: the first line of standard input, or asked for without showing it when a person sits there. */
export async function readPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) {
    const [line] = (await text(stdin)).split(/\r?\n/)
    if (line === undefined || line === '')
      throw new CommandStop('No password came in on standard input.', EXIT.wrongUse)
    return line
  }
  if (!stdin.isTTY) throw new CommandStop('Give the password with --password-stdin.', EXIT.wrongUse)
  return askHidden('Password: ')
}

function askHidden(question: string): Promise<string> {
  stdout.write(question)
  const lines = createInterface({ input: stdin, terminal: true })
  stdin.setRawMode(true)
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      lines.close()
      stdout.write('\n')
      resolve(line)
    })
    lines.once('SIGINT', () => {
      lines.close()
      stdout.write('\n')
      reject(new CommandStop('Nothing was changed.'))
    })
  })
}
