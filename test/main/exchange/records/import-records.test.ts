import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { importRecords, previewRecords } from '../../../../src/main/exchange/records/import-records.ts'
import type { NewRecord } from '../../../../src/main/store/dataset-records.ts'
import type { RecordImportReport, RecordMapping } from '../../../../src/shared/model/dataset.ts'

function sourceOf(content: string | Buffer, fileName: string) {
  const bytes = Buffer.from(content)
  return { open: () => Readable.from([bytes]), fileName, sizeBytes: bytes.length }
}

async function run(content: string | Buffer, fileName: string, mapping: RecordMapping = {}) {
  const records: NewRecord[] = []
  const batches: number[] = []
  const report: RecordImportReport = { datasetId: 'd', recordsRead: 0, inserted: 0, updated: 0, skipped: [] }
  await importRecords(
    {
      ...sourceOf(content, fileName),
      mapping,
      onProgress: () => {},
      store: async (given) => {
        records.push(...given)
        batches.push(given.length)
        return { inserted: given.length, updated: 0 }
      },
    },
    report,
  )
  return { records, report, batches }
}

test('MLflow’s records come in as they are, and what is in no known place becomes a tag', async () => {
  const line = {
    inputs: { question: 'Why?', k: 3 },
    outputs: { answer: 'So.' },
    expectations: { expected_response: 'Because.', facts: ['a', 'b'] },
    tags: { topic: 'reasons' },
    difficulty: 'hard',
    items: [{ keep: 'me' }],
  }
  const { records, report } = await run(`${JSON.stringify(line)}\n`, 'golden.jsonl')
  expect(records).toEqual([
    {
      inputs: { question: 'Why?', k: 3 },
      outputs: { answer: 'So.' },
      expectations: { expected_response: 'Because.', facts: ['a', 'b'] },
      tags: { topic: 'reasons', difficulty: 'hard', items: [{ keep: 'me' }] },
      sourceType: 'DOCUMENT',
      sourceId: 'golden.jsonl',
      source: { source_type: 'DOCUMENT', source_data: { doc_uri: 'golden.jsonl' } },
    },
  ])
  expect(report).toMatchObject({ recordsRead: 1, inserted: 1, skipped: [] })
})

test('bad lines are told with their numbers and cost no other', async () => {
  const lines = [
    '{"question": "1"}',
    'not json',
    '{"question": "3"}',
    '[1, 2]',
    '{"note": "no inputs"}',
    '{"question": "6"',
  ]
  const { records, report } = await run(lines.join('\n'), 'rows.jsonl')
  expect(records.map(({ inputs }) => inputs)).toEqual([{ question: '1' }, { question: '3' }])
  expect(Object.fromEntries(report.skipped.map(({ reason, count, at }) => [reason, [count, at]]))).toEqual({
    invalidJson: [2, [2, 6]],
    unknownRecord: [2, [4]],
    noInputs: [1, [5]],
  })
})

test('columns of a CSV file are guessed, and the choice counts', async () => {
  const csv =
    'question,answer,expected_response,topic\n"How, why?",So,Because,art\n日本は？,はい,東京,\n,no input,x,y\n'
  const preview = await previewRecords(sourceOf(csv, 'rows.csv'))
  expect(preview).toMatchObject({
    format: 'csv',
    columns: [
      { name: 'question', guess: 'inputs', samples: ['How, why?', '日本は？'] },
      { name: 'answer', guess: 'outputs' },
      { name: 'expected_response', guess: 'expectations' },
      { name: 'topic', guess: 'tags' },
    ],
  })
  const { records, report } = await run(gzipSync(csv), 'rows.csv.gz', { topic: 'inputs', answer: 'ignore' })
  expect(records).toMatchObject([
    { inputs: { question: 'How, why?', topic: 'art' }, expectations: { expected_response: 'Because' } },
    { inputs: { question: '日本は？' }, expectations: { expected_response: '東京' } },
    { inputs: { topic: 'y' } },
  ])
  expect(records[0]).not.toHaveProperty('outputs')
  expect(report.skipped).toEqual([])
})

test('a column without a group in its name is the output itself; several, and dotted ones, are its members', async () => {
  const rows = [
    { prompt: 'a', response: 'text' },
    { 'inputs.question': 'b', 'outputs.answer': 'x', 'outputs.score': 1, 'expectations.min': '[1, 2]' },
  ]
  const { records } = await run(rows.map((row) => JSON.stringify(row)).join('\n'), 'rows.jsonl')
  expect(records).toMatchObject([
    { inputs: { prompt: 'a' }, outputs: 'text' },
    { inputs: { question: 'b' }, outputs: { answer: 'x', score: 1 }, expectations: { min: [1, 2] } },
  ])
})

test('many rows go in batches, a pretty-printed list is read record by record', async () => {
  const rows = Array.from({ length: 2_500 }, (_, at) => ({ question: `Question ${at}` }))
  const { batches, report } = await run(JSON.stringify(rows, null, 2), 'rows.json')
  expect(batches).toEqual([1_000, 1_000, 500])
  expect(report).toMatchObject({ recordsRead: 2_500, inserted: 2_500 })
})
