/** Exit codes of every command: it is done; something needs a person; it was not understood. */
export const EXIT = { done: 0, needsYou: 1, wrongUse: 2 } as const

/** Ends a command with words for a person. Thrown by commands, printed and turned into an exit code in `main`. */
export class CommandStop extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode: number = EXIT.needsYou) {
    super(message)
    this.name = 'CommandStop'
    this.exitCode = exitCode
  }
}
