import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as protocol from './index.ts'

/*
 * Golden fixtures, kept for ever: what a release has once said or taken on the wire stays readable, and what it refused stays
 * refused. A file holds the cases of one shape and is named after its schema, without the last word. Change a case only
 * together with PROTOCOL_VERSION.
 */

const FIXTURES = new URL('../fixtures/', import.meta.url)

interface Schema {
  readonly safeParse: (
    value: unknown,
  ) =>
    | { success: true; data: unknown }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } }
}

interface Case {
  readonly name: string
  readonly value: unknown
  /** Where an invalid value is not what it should be. */
  readonly at: string
}

const schemaByShape = new Map(
  Object.entries(protocol)
    .filter(([name]) => name.endsWith('Schema'))
    .map(([name, schema]) => [name.slice(0, -'Schema'.length), schema as Schema]),
)

/** Schemas of single values, which the fixtures of larger shapes hold, and of queries, which travel as text. */
const PARTS = new Set([
  'accountId',
  'albumId',
  'assetId',
  'batchId',
  'changesQuery',
  'checkId',
  'clientId',
  'commandId',
  'commandTarget',
  'derivativeKind',
  'deviceId',
  'facts',
  'fileName',
  'holdId',
  'keyword',
  'leaseId',
  'libraryId',
  'media',
  'membership',
  'personalName',
  'recipeFilter',
  'resource',
  'sha256',
  'time',
  'uploadId',
  'verifyQuery',
])

function readCases(kind: 'valid' | 'invalid', shape: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`${kind}/${shape}.json`, FIXTURES), 'utf8'))
}

function shapesOf(kind: 'valid' | 'invalid'): string[] {
  return readdirSync(new URL(kind, FIXTURES)).map((file) => file.slice(0, -'.json'.length))
}

test('every shape of the wire has fixtures, valid and invalid', () => {
  const expected = [...schemaByShape.keys()].filter((shape) => !PARTS.has(shape)).toSorted()
  assert.deepEqual(shapesOf('valid').toSorted(), expected)
  assert.deepEqual(shapesOf('invalid').toSorted(), expected)
})

for (const shape of shapesOf('valid')) {
  test(`${shape}Schema takes every valid fixture and trims nothing`, () => {
    for (const { name, value } of readCases('valid', shape)) {
      const parsed = schemaByShape.get(shape)?.safeParse(value)
      assert.ok(parsed?.success, `${shape}: ${name}`)
      assert.deepEqual(parsed.data, value, `${shape}: ${name}`)
    }
  })
}

for (const shape of shapesOf('invalid')) {
  test(`${shape}Schema refuses every invalid fixture for its own reason`, () => {
    for (const { name, value, at } of readCases('invalid', shape)) {
      const parsed = schemaByShape.get(shape)?.safeParse(value)
      assert.ok(parsed?.success === false, `${shape}: ${name}`)
      const paths = parsed.error.issues.map((issue) => issue.path.join('.'))
      assert.deepEqual(paths, [at], `${shape}: ${name}`)
    }
  })
}
