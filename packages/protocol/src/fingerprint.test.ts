import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { FINGERPRINT_VERSION, PROTOCOL_FINGERPRINT } from './fingerprint.ts'
import * as protocol from './index.ts'

/*
 * Golden protocol: whatever a schema says of a value is written out as text, with keys in order: types, bounds, patterns, words of
 * refinements, and whether a field may be missing or unknown fields survive. Code inside of a refinement is known by its words alone.
 */

/** Properties of a definition that say nothing of values: functions, and what zod keeps for itself. */
const SILENT: ReadonlySet<string> = new Set(['fn', 'tx', 'when', 'error', 'abort'])

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** A schema, a check or a plain value as JSON can hold it. */
function plainOf(value: unknown): unknown {
  if (value instanceof RegExp) return String(value)
  if (Array.isArray(value)) return value.map(plainOf)
  if (!isRecord(value)) return value ?? null
  const inner = value['_zod']
  return isRecord(inner) && isRecord(inner['def']) ? definitionOf(inner, inner['def']) : inOrder(value)
}

function definitionOf(
  inner: Readonly<Record<string, unknown>>,
  def: Readonly<Record<string, unknown>>,
): unknown {
  const { error } = def
  const said = typeof error === 'function' ? { words: plainOf(error({})) } : {}
  // Of an optional field only the class tells whether `undefined` may stand there.
  const isExact = inner['traits'] instanceof Set && inner['traits'].has('ZodExactOptional')
  const told = Object.entries(def).filter(([key]) => !SILENT.has(key))
  return inOrder({ ...Object.fromEntries(told), ...said, ...(isExact ? { isExact } : {}) })
}

function inOrder(value: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, plainOf(each)]))
}

function fingerprintOf(schemas: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify(plainOf(schemas)))
    .digest('hex')
}

test('PROTOCOL_FINGERPRINT is that of the schemas as they are', () => {
  const schemas = Object.entries(protocol).filter(([name]) => name.endsWith('Schema'))
  const now = fingerprintOf(Object.fromEntries(schemas))
  const words = `The shapes of the wire have changed. Think of the devices that speak version ${FINGERPRINT_VERSION} today:
  1. If an old device could misread or refuse what is now said, raise PROTOCOL_VERSION in version.ts, and OLDEST_PROTOCOL_VERSION if need be.
  2. Add cases to packages/protocol/fixtures for what is new. Change no case that is there, unless the version was raised.
  3. In fingerprint.ts, set FINGERPRINT_VERSION to the version, and PROTOCOL_FINGERPRINT to
     ${now}`
  assert.ok(now === PROTOCOL_FINGERPRINT, words)
})

test('PROTOCOL_FINGERPRINT belongs to the version that is spoken', () => {
  assert.equal(
    FINGERPRINT_VERSION,
    protocol.PROTOCOL_VERSION,
    'PROTOCOL_VERSION was raised: look at the shapes again, and set FINGERPRINT_VERSION in fingerprint.ts to it',
  )
})

test('the fingerprint of a shape changes with everything that a schema says, and with nothing else', () => {
  const { assetIdSchema, keywordSchema, problemSchema, recipeFilterSchema, timeSchema } = protocol
  const shapes: readonly (readonly [string, unknown])[] = [
    ['a word', keywordSchema],
    ['one more bound', keywordSchema.max(5)],
    ['another bound', keywordSchema.max(6)],
    ['a pattern', keywordSchema.regex(/x/)],
    ['another pattern', keywordSchema.regex(/y/)],
    ['words of a refinement', keywordSchema.refine(() => true, { message: 'must be so' })],
    ['other words of a refinement', keywordSchema.refine(() => true, { message: 'must be otherwise' })],
    ['may be missing', keywordSchema.exactOptional()],
    ['may be missing or undefined', keywordSchema.optional()],
    ['may be null', keywordSchema.nullable()],
    ['several', keywordSchema.array()],
    ['an id', assetIdSchema],
    ['a number', timeSchema],
    ['a lesser number', timeSchema.max(5)],
    ['one of', recipeFilterSchema],
    ['one of less', recipeFilterSchema.exclude(['noir'])],
    ['fields', problemSchema],
    ['fields that others may join', problemSchema.loose()],
    ['no others than the fields', problemSchema.strict()],
    ['one field less', problemSchema.omit({ title: true })],
    ['no field required', problemSchema.partial()],
  ]
  const prints = shapes.map(([, schema]) => fingerprintOf({ schema }))
  assert.equal(new Set(prints).size, shapes.length)
  const [first, ...rest] = Object.entries(problemSchema.shape)
  assert.ok(first !== undefined)
  const reordered = { shape: Object.fromEntries([...rest, first]) }
  assert.equal(fingerprintOf(reordered), fingerprintOf({ shape: problemSchema.shape }))
  assert.notEqual(fingerprintOf({ one: timeSchema }), fingerprintOf({ other: timeSchema }))
})
