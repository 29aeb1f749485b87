/** Keeps passwords so that a stolen database does not give them away. */
export interface PasswordHasher {
  readonly hash: (password: string) => Promise<string>
  /** Answers false for a wrong password, and for a hash of unknown making. */
  readonly isRight: (hash: string, password: string) => Promise<boolean>
  /** A hash that no password fits. Comparing with it takes as long as with a real one, so time does not tell who exists. */
  readonly decoy: string
}
