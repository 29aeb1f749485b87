import type { Asset, FieldEdit } from '@rollcall/protocol'
import { assetSchema, clientIdSchema } from '@rollcall/protocol'
import type { ByteReader } from './byte-reader.ts'
import { SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { counts, deltasFrom, signeds, writeColumn } from './column.ts'
import { words } from './dictionary-columns.ts'
import { hasExactly, isNear, TIME_MAX } from './fits.ts'

const EDIT_FIELDS = new Set(['seq', 'editedAt', 'clientId'])

/** Any short text will do: an unknown group is kept. */
const GROUPS = words(assetSchema.shape.takenFrom)
const TIMES = deltasFrom(-TIME_MAX)
const CLIENTS = words(clientIdSchema)

/** Whether edits say nothing but what the columns hold. Keywords, of which each has its own edit, do not. */
export function editsFit(edits: Asset['edits']): boolean {
  return Object.entries(edits).every(
    ([group, edit]) =>
      group !== 'keywords' &&
      assetSchema.shape.takenFrom.safeParse(group).success &&
      isObject(edit) &&
      hasExactly(edit, EDIT_FIELDS) &&
      clientIdSchema.safeParse(edit['clientId']).success &&
      Number.isSafeInteger(edit['seq']) &&
      Number.isSafeInteger(edit['editedAt']) &&
      isNear(edit['editedAt']),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Writes edits that fit, of one row after the other. */
export function writeEdits(
  out: ByteWriter,
  rows: readonly { readonly seq: number; readonly edits: Asset['edits'] }[],
): void {
  const edits = rows.flatMap(({ seq, edits }) =>
    (Object.entries(edits) as [string, FieldEdit][]).map(([group, edit]) => ({
      group,
      seqBack: seq - edit.seq,
      ...edit,
    })),
  )
  writeColumn(out, counts, rows, (row) => Object.keys(row.edits).length)
  writeColumn(out, GROUPS, edits, ({ group }) => group)
  writeColumn(out, signeds, edits, ({ seqBack }) => seqBack)
  writeColumn(out, TIMES, edits, ({ editedAt }) => editedAt)
  writeColumn(out, CLIENTS, edits, ({ clientId }) => clientId)
}

/** Reads what {@link writeEdits} wrote, for rows whose own changes are `seqs`. */
export function readEdits(input: ByteReader, seqs: readonly number[]): Asset['edits'][] {
  const lengths = counts.read(input, seqs.length)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const group = GROUPS.read(input, total)
  const seqBack = signeds.read(input, total)
  const editedAt = TIMES.read(input, total)
  const clientId = CLIENTS.read(input, total)
  if (group.includes('keywords')) throw new SegmentFailure('a value is not of its shape')
  let at = 0
  return lengths.map((length, row) => {
    if (length === 0) return {}
    const entries: [string, unknown][] = []
    for (const end = at + length; at < end; at++) {
      const seq = (seqs[row] ?? 0) - (seqBack[at] ?? 0)
      if (!(seq >= 0 && seq <= Number.MAX_SAFE_INTEGER)) throw new SegmentFailure('a number is too large')
      entries.push([group[at] ?? '', { seq, editedAt: editedAt[at], clientId: clientId[at] }])
    }
    return Object.fromEntries(entries) // A group's name is content: it may be any word
  })
}
