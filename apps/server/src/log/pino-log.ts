import type { DestinationStream } from 'pino'
import { pino, stdSerializers } from 'pino'
import type { Log, LogFields } from './log.ts'

/** How much a server says. */
export type LogLevel = 'error' | 'info' | 'debug'

/** Fields whose value is never written, wherever they stand. */
const SECRETS = ['authorization', 'token', 'password', 'passwordHash', 'deviceCode', 'tokenHash', 'idKey']

/**
 * A {@link Log} of JSON lines, one an event, to `destination`, or to standard error. Secrets that come along by mistake are
 * struck out.
 */
export function createPinoLog(level: LogLevel, destination?: DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: null,
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
      serializers: { cause: stdSerializers.err },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  )
  const line =
    (kind: LogLevel) =>
    (message: string, fields: LogFields = {}) =>
      logger[kind](fields, message)
  return { error: line('error'), info: line('info'), debug: line('debug') }
}
