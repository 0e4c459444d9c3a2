import { describe, expect, test } from 'vitest'
import { parseLabelsFile } from '../../../src/main/labeling/labels-file.ts'
import { mergeItems } from '../../../src/main/labeling/merge.ts'
import { traceId } from '../store/make.ts'
import { act, deliver, dumpOf, exportFrom, makeHome, makePlace } from './places.ts'

const time = 1_000

function makeFile(change: object = {}, item: object = {}, answer: object = {}) {
  const home = makeHome()
  const place = makePlace(home, 'package-1')
  act(place, { kind: 'label', reviewer: 'Ana', trace: 1, value: 'a', text: 'x' }, time)
  const file = exportFrom(place)
  const [first] = file.items
  const answers = first?.answers.map((given) => (given.value === 'a' ? { ...given, ...answer } : given))
  return { home, place, json: { ...file, items: [{ ...first, answers, ...item }], ...change } }
}

const textOf = (json: object) => JSON.stringify(json)

describe('what is refused, with nothing changed', () => {
  test.each([
    ['no JSON', 'not json', 'UNSUPPORTED_FORMAT'],
    ['an empty file', '', 'UNSUPPORTED_FORMAT'],
    ['other JSON', '{"hello":1}', 'UNSUPPORTED_FORMAT'],
    ['a list', '[]', 'UNSUPPORTED_FORMAT'],
    ['null', 'null', 'UNSUPPORTED_FORMAT'],
    ['a later version', '{"format":"assay.labels","version":2}', 'STORE_TOO_NEW'],
    ['nothing but a head', '{"format":"assay.labels","version":1}', 'INVALID_INPUT'],
    ['a million brackets', '['.repeat(1_000_000), 'INVALID_INPUT'],
    [
      'deep JSON',
      `{"format":"assay.labels","version":1,"items":${'['.repeat(100)}${']'.repeat(100)}}`,
      'INVALID_INPUT',
    ],
  ])('%s', (_name, text, code) => {
    expect(() => parseLabelsFile(text)).toThrow(expect.objectContaining({ code }))
  })

  test.each([
    ['a session id that is no text', { sessionId: 7 }, {}, {}],
    ['items that are no list', { items: { length: 1 } }, {}, {}],
    ['a trace id of another form', {}, { traceId: "x'; DROP TABLE traces" }, {}],
    ['a reviewer without a name', {}, { reviewer: '  ' }, {}],
    ['an unknown state', {}, { work: { state: 'done', activeMs: 0, updatedAtMs: 1 } }, {}],
    ['a time beyond all times', {}, {}, { savedAtMs: 1e300 }],
    ['a time that is no whole number', {}, {}, { savedAtMs: 0.5 }],
    ['a rationale like a novel', {}, {}, { rationale: 'x'.repeat(20_001) }],
    ['an answer like a library', {}, {}, { value: 'x'.repeat(1_000_001) }],
    ['a version that is none', {}, {}, { version: -1 }],
    ['answers that are no list', {}, { answers: 'none' }, {}],
  ])('%s', (_name, change, item, answer) => {
    const { json } = makeFile(change, item, answer)
    expect(() => parseLabelsFile(textOf(json))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  })

  test('labels of another session', () => {
    const { home, json } = makeFile({ sessionId: 'f'.repeat(32) })
    const before = dumpOf(home)
    expect(() => deliver(home, parseLabelsFile(textOf(json)), time)).toThrow(
      expect.objectContaining({ code: 'CONFLICT', details: { reason: 'otherSession' } }),
    )
    expect(dumpOf(home)).toEqual(before)
    const { items, ...header } = parseLabelsFile(textOf(json))
    expect(mergeItems(home.db, { header, items, isPreview: true })).toMatchObject({
      match: 'otherSession',
      itemCount: 1,
    })
  })
})

describe('what does not belong is left out and told', () => {
  test.each([
    ['unknownItem', {}, { traceId: traceId(99) }, {}],
    ['unknownReviewer', {}, { reviewer: 'Eve' }, {}],
    ['unknownQuestion', {}, {}, { schemaId: 'ls-none' }],
    ['unfitting', {}, {}, { value: 'none of the options' }],
    ['unfitting', {}, {}, { value: { __proto__: null } }],
  ])('%s', (notice, change, item, answer) => {
    const { home, json } = makeFile(change, item, answer)
    const report = deliver(home, parseLabelsFile(textOf(json)), time)
    expect(report.notices).toMatchObject({ [notice]: 1 })
    expect(report.examples).toContainEqual(expect.objectContaining({ what: notice }))
    const stored = home.db.prepare('SELECT count(*) FROM session_answers a WHERE a.value = \'"a"\'').pluck().get()
    expect(stored).toBe(0)
  })

  test('keys such as __proto__ are data, never more', () => {
    const { home, json } = makeFile(
      {},
      {
        work: { state: 'complete', activeMs: 1, updatedAtMs: 5_000, visible: { seen: 1 } },
      },
    )
    const text = textOf(json)
      .replace('"seen":1', '"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}')
      .replace('"format"', '"__proto__":{"version":9},"format"')
    deliver(home, parseLabelsFile(text), time)
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    expect(home.db.prepare("SELECT count(*) FROM session_work WHERE state = 'complete'").pluck().get()).toBe(1)
  })

  test('an answer that claims to be of the end of time can still be changed at home', () => {
    const { home, json } = makeFile({}, {}, { savedAtMs: 253_402_300_799_999 })
    deliver(home, parseLabelsFile(textOf(json)), time)
    act(home, { kind: 'label', reviewer: 'Ana', trace: 1, value: 'c', text: undefined }, time + 1)
    const saved = home.db.prepare('SELECT value FROM session_answers WHERE value = \'"c"\'').pluck().get()
    expect(saved).toBe('"c"')
    expect(() => exportFrom(home)).not.toThrow()
  })
})

test('a preview says what the merge then does, and changes nothing', () => {
  const { home, json } = makeFile()
  const file = parseLabelsFile(textOf(json))
  const { items, ...header } = file
  const before = dumpOf(home)
  const preview = mergeItems(home.db, { header, items, isPreview: true })
  expect(dumpOf(home)).toEqual(before)
  expect(deliver(home, file, time)).toEqual(preview)
  expect(preview).toMatchObject({ answers: { new: 2 }, stateCount: 1, match: 'same', reviewers: ['Ana'] })
})
