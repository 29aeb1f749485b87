import type { SQLOutputValue } from 'node:sqlite'
import type { Asset, LibraryRecord } from '@rollcall/protocol'

/** A row as the database gives it, before its columns are known to be what the schema says. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** A text column. Throws when it holds anything else: the database is not ours. */
export function textOf(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new Error(`Cannot read column ${column}: it holds no text`)
  return value
}

/** A whole-number column. Throws as {@link textOf}. */
export function countOf(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new Error(`Cannot read column ${column}: it holds no number`)
  return value
}

/** A whole-number column that may be empty. */
export function countOrNullOf(row: Row, column: string): number | null {
  return row[column] === null ? null : countOf(row, column)
}

/** A text column that may be empty. */
export function textOrNullOf(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column)
}

/** The asset of a row with a `body`. */
export function assetOf(row: Row): Asset {
  return JSON.parse(textOf(row, 'body')) as Asset
}

/** The record of a row with a `body`. */
export function recordOf(row: Row): LibraryRecord {
  return JSON.parse(textOf(row, 'body')) as LibraryRecord
}

/** Runs SQL whose first parameter is the library. */
export type Run = (sql: string, ...parameters: readonly (string | number | null)[]) => void
