import { z } from 'zod'

/**
 * A position in a library's change feed [R11]. `epoch` counts the times the feed's history was broken (an operator's
 * restore); `seq` is the last change seen. On the wire it is one opaque string.
 */
export interface Cursor {
  readonly epoch: number
  readonly seq: number
}

/** The wire form of a {@link Cursor}: `epoch.seq`. Clients store and return it, and never do sums with it. */
export const cursorTextSchema = z
  .string()
  .regex(/^\d{1,15}\.\d{1,15}$/, 'must be a cursor given by the server')

/** Writes a cursor in its wire form. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}.${cursor.seq}`
}

/** Reads a cursor from its wire form. Returns null for a text that no server wrote. */
export function parseCursor(text: string): Cursor | null {
  if (!cursorTextSchema.safeParse(text).success) return null
  const [epoch, seq] = text.split('.').map(Number)
  return epoch === undefined || seq === undefined ? null : { epoch, seq }
}
