import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { CsvSplitter } from '../../../src/main/exchange/import/csv-splitter.ts'
import { previewImport } from '../../../src/main/exchange/import/sniff.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import { listAssessments } from '../../../src/main/store/assessments.ts'
import { iterateSpans } from '../../../src/main/store/stored-span.ts'
import { listTraces } from '../../../src/main/store/trace-list.ts'
import { getTrace } from '../../../src/main/store/trace-read.ts'
import type { TraceInfo } from '../../../src/shared/model/trace.ts'
import { makeWorkspace, type TestWorkspace } from './make-workspace.ts'

function readTraces({ db }: TestWorkspace): TraceInfo[] {
  const { rows } = listTraces(db, { filter: {}, sort: { column: 'start', direction: 'asc' }, limit: 500 })
  return rows.map(({ traceId }) => getTrace(db, traceId))
}

const csv = (rows: readonly (readonly string[])[]) =>
  rows
    .map((row) => row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n')

describe('rows as traces', () => {
  test('every target finds its place', async () => {
    const workspace = makeWorkspace()
    const report = await workspace.importBytes(
      csv([
        [
          'id',
          'question',
          'answer',
          'expected',
          'contexts',
          'timestamp',
          'latency_ms',
          'model',
          'session_id',
          'user_id',
          'input_tokens',
          'output_tokens',
          'cost',
          'tags',
          'rating',
          'rating_comment',
          'note',
        ],
        [
          'r1',
          'Why?',
          'Because.',
          'So.',
          "['first', {'text': 'second', 'score': 0.5}]",
          '2026-01-02T03:04:05Z',
          '1500',
          'gpt',
          's',
          'u',
          '10',
          '5',
          '$0.02',
          '["x","y"]',
          '4',
          'nice',
          'n',
        ],
      ]),
      { fileName: 'rows.csv' },
    )
    expect(report).toMatchObject({ format: 'csv', newTraces: 1, newSpans: 2, newAssessments: 2, skipped: [] })
    const [trace] = readTraces(workspace) as [TraceInfo]
    expect(trace).toMatchObject({
      startUs: Date.UTC(2026, 0, 2, 3, 4, 5) * 1000,
      durationUs: 1_500_000,
      inputPreview: 'Why?',
      outputPreview: 'Because.',
      model: 'gpt',
      sessionId: 's',
      userId: 'u',
      inputTokens: 10,
      outputTokens: 5,
      cost: 0.02,
      state: 'OK',
      clientRequestId: 'r1',
      tags: { x: 'true', y: 'true' },
      metadata: { note: 'n', rating_comment: 'nice' },
    })
    const views = [...iterateSpans(workspace.db, trace.traceId)].map(({ span, logs }) => viewSpan(span, logs))
    expect(views.find(({ type }) => type === 'RETRIEVER')?.documents).toMatchObject([
      { text: 'first' },
      { text: 'second', score: 0.5 },
    ])
    const assessments = listAssessments(workspace.db, { traceId: trace.traceId })
    expect(assessments).toMatchObject([
      { name: 'expected_response', kind: 'expectation', value: 'So.' },
      { name: 'rating', kind: 'feedback', value: 4, rationale: 'nice', source: { type: 'HUMAN', id: 'import' } },
    ])
  })

  test('a row of chat messages becomes chat messages', async () => {
    const workspace = makeWorkspace()
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: '東京の天気は?' },
      {
        role: 'assistant',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Tokyo"}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
      { role: 'assistant', content: '晴れです。' },
    ]
    await workspace.importBytes(JSON.stringify({ messages }))
    const [trace] = readTraces(workspace) as [TraceInfo]
    const [stored] = [...iterateSpans(workspace.db, trace.traceId)]
    const view = viewSpan(stored?.span as never, [])
    expect(view.type).toBe('CHAT_MODEL')
    expect(view.inputMessages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool'])
    expect(view.inputMessages[2]?.parts).toMatchObject([{ type: 'toolCall', name: 'weather', id: 'c1' }])
    expect(view.outputMessages).toMatchObject([{ role: 'assistant', parts: [{ type: 'text', text: '晴れです。' }] }])
    expect(trace.outputPreview).toContain('晴れです。')
  })

  test('an error makes an erroneous trace', async () => {
    const workspace = makeWorkspace()
    await workspace.importBytes('{"prompt":"p","error":"rate limit"}\n{"prompt":"q","error":null}')
    expect(
      readTraces(workspace)
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['ERROR', 'OK'])
  })

  test('rows without input and output are reported by line', async () => {
    const report = await makeWorkspace().importBytes('question,answer\na,b\n,\n"",""\nc,d\n', { fileName: 'x.csv' })
    expect(report.newTraces).toBe(2)
    const odd = await makeWorkspace().importBytes('question,answer,note\na,b,\n,,only a note\n')
    expect(odd.skipped).toEqual([{ reason: 'missingInput', message: expect.any(String), count: 1, at: [3] }])
  })

  test('the same file again changes nothing; the file with more judgements is the same traces', async () => {
    const workspace = makeWorkspace()
    const rows = (ratings: readonly string[]) =>
      csv([['question', 'answer', 'rating'], ...ratings.map((rating, index) => [`q${index}`, 'a', rating])])
    expect(await workspace.importBytes(rows(['1', '', '']))).toMatchObject({ newTraces: 3, newAssessments: 1 })
    expect(await workspace.importBytes(rows(['1', '', '']))).toMatchObject({
      newTraces: 0,
      newSpans: 0,
      updatedSpans: 0,
      unchangedSpans: 3,
      newAssessments: 0,
    })
    expect(await workspace.importBytes(rows(['1', '5', '']))).toMatchObject({
      newTraces: 0,
      updatedSpans: 0,
      newAssessments: 1,
    })
  })

  test('row numbers of two files are not the same traces; UUIDs are', async () => {
    const workspace = makeWorkspace()
    await workspace.importBytes('id,question,answer\n1,a,b\n')
    expect(await workspace.importBytes('id,question,answer\n1,a,another\n')).toMatchObject({ newTraces: 1 })
    const uuid = '0190163d-8694-739b-aea5-966c26f8ad91'
    await workspace.importBytes(`id,question,answer\n${uuid},a,b\n`)
    expect(await workspace.importBytes(`id,question,answer\n${uuid},a,better\n`)).toMatchObject({
      newTraces: 0,
      updatedSpans: 1,
    })
    expect(getTrace(workspace.db, uuid.replaceAll('-', '')).outputPreview).toBe('better')
  })

  test('a chosen mapping replaces the guess', async () => {
    const workspace = makeWorkspace()
    await workspace.importBytes('a,b,c,d\nx,y,z,w\n', {
      mapping: { a: 'output', b: 'input', c: 'ignore', d: 'feedback' },
    })
    const [trace] = readTraces(workspace) as [TraceInfo]
    expect(trace).toMatchObject({ inputPreview: 'y', outputPreview: 'x', metadata: {} })
    expect(Object.keys(trace.assessments)).toEqual(['d'])
  })

  test('rows without a time take that of the file', async () => {
    const workspace = makeWorkspace()
    await workspace.importBytes('question,answer\na,b\n', { modifiedAtMs: 1_600_000_000_000 })
    expect(readTraces(workspace)[0]?.startUs).toBe(1_600_000_000_000_000)
  })

  test('hostile rows are kept as text', async () => {
    const workspace = makeWorkspace()
    const rows = [
      { question: "=cmd|'/c calc'!A0", answer: '+1' },
      { question: 'a\u0000b', answer: '\ud83d' },
      { question: 1e308, answer: { __proto__: 1, constructor: { prototype: {} } } },
      JSON.parse('{"question":"q","answer":"a","__proto__":{"polluted":1}}'),
    ]
    const report = await workspace.importBytes(rows.map((row) => JSON.stringify(row)).join('\n'))
    expect(report).toMatchObject({ newTraces: 4, skipped: [] })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(readTraces(workspace).map(({ inputPreview }) => inputPreview)).toContain("=cmd|'/c calc'!A0")
  })
})

describe('CSV text', () => {
  test.each([';', '\t', '|'])('delimiter %j is found', async (delimiter) => {
    const text = [
      ['question', 'answer', 'note'],
      ['a, b', 'c', 'd'],
    ]
      .map((row) => row.join(delimiter))
      .join('\n')
    const workspace = makeWorkspace()
    await workspace.importBytes(text)
    expect(readTraces(workspace)).toMatchObject([{ inputPreview: 'a, b', outputPreview: 'c', metadata: { note: 'd' } }])
  })

  test('Shift_JIS as Excel writes it in Japan', async () => {
    // 質問,回答 / 何?,本
    const bytes = Buffer.from([
      0x8e, 0xbf, 0x96, 0xe2, 0x2c, 0x89, 0xf1, 0x93, 0x9a, 0x0a, 0x89, 0xbd, 0x3f, 0x2c, 0x96, 0x7b, 0x0a,
    ])
    const workspace = makeWorkspace()
    await workspace.importBytes(bytes, { fileName: 'x.csv' })
    expect(readTraces(workspace)).toMatchObject([{ inputPreview: '何?', outputPreview: '本' }])
  })

  test('a quote that is never closed costs its own line', async () => {
    const text = 'question,answer\na,b\n"never closed,c\nd,e\n"f","g ""quoted"" and\nover lines"\nh,i\n'
    const workspace = makeWorkspace()
    const report = await workspace.importBytes(text)
    expect(report.newTraces).toBe(4)
    expect(report.skipped).toEqual([{ reason: 'invalidCsv', message: expect.any(String), count: 1, at: [3] }])
    expect(readTraces(workspace).map(({ outputPreview }) => outputPreview)).toContain('g "quoted" and over lines')
  })

  test('records are found wherever chunks end', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '質', '"', ',', '\n', '\r\n', ' ', '😀'), maxLength: 8 })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(
        table,
        fc.array(fc.double({ min: 0, max: 0.99999, noNaN: true }), { maxLength: 5 }),
        (rows, fractions) => {
          const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
          const bytes = Buffer.from(quoted.join('\r\n'))
          const splitter = new CsvSplitter(',', 1_000_000)
          const records = []
          let start = 0
          for (const at of [...fractions.map((fraction) => Math.floor(fraction * bytes.length)), bytes.length].sort(
            (a, b) => a - b,
          )) {
            records.push(...splitter.push(bytes.subarray(start, at)))
            start = at
          }
          records.push(...splitter.flush())
          expect(records.map(({ bytes: record }) => record.toString())).toEqual(quoted)
        },
      ),
    )
  })
})

describe('Parquet', () => {
  const content = Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: 'question', data: ['a', 'b', '質問'], type: 'STRING' },
        { name: 'answer', data: ['c', null, '回答'], type: 'STRING' },
        { name: 'input_tokens', data: [1n, 2n, 3n], type: 'INT64' },
        { name: 'timestamp', data: [new Date(1.7e12), new Date(1.7e12), new Date(1.7e12)], type: 'TIMESTAMP' },
        { name: 'score', data: [0.5, 1, null], type: 'DOUBLE' },
      ],
      rowGroupSize: 2,
    }),
  )

  test('rows of all groups are read, from a path or a stream', async () => {
    const workspace = makeWorkspace()
    const path = join(workspace.folder, 'rows.parquet')
    writeFileSync(path, content)
    const expected = { format: 'parquet', recordsRead: 3, newTraces: 3, newAssessments: 2, skipped: [] }
    expect(await workspace.importFile(path)).toMatchObject(expected)
    expect(await workspace.importBytes(content)).toMatchObject({ ...expected, newTraces: 0, newAssessments: 0 })
    const traces = readTraces(workspace)
    expect(traces.map(({ inputPreview }) => inputPreview).sort()).toEqual(['a', 'b', '質問'])
    expect(traces[0]).toMatchObject({ startUs: 1.7e15 })
    const preview = await previewImport({ open: () => Readable.from([content]), fileName: 'x.parquet' })
    expect(preview.columns?.map(({ guess }) => guess)).toEqual(['input', 'output', 'inputTokens', 'time', 'feedback'])
  })

  test('a file without its end is refused', async () => {
    await expect(makeWorkspace().importBytes(content.subarray(0, content.length - 30))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})
