import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseSearch } from './parse-search.ts'
import { explainSearch } from './search.ts'
import type { Search, SearchTerm } from './search.ts'

/** A Sunday; where the person is it is already Monday. */
const MOMENT = { now: Date.UTC(2026, 10, 22, 23, 30), offsetMinutes: 60 }

function parse(text: string): Search {
  return parseSearch(text, MOMENT)
}

function day(text: string): number {
  return Date.parse(`${text}T00:00:00Z`)
}

function termsOf(text: string): readonly SearchTerm[] {
  return parse(text).clauses.flatMap(({ anyOf }) => anyOf)
}

test('parseSearch() understands words for days without a field', () => {
  const said: readonly (readonly [text: string, from: string, to: string, label: string])[] = [
    ['2019', '2019-01-01', '2020-01-01', '2019'],
    ['1990s', '1990-01-01', '2000-01-01', '1990 to 1999'],
    ['June 2019', '2019-06-01', '2019-07-01', 'June 2019'],
    ['2019 june', '2019-06-01', '2019-07-01', 'June 2019'],
    ['Sept. 2019', '2019-09-01', '2019-10-01', 'September 2019'],
    ['2019-06', '2019-06-01', '2019-07-01', 'June 2019'],
    ['2019-06-03', '2019-06-03', '2019-06-04', '3 June 2019'],
    ['3.6.2019', '2019-06-03', '2019-06-04', '3 June 2019'],
    ['3 June 2019', '2019-06-03', '2019-06-04', '3 June 2019'],
    ['3rd of June 2019', '2019-06-03', '2019-06-04', '3 June 2019'],
    ['June 3, 2019', '2019-06-03', '2019-06-04', '3 June 2019'],
    ['2019-06..2019-08', '2019-06-01', '2019-09-01', 'June 2019 to August 2019'],
    ['summer 2019', '2019-06-01', '2019-09-01', 'June 2019 to August 2019'],
    ['winter 2019', '2019-12-01', '2020-03-01', 'December 2019 to February 2020'],
    ['last summer', '2026-06-01', '2026-09-01', 'June 2026 to August 2026'],
    ['last autumn', '2025-09-01', '2025-12-01', 'September 2025 to November 2025'],
    ['last winter', '2025-12-01', '2026-03-01', 'December 2025 to February 2026'],
    ['this autumn', '2026-09-01', '2026-12-01', 'September 2026 to November 2026'],
    ['christmas 2020', '2020-12-24', '2020-12-27', '24 December 2020 to 26 December 2020'],
    ['last christmas', '2025-12-24', '2025-12-27', '24 December 2025 to 26 December 2025'],
    ['today', '2026-11-23', '2026-11-24', '23 November 2026'],
    ['yesterday', '2026-11-22', '2026-11-23', '22 November 2026'],
    ['this week', '2026-11-23', '2026-11-30', '23 November 2026 to 29 November 2026'],
    ['last week', '2026-11-16', '2026-11-23', '16 November 2026 to 22 November 2026'],
    ['last month', '2026-10-01', '2026-11-01', 'October 2026'],
    ['last year', '2025-01-01', '2026-01-01', '2025'],
    ['last 10 days', '2026-11-14', '2026-11-24', '14 November 2026 to 23 November 2026'],
  ]
  for (const [text, from, to, label] of said) {
    assert.equal(explainSearch(parse(text)), label, text)
    const times = termsOf(text).filter(({ kind }) => kind === 'time')
    assert.deepEqual(times, [{ kind: 'time', from: day(from), to: day(to) }], text)
  }
})

test('parseSearch() knows days of every year, and looks for their words in captions too', () => {
  const [clause] = parse('may').clauses
  assert.deepEqual(clause, {
    anyOf: [
      { kind: 'marks', marks: ['every:05'] },
      { kind: 'words', words: ['may'], isPrefix: false, fields: ['text', 'keyword', 'album', 'place'] },
    ],
    isNot: false,
    label: 'May',
  })
  assert.deepEqual(termsOf('3 june')[0], { kind: 'marks', marks: ['every:06-03'] })
  assert.deepEqual(termsOf('christmas')[0], {
    kind: 'marks',
    marks: ['every:12-24', 'every:12-25', 'every:12-26'],
  })
  assert.deepEqual(termsOf('winter')[0], { kind: 'marks', marks: ['every:12', 'every:01', 'every:02'] })
  assert.equal(explainSearch(parse('winter')), 'winter (December to February)')
})

test('parseSearch() takes numbers that are no days for words', () => {
  for (const text of ['1234', '9999', '2019-13', '2019-02-30', '12:30', 'last 0 days']) {
    assert.equal(
      termsOf(text).some(({ kind }) => kind === 'time'),
      false,
      text,
    )
  }
  assert.equal(explainSearch(parse('31 june 2019')), '"31", June 2019')
  assert.equal(explainSearch(parse('30 february')), '"30", February')
})

test('parseSearch() understands what a photo is, with a field and without', () => {
  const said: readonly (readonly [text: string, marks: readonly string[], label: string])[] = [
    ['videos', ['kind:video'], 'videos'],
    ['live photos', ['subtype:live_photo'], 'Live Photos'],
    ['Screenshots', ['subtype:screenshot'], 'screenshots'],
    ['panorama', ['subtype:panorama'], 'panoramas'],
    ['raw', ['subtype:raw'], 'raw files'],
    ['favorites', ['favourite'], 'favourites'],
    ['5 stars', ['rating:5'], '5 stars'],
    ['type:video', ['kind:video'], 'videos'],
    ['type:heic', ['format:heic'], 'heic files'],
    ['type:.jpg', ['format:jpeg'], 'jpg files'],
    ['is:live', ['subtype:live_photo', 'subtype:motion_photo'], 'live photos'],
    ['is:"time lapse"', ['subtype:time_lapse'], 'time lapses'],
    ['rating:4+', ['rating:4', 'rating:5'], 'rated 4 to 5'],
    ['rating:2-3', ['rating:2', 'rating:3'], 'rated 2 to 3'],
  ]
  for (const [text, marks, label] of said) {
    assert.deepEqual(termsOf(text)[0], { kind: 'marks', marks }, text)
    assert.equal(explainSearch(parse(text)), label, text)
  }
  const [unrated] = parse('rating:0').clauses
  assert.equal(unrated?.isNot, true)
})

test('parseSearch() joins clauses, keeps phrases, excludes words and reads fields', () => {
  const text =
    'oslo "old harbour" -camera:canon caption:"her birthday" album:Norway before:2019-06 photos in June'
  assert.equal(
    explainSearch(parse(text)),
    '"oslo", "old harbour", not camera "canon", caption "her birthday", album "Norway", before June 2019, photos, June',
  )
  assert.deepEqual(parse('IMG_12').clauses[0]?.anyOf, [
    {
      kind: 'words',
      words: ['img', '12'],
      isPrefix: false,
      fields: ['text', 'keyword', 'file', 'camera', 'device', 'album', 'place'],
    },
  ])
  assert.deepEqual(termsOf('since june 2019')[0], { kind: 'time', from: day('2019-06-01'), to: null })
  assert.deepEqual(termsOf('until:2019')[0], { kind: 'time', from: null, to: day('2020-01-01') })
  assert.deepEqual(termsOf('after 2019')[0], { kind: 'time', from: day('2020-01-01'), to: null })
  for (const words of ['not synced', 'not yet synced', 'unsynced', 'is:unsynced', 'not backed up']) {
    assert.deepEqual(
      parse(words).clauses[0],
      { anyOf: [{ kind: 'unsynced' }], isNot: false, label: 'not synced' },
      words,
    )
  }
})

test('parseSearch() leaves hidden and trashed photos out until they are asked for', () => {
  const scope = { anyOf: [{ kind: 'marks', marks: ['shown'] }], isNot: false, label: '' }
  for (const text of ['', 'oslo', 'hidden', 'trash', '-is:trashed'])
    assert.deepEqual(parse(text).clauses.at(-1), scope, text)
  for (const text of ['is:hidden', 'is:trashed oslo']) {
    assert.equal(
      parse(text).clauses.some(({ label }) => label === ''),
      false,
      text,
    )
  }
  assert.deepEqual(parse('sidecars').clauses.at(-1)?.anyOf, [{ kind: 'marks', marks: ['hidden', 'trashed'] }])
})

test('parseSearch() takes fillers for words only when nothing else is said', () => {
  assert.equal(explainSearch(parse('photos from the summer of 2019')), 'photos, June 2019 to August 2019')
  assert.equal(explainSearch(parse('the')), '"the"')
  assert.equal(explainSearch(parse('"the"')), '"the"')
  assert.equal(explainSearch(parse('')), 'everything')
})

test('parseSearch() never throws, whatever is typed', () => {
  const fragment = fc.constantFrom(
    '-',
    '"',
    '“',
    ':',
    'is:',
    'before:',
    'rating:',
    'june',
    '2019',
    '..',
    'last',
    'ø',
    '東京',
    ' ',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.array(fragment).map((parts) => parts.join(' ')),
        fc.array(fragment).map((parts) => parts.join('')),
      ),
      (text) => {
        const search = parse(text)
        assert.equal(typeof explainSearch(search), 'string')
        for (const { anyOf } of search.clauses) {
          assert.ok(anyOf.length > 0)
          for (const term of anyOf) if (term.kind === 'words') assert.ok(term.words.length > 0)
        }
      },
    ),
  )
})
