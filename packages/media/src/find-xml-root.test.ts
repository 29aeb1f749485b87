import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findXmlRoot } from './find-xml-root.ts'

const ROOTS: readonly (readonly [text: string, root: string | null])[] = [
  ['<svg>', 'svg'],
  ['<x:xmpmeta xmlns:x="adobe:ns:meta/">', 'x:xmpmeta'],
  ['\r\n\t <svg/>', 'svg'],
  ['<?xml version="1.0"?><?a ?><a>', 'a'],
  ['<!-- <b> -- --><a>', 'a'],
  ['<!DOCTYPE a><a>', 'a'],
  ['<!doctype a SYSTEM "b>c" ><a>', 'a'],
  ['<!DOCTYPE a [<!ENTITY b "]>"><!-- \' ]> --> <!ELEMENT c ANY>]><a>', 'a'],
  ['<!DOCTYPE a [<!ENTITY b "<b>">', null],
  ['<!DOCTYPE a "', null],
  ['<?xml', null],
  ['<!-->', null],
  ['<1>', null],
  ['< a>', null],
  ['</a>', null],
  ['words', null],
  ['', null],
]

test('findXmlRoot() steps over everything before the root', () => {
  for (const [text, root] of ROOTS) assert.equal(findXmlRoot(text), root, text)
})

test('findXmlRoot() reads a long prolog once', () => {
  for (const part of ['<?a?>', '<!---->', '<!DOCTYPE a>', '<!DOCTYPE a [', '<!--', '<?', '"']) {
    assert.equal(findXmlRoot(`<!DOCTYPE a>${part.repeat(20_000)}`), null)
  }
})
