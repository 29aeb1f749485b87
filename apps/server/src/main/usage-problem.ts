/** Something that the person at the command line can mend. `message` is said to them as it is; the exit code is 2. */
export class UsageProblem extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'UsageProblem'
  }
}
