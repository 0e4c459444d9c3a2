import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DocumentSplitter,
  type JsonRecord,
  type JsonSplitter,
  LineSplitter,
} from '../../../src/main/exchange/import/json-splitter.ts'

const containerKeys = new Set(['traces', 'resourceSpans', 'resourceLogs'])
const parentKeys = new Set(['result'])
const makeDocuments = (maxRecordBytes = 1_000_000) =>
  new DocumentSplitter({ maxRecordBytes, containerKeys, parentKeys })

function split(splitter: JsonSplitter, bytes: Buffer, cuts: readonly number[] = []): JsonRecord[] {
  const records: JsonRecord[] = []
  let start = 0
  for (const cut of [...cuts, bytes.length]) {
    records.push(...splitter.push(bytes.subarray(start, cut)))
    start = cut
  }
  return [...records, ...splitter.flush()]
}

/** What was read: values with their container; "!" and the cause for what was not. */
function read(splitter: JsonSplitter, text: string | Buffer, cuts?: readonly number[]): unknown[] {
  return split(splitter, Buffer.from(text), cuts).map(({ bytes, container, problem }) => {
    if (problem !== undefined) return `! ${problem}`
    try {
      const value: unknown = JSON.parse(bytes.toString())
      return container === undefined ? value : { [container]: value }
    } catch {
      return '! invalid'
    }
  })
}

const jsonObject = fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), fc.jsonValue({ stringUnit: 'binary' }), {
  maxKeys: 4,
})
/** Whole-number zero keeps its sign in memory but not in JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const cutsOf = (bytes: Buffer, fractions: readonly number[]) =>
  [...new Set(fractions.map((fraction) => Math.floor(fraction * bytes.length)))].sort((a, b) => a - b)
const fractions = fc.array(fc.double({ min: 0, max: 0.999999, noNaN: true }), { maxLength: 8 })

describe('JSON lines', () => {
  test('lines are records by line number, whatever ends them', () => {
    const records = split(new LineSplitter(1000), Buffer.from('{"a":1}\r\n\n  {"b":2}  \n{"c":3}'))
    expect(records.map(({ bytes, place }) => [bytes.toString(), place])).toEqual([
      ['{"a":1}', 1],
      ['{"b":2}', 3],
      ['{"c":3}', 4],
    ])
  })

  test('a line over the limit is reported alone', () => {
    const text = `{"a":1}\n{"b":"${'x'.repeat(100)}"}\n{"c":3}\n`
    expect(read(new LineSplitter(50), text)).toEqual([{ a: 1 }, '! tooLarge', { c: 3 }])
  })

  test('chunk borders anywhere change nothing', () => {
    fc.assert(
      fc.property(
        fc.array(jsonObject, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        fractions,
        (values, end, at) => {
          const bytes = Buffer.from(values.map((value) => JSON.stringify(value)).join(end))
          expect(read(new LineSplitter(1_000_000), bytes, cutsOf(bytes, at))).toEqual(plain(values))
        },
      ),
    )
  })
})

describe('JSON documents', () => {
  test.each<[string, string, unknown[]]>([
    ['one document', '{"a":{"b":[1,"]}"]}}', [{ a: { b: [1, ']}'] } }]],
    ['a pretty-printed one', JSON.stringify({ a: [{}, { b: '"' }] }, null, 2), [{ a: [{}, { b: '"' }] }]],
    ['concatenated ones', '{"a":1}{"b":2} \n {"c":\n3}', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ['elements of an array', ' [ {"a":1}, 2, "x,]", null, [3] ]', [{ a: 1 }, 2, 'x,]', null, [3]]],
    [
      'elements of a container',
      '{"resourceSpans":[{"a":1},{"a":2}]}',
      [{ resourceSpans: { a: 1 } }, { resourceSpans: { a: 2 } }],
    ],
    [
      'elements of two containers with other members around',
      '{"x":{"traces":[9]},"resourceSpans":[{"a":1}],"y":[1,{}],"resourceLogs":[{"b":1}],"z":"}"} {"c":1}',
      [{ resourceSpans: { a: 1 } }, { resourceLogs: { b: 1 } }, { c: 1 }],
    ],
    ['a container one level down', '{"result":{"resourceSpans":[{"a":1}]}}', [{ resourceSpans: { a: 1 } }]],
    ['a container key that is no list', '{"traces":{"a":[1]}}', [{ traces: { a: [1] } }]],
    ['a container key as a value', '{"name":"traces","x":[1]}', [{ name: 'traces', x: [1] }]],
    ['an empty container', '{"traces":[]}{"a":1}', [{ a: 1 }]],
    ['an empty array', '[]', []],
    ['records of RFC 7464', '\x1e{"a":1}\n\x1e{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['a document that ends too early', '{"a":1}\n{"a":[1,', [{ a: 1 }, '! cutOff']],
    ['an array that ends too early', '[{"a":1},{"a":', [{ a: 1 }, '! cutOff']],
    ['an array without its end', '[{"a":1}', [{ a: 1 }, '! cutOff']],
    ['a line that was cut off among whole ones', '{"a":1}\n{"b":[{"c":"\n{"d":1}\n', [{ a: 1 }, '! cutOff', { d: 1 }]],
    [
      'garbage between documents',
      '{"a":1}\nwhat, {is} this]\n{"b":2}',
      [{ a: 1 }, '! invalid', '! invalid', '! invalid', '! cutOff', { b: 2 }],
    ],
    [
      'a bad element among good ones',
      '[{"a":1},{"a":tru},oops,{"a":2}]',
      [{ a: 1 }, '! invalid', '! invalid', { a: 2 }],
    ],
    [
      'a string without its end in a pretty-printed array',
      '[\n{"a":1},\n{"a":"x},\n{"a":2}\n]',
      [{ a: 1 }, '! cutOff'],
    ],
  ])('%s', (_name, text, expected) => {
    const found = read(makeDocuments(), text)
    // What is lost to damage may be counted in more than one piece; what is read must be exactly this.
    expect(found.filter((value) => typeof value !== 'string' || !value.startsWith('!'))).toEqual(
      expected.filter((value) => typeof value !== 'string' || !value.startsWith('!')),
    )
    expect(found.some((value) => String(value).startsWith('!'))).toBe(
      expected.some((value) => String(value).startsWith('!')),
    )
  })

  test('elements over the limit are reported, the others read', () => {
    const text = `{"traces":[{"a":1},{"b":"${'x'.repeat(200)}"},{"c":3}]}`
    expect(read(makeDocuments(50), text)).toEqual([{ traces: { a: 1 } }, '! tooLarge', { traces: { c: 3 } }])
  })

  test('places count the records', () => {
    expect(
      split(makeDocuments(), Buffer.from('{"traces":[{"a":1},{"a":2}]}{"b":3}')).map(({ place }) => place),
    ).toEqual([1, 2, 3])
  })

  test('a container is streamed: its first element is out before the last has come', () => {
    const splitter = makeDocuments()
    expect(splitter.push(Buffer.from('{"resourceSpans":[{"a":1},'))).toHaveLength(1)
  })

  test('chunk borders anywhere change nothing, whatever the layout', () => {
    const layouts: ((values: unknown[]) => [string, unknown[]])[] = [
      (values) => [JSON.stringify(values), values],
      (values) => [JSON.stringify(values, null, 2), values],
      (values) => [values.map((value) => JSON.stringify(value)).join(''), values],
      (values) => [values.map((value) => JSON.stringify(value, null, 1)).join('\r\n'), values],
      (values) => [
        JSON.stringify({ before: { traces: [0] }, traces: values, after: '[{' }),
        values.map((traces) => ({ traces })),
      ],
      (values) => [
        JSON.stringify({ result: { resourceSpans: values } }, null, 4),
        values.map((resourceSpans) => ({ resourceSpans })),
      ],
    ]
    // Container keys of their own inside the values would make them documents of containers.
    const value = jsonObject.filter(
      (object) => !Object.keys(object).some((key) => containerKeys.has(key) || parentKeys.has(key)),
    )
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...layouts),
        fractions,
        (values, layout, at) => {
          const [text, expected] = layout(plain(values) as unknown[])
          const bytes = Buffer.from(text)
          expect(read(makeDocuments(), bytes, cutsOf(bytes, at))).toEqual(expected)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('arbitrary bytes never throw and never lose the count', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '\n', 'a', '1', ' '),
          maxLength: 60,
        }),
        fractions,
        (text, at) => {
          const bytes = Buffer.from(text)
          const records = split(makeDocuments(), bytes, cutsOf(bytes, at))
          expect(records.map(({ place }) => place)).toEqual(records.map((_, index) => index + 1))
        },
      ),
      { numRuns: 500 },
    )
  })
})
