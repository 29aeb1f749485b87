import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { CommandStop, EXIT } from './exit.ts'

/** Has a person choose between the two outcomes of unlinking. Stops the command where nobody sits, and for any other answer: that is how one cancels. */
export async function askOutcome(words: readonly string[], isJson: boolean): Promise<'keep' | 'remove'> {
  const text = words.join('\n')
  if (isJson || !stdin.isTTY || !stdout.isTTY)
    throw new CommandStop(
      `${text}\nNothing was changed. Say it again with --keep or --remove.`,
      EXIT.wrongUse,
    )
  const lines = createInterface({ input: stdin, output: stdout })
  try {
    const said = (await lines.question(`${text}\nkeep, remove or cancel? `)).trim().toLowerCase()
    if (said === 'keep' || said === 'k') return 'keep'
    if (said === 'remove' || said === 'r') return 'remove'
    throw new CommandStop('Nothing was changed; the folder stays linked.')
  } finally {
    lines.close()
  }
}
