import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { CommandStop } from './exit.ts'

/**
 * Asks before something that a person may not have meant. `isSure` is `--yes`. Where nobody sits at a terminal, nothing is done without
 * it. Stops the command unless the answer is yes.
 */
export async function confirm(question: string, isSure: boolean): Promise<void> {
  if (isSure) return
  if (!stdin.isTTY || !stdout.isTTY)
    throw new CommandStop(`${question}\nNothing was changed. To do it, say it again with --yes.`)
  const lines = createInterface({ input: stdin, output: stdout })
  try {
    const answer = await lines.question(`${question} [y/N] `)
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandStop('Nothing was changed.')
  } finally {
    lines.close()
  }
}
