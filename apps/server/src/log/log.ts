/** Values beside a log line. Never a token, a password, a file's name or a place. */
export type LogFields = Readonly<Record<string, unknown>>

/** Where the server says what happens. `error`: the owner must look. `info`: state changed. `debug`: all else. */
export interface Log {
  readonly error: (message: string, fields?: LogFields) => void
  readonly info: (message: string, fields?: LogFields) => void
  readonly debug: (message: string, fields?: LogFields) => void
}
