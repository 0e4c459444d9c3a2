import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImportStoppedError } from '../../../src/main/exchange/import/run-import.ts'
import { AppError } from '../../../src/shared/model/error.ts'
import type { ImportReport } from '../../../src/shared/model/job.ts'
import { makeSpan, makeSpanLine } from './make-records.ts'
import { makeWorkspace } from './make-workspace.ts'

const reasons = (report: ImportReport) => Object.fromEntries(report.skipped.map(({ reason, count }) => [reason, count]))
const spans = (count: number) => Array.from({ length: count }, (_, index) => makeSpan(index))
const wrap = (list: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] })

describe('layouts of OTLP JSON', () => {
  const six = spans(6)
  test.each<[string, string]>([
    ['one object', JSON.stringify(wrap(six))],
    ['one pretty-printed object', JSON.stringify(wrap(six), null, 2)],
    ['lines', six.map((span) => JSON.stringify(wrap([span]))).join('\n')],
    ['lines that end in CRLF', six.map((span) => JSON.stringify(wrap([span]))).join('\r\n')],
    ['an array', JSON.stringify(six.map((span) => wrap([span])))],
    [
      'a pretty-printed array',
      JSON.stringify(
        six.map((span) => wrap([span])),
        null,
        2,
      ),
    ],
    [
      'lines of arrays',
      [six.slice(0, 3), six.slice(3)].map((part) => JSON.stringify(part.map((span) => wrap([span])))).join('\n'),
    ],
    ['concatenated pretty-printed objects', six.map((span) => JSON.stringify(wrap([span]), null, 2)).join('\n')],
    ['objects without a space between', six.map((span) => JSON.stringify(wrap([span]))).join('')],
    [
      'two objects on each line',
      [0, 2, 4]
        .map((at) =>
          six
            .slice(at, at + 2)
            .map((span) => JSON.stringify(wrap([span])))
            .join(' '),
        )
        .join('\n'),
    ],
    ['batches of Tempo', JSON.stringify({ batches: wrap(six).resourceSpans })],
    ['a trace of Tempo', JSON.stringify({ trace: wrap(six) })],
    ['a result of Jaeger', JSON.stringify({ result: wrap(six) })],
    ['snake case', JSON.stringify({ resource_spans: [{ scope_spans: [{ spans: six }] }] })],
  ])('%s', async (_name, text) => {
    const workspace = makeWorkspace()
    expect(await workspace.importBytes(text)).toMatchObject({ format: 'otlp', newSpans: 6, newTraces: 3, skipped: [] })
    expect(await workspace.importBytes(text)).toMatchObject({ newSpans: 0, updatedSpans: 0, unchangedSpans: 6 })
  })

  test('logs are stored, evaluation results become assessments, metrics are counted', async () => {
    const [span] = spans(1) as [{ traceId: string; spanId: string }]
    const record = (more: object) => ({
      timeUnixNano: '1700000000000000000',
      traceId: span.traceId,
      spanId: span.spanId,
      ...more,
    })
    const text = [
      wrap([span]),
      { resourceLogs: [{ scopeLogs: [{ logRecords: [record({ body: { stringValue: 'hello' } })] }] }] },
      {
        resourceLogs: [
          {
            scopeLogs: [
              {
                logRecords: [
                  record({
                    eventName: 'gen_ai.evaluation.result',
                    attributes: [
                      { key: 'gen_ai.evaluation.name', value: { stringValue: 'relevance' } },
                      { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 0.5 } },
                    ],
                  }),
                ],
              },
            ],
          },
        ],
      },
      { resourceMetrics: [{ scopeMetrics: [] }] },
    ]
    const report = await makeWorkspace().importBytes(text.map((line) => JSON.stringify(line)).join('\n'))
    expect(report).toMatchObject({ newSpans: 1, newLogs: 2, newAssessments: 1, recordsRead: 4 })
    expect(report.skipped).toEqual([{ reason: 'unsupportedSignal', message: expect.any(String), count: 1, at: [4] }])
  })
})

describe('what is bad costs only itself', () => {
  test('bad lines anywhere lose only themselves', async () => {
    const bad = fc.constantFrom(
      '{"resourceSpans":[{"scopeSpans":',
      'garbage',
      '}',
      '{"a":"unterminated',
      '[1,2',
      '\u0000',
      '{"resourceSpans":"no list"}',
      'nul',
      '{"x":1}',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(bad, { freq: 2 }), { minLength: 1, maxLength: 14 }), async (plan) => {
        let good = 2
        const lines = plan.map((line) => line ?? makeSpanLine(good++))
        // Two good lines to tell the format by; in between anything may be bad.
        const text = [makeSpanLine(0), ...lines, makeSpanLine(1)].join('\n')
        const report = await makeWorkspace().importBytes(text)
        expect(report.newSpans).toBe(good)
        expect(report.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(
          plan.filter((line) => line !== null).length,
        )
      }),
      { numRuns: 25 },
    )
  })

  test('the first places of each cause are given by line', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? makeSpanLine(index) : '{"cut'))
    const report = await makeWorkspace().importBytes(lines.join('\n'))
    expect(report.newSpans).toBe(20)
    expect(report.skipped).toEqual([
      { reason: 'invalidJson', message: 'Not valid JSON.', count: 20, at: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20] },
    ])
  })

  test('a first line that was cut off does not hide that the others are lines', async () => {
    const report = await makeWorkspace().importBytes(
      ['{"resourceSpans":[{"sco', makeSpanLine(0), makeSpanLine(1)].join('\n'),
    )
    expect(report).toMatchObject({ newSpans: 2, recordsRead: 3 })
  })

  test('one bad span of a request does not cost the others', async () => {
    const list = [
      makeSpan(0),
      makeSpan(1, { attributes: { not: 'a list' } }),
      makeSpan(2, { traceId: 'short' }),
      makeSpan(3),
    ]
    const report = await makeWorkspace().importBytes(JSON.stringify(wrap(list)))
    expect(report.newSpans).toBe(2)
    expect(report.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(2)
  })

  test('spans without ids are reported', async () => {
    const list = [makeSpan(0), makeSpan(1, { spanId: '' }), makeSpan(2, { traceId: '' }), { name: 'none' }]
    const report = await makeWorkspace().importBytes(JSON.stringify(wrap(list)))
    expect(report.newSpans).toBe(1)
    expect(reasons(report)).toEqual({ spanWithoutId: 3 })
  })
})

describe('hostile content', () => {
  const attribute = (value: object) => ({ attributes: [{ key: '__proto__', value }] })

  test('is stored or reported, never thrown', async () => {
    const deep = `${'{"kvlistValue":{"values":[{"key":"a","value":'.repeat(3000)}{"stringValue":"x"}${'}]}}'.repeat(3000)}`
    const lines = [
      makeSpanLine(0, attribute({ stringValue: 'a'.repeat(20_000_000) })),
      makeSpanLine(1, attribute({ stringValue: 'NUL \u0000 and half a \ud83d pair' })),
      makeSpanLine(2, attribute({ intValue: '99999999999999999999999999' })),
      makeSpanLine(3, attribute({ doubleValue: 'NaN' })),
      makeSpanLine(4).replace('"name":"span 4"', `"name":"deep","attributes":[{"key":"d","value":${deep}}]`),
      makeSpanLine(5).replace('"name":"span 5"', `"name":"arrays","x":${'['.repeat(100_000)}${']'.repeat(100_000)}`),
      makeSpanLine(6).replace('"name":"span 6"', '"__proto__":{"polluted":1},"constructor":null,"name":"proto"'),
      makeSpanLine(7),
    ]
    const workspace = makeWorkspace()
    const report = await workspace.importBytes(lines.join('\n'))
    expect(report.newSpans).toBe(5)
    expect(report.skipped.map(({ count }) => count).reduce((a, b) => a + b)).toBe(3)
    expect(workspace.db.prepare("SELECT name FROM spans WHERE name = 'proto'").pluck().get()).toBe('proto')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(workspace.db.prepare('SELECT max(length(attributes)) FROM span_payloads').pluck().get()).toBeGreaterThan(
      20_000_000,
    )
  })

  test('bare nanosecond numbers and 64-bit integers keep every digit', async () => {
    const line = makeSpanLine(0, { attributes: [{ key: 'n', value: { intValue: '1152921504606846977' } }] })
      .replace('"1152921504606846977"', '1152921504606846977')
      .replace(/"startTimeUnixNano":"(\d+)"/, '"startTimeUnixNano":1700000000123456789')
    const workspace = makeWorkspace()
    await workspace.importBytes(line)
    const { db } = workspace
    expect(db.prepare('SELECT start_nano FROM spans').safeIntegers().pluck().get()).toBe(1700000000123456789n)
    expect(db.prepare('SELECT attributes FROM span_payloads').pluck().get()).toContain('1152921504606846977')
  })

  test.each<[string, string | Buffer]>([
    ['an empty file', ''],
    ['white space', ' \n\t\n'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2, 3, 0x2c])],
    ['prose', 'Dear reader\nthis is a letter'],
    ['a JSON number', '42'],
    ['an array of numbers', '[1,2,3]'],
    ['Jaeger’s own JSON', '{"data":[{"traceID":"1","spans":[],"processes":{}}]}'],
  ])('%s is refused with a clear code', async (_name, content) => {
    const failure = await makeWorkspace()
      .importBytes(content)
      .then(
        () => undefined,
        (error: unknown) => error,
      )
    expect(failure).toBeInstanceOf(AppError)
    expect(['INVALID_INPUT', 'UNSUPPORTED_FORMAT']).toContain((failure as AppError).code)
  })
})

describe('batches', () => {
  const text = JSON.stringify(wrap(spans(1500)))

  test('hold at most 512 spans and the next waits for the one before', async () => {
    const sizes: number[] = []
    let underway = 0
    await makeWorkspace().importBytes(text, {
      ingest: async (batch) => {
        underway += 1
        expect(underway).toBe(1)
        await new Promise((resolve) => setImmediate(resolve))
        underway -= 1
        sizes.push(batch.spans.length)
        return {
          newSpans: batch.spans.length,
          updatedSpans: 0,
          unchangedSpans: 0,
          newLogs: 0,
          newAssessments: 0,
          newTraces: 0,
          traceIds: [],
        }
      },
    })
    expect(sizes).toEqual([512, 512, 476])
  })

  test('are cut by size, too', async () => {
    const sizes: number[] = []
    const workspace = makeWorkspace()
    const lines = Array.from({ length: 12 }, (_, index) => makeSpanLine(index, { name: 'x'.repeat(2_000_000) }))
    await workspace.importBytes(lines.join('\n'), {
      ingest: async (batch) => {
        sizes.push(batch.spans.length)
        return {
          newSpans: 0,
          updatedSpans: 0,
          unchangedSpans: 0,
          newLogs: 0,
          newAssessments: 0,
          newTraces: 0,
          traceIds: [],
        }
      },
    })
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5)
    expect(sizes.reduce((a, b) => a + b)).toBe(12)
  })

  test('a cancelled import says what stays', async () => {
    const abort = new AbortController()
    const workspace = makeWorkspace()
    const chunks = Array.from({ length: 2000 }, (_, index) => Buffer.from(`${makeSpanLine(index)}\n`))
    const failure = await workspace
      .importBytes(chunks, { signal: abort.signal, onProgress: (done) => done >= 1200 && abort.abort() })
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ImportStoppedError)
    const { code, report } = failure as ImportStoppedError
    expect(code).toBe('CANCELLED')
    expect(report.newSpans).toBe(1024)
    expect(workspace.db.prepare('SELECT count(*) FROM spans').pluck().get()).toBe(1024)
  })

  test('a store that fails ends the import with its own code and what stays', async () => {
    let batches = 0
    const failure = await makeWorkspace()
      .importBytes(text, {
        ingest: async (batch) => {
          batches += 1
          if (batches === 2) throw new AppError('STORE_FULL', 'The disk is full.')
          return {
            newSpans: batch.spans.length,
            updatedSpans: 0,
            unchangedSpans: 0,
            newLogs: 0,
            newAssessments: 0,
            newTraces: 3,
            traceIds: [],
          }
        },
      })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'STORE_FULL', report: { newSpans: 512 } })
    expect(batches).toBe(2)
  })

  test('progress rises to the end', async () => {
    const seen: (number | undefined)[] = []
    const chunks = Array.from({ length: 20 }, (_, index) => Buffer.from(`${makeSpanLine(index)}\n`))
    const sizeBytes = chunks.reduce((sum, { length }) => sum + length, 0)
    await makeWorkspace().importBytes(chunks, { sizeBytes, onProgress: (_done, progress) => seen.push(progress) })
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual([...seen].sort((a, b) => Number(a) - Number(b)))
    expect(seen.length).toBeGreaterThan(10)
  })
})
