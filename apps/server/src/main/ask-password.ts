import type { ReadStream } from 'node:tty'
import { UsageProblem } from './usage-problem.ts'

/** Input that is taken for a password, in characters; more is no password. */
const INPUT_MAX = 10_000

const ENTER = new Set(['\r', '\n', '\u0004'])
const ERASE = new Set(['\u007f', '\b'])
const INTERRUPT = '\u0003'

/** Asks twice for a new password without showing it. Throws a {@link UsageProblem} when the answers differ. */
export async function askNewPassword(terminal: ReadStream, say: (text: string) => void): Promise<string> {
  const password = await askHidden('Password: ', terminal, say)
  const again = await askHidden('The same again: ', terminal, say)
  if (password !== again) throw new UsageProblem('The two passwords are not the same. Nothing was changed.')
  return password
}

/** Reads a password that a program sends: the first line. Throws a {@link UsageProblem} when nothing comes. */
export async function readPassword(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = ''
  for await (const piece of input) {
    text += piece.toString()
    if (text.includes('\n') || text.length > INPUT_MAX) break
  }
  const [line = ''] = text.split(/\r?\n/)
  if (line === '') throw new UsageProblem('No password came on standard input.')
  return line
}

function askHidden(question: string, terminal: ReadStream, say: (text: string) => void): Promise<string> {
  say(question)
  terminal.setRawMode(true)
  terminal.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    let typed = ''
    const stop = (rest: string) => {
      terminal.off('data', take)
      terminal.setRawMode(false)
      terminal.pause()
      // What was pasted beyond this answer belongs to the next question.
      if (rest !== '') terminal.unshift(rest)
      say('\n')
    }
    const take = (keys: string) => {
      for (const [index, key] of [...keys].entries()) {
        const rest = [...keys].slice(index + 1).join('')
        if (key === INTERRUPT) {
          stop('')
          reject(new UsageProblem('Stopped. Nothing was changed.'))
          return
        }
        if (ENTER.has(key)) {
          stop(rest)
          resolve(typed)
          return
        }
        typed = ERASE.has(key) ? [...typed].slice(0, -1).join('') : typed + key
      }
    }
    terminal.on('data', take)
    terminal.resume()
  })
}
