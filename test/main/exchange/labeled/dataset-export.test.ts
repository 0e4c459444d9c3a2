import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { draftRecords } from '../../../../src/main/evaluation/datasets/draft-records.ts'
import { makeDataset } from '../../../../src/main/store/dataset-making.ts'
import { editRecords, listRecords } from '../../../../src/main/store/dataset-records.ts'
import { moveToSplit, openSeal, sealSplit } from '../../../../src/main/store/dataset-splits.ts'
import type { LabeledSource } from '../../../../src/shared/model/labeled-export.ts'
import { makeLabeled, parseLines } from './labeled-workspace.ts'

/** A dataset of what Ana and Ben said, with one record written by hand; the last one is in a sealed split. */
async function makeGolden() {
  const made = await makeLabeled()
  const { db, sessionId } = made
  made.label('Ana', 0, { correct: true })
  made.label('Ana', 1, { correct: false, expected_response: 'Ask the desk' })
  made.label('ben@example.com', 1, { correct: true })
  made.label('Ana', 2, { better: 'B' })
  const place = (traceId: string | undefined) => made.traceIds.indexOf(traceId ?? '')
  const records = draftRecords(db, { kind: 'session', sessionId }).records.sort(
    (a, b) => place(a.lineage?.traceId) - place(b.lineage?.traceId),
  )
  const byHand = {
    inputs: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Call +1 555 010 9999?' },
      ],
    },
    expectations: { expected_response: 'Yes.' },
    tags: { team: 'desk' },
  }
  const { datasetId } = makeDataset(db, {
    name: 'golden',
    tags: {},
    experimentIds: [],
    createdBy: 'Ana',
    records: [...records, byHand],
  })
  const ids = listRecords(db, { datasetId, limit: 10 }).records.map(({ recordId }) => recordId)
  const source: LabeledSource = { kind: 'dataset', datasetId }
  return { ...made, datasetId, ids, source }
}

test('a table of a dataset has one row a record, with its answers as columns', async () => {
  const made = await makeGolden()
  const rows = parseLines(made.run({ source: made.source }).text)
  expect(rows).toMatchObject([
    { record_id: made.ids[0], inputs: { input: '何ですか' }, correct: true, expected_response: null },
    {
      trace_id: `tr-${made.traceIds[1]}`,
      labelers: ['Ana', 'ben@example.com'],
      correct: true,
      expected_response: 'Ask the desk',
      tags: null,
    },
    { better: 'B' },
    { trace_id: null, expected_response: 'Yes.', tags: { team: 'desk' } },
  ])
  const csv = parse(made.run({ source: made.source, format: 'csv' }).bytes, { columns: true, bom: true }) as object[]
  expect(csv[1]).toMatchObject({ correct: 'true', inputs: '{"input":"Where is Ann?"}' })
  expect(() => made.run({ source: made.source, shape: 'reviewer' })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  )
})

test('conversations, pairs, records of MLflow and answers that are asked for come from datasets too', async () => {
  const made = await makeGolden()
  const chat = parseLines(made.run({ source: made.source, format: 'openaiChat' }).text)
  expect(chat.at(-1)).toEqual({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Call +1 555 010 9999?' },
      { role: 'assistant', content: 'Yes.' },
    ],
  })
  expect(parseLines(made.run({ source: made.source, format: 'preference' }).text)).toMatchObject([
    { origin: 'correction', chosen: [{ content: 'Ask the desk' }] },
    { origin: 'pairwise', chosen: [{ content: 'the blue one' }], rejected: [{ content: 'the red one' }] },
  ])
  const records = parseLines(made.run({ source: made.source, format: 'mlflow' }).text)
  expect(records[1]).toEqual({
    inputs: { input: 'Where is Ann?' },
    outputs: 'Write to ann@example.com',
    expectations: { expected_response: 'Ask the desk' },
    tags: { correct: 'true' },
    source: { source_type: 'TRACE', source_data: { trace_id: `tr-${made.traceIds[1]}` } },
  })
  expect(records.at(-1)).toMatchObject({ tags: { team: 'desk' } })
  const { report } = made.run({ source: made.source, where: [{ name: 'correct', value: true }] })
  expect(report).toMatchObject({ selected: 4, items: 2 })
})

describe('versions and splits', () => {
  test('an earlier version is as it was, and the manifest says which it is', async () => {
    const made = await makeGolden()
    const first = made.run({ source: made.source }, 'first')
    const edits = [{ recordId: made.ids[0] as string, outputs: 'changed' }]
    editRecords(made.db, { datasetId: made.datasetId, edits })
    expect(made.run({ source: made.source }).text).toContain('changed')
    const again = made.run({ source: { ...made.source, version: 1 } as LabeledSource }, 'again')
    expect(again.bytes.equals(first.bytes)).toBe(true)
    const { source } = JSON.parse(readFileSync(`${again.path}.manifest.json`, 'utf8'))
    expect(source).toMatchObject({ kind: 'dataset', name: 'golden', version: 1, digest: expect.any(String) })
    expect(() => made.run({ source: { ...made.source, version: 9 } as LabeledSource })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })

  test('a sealed split stays out, and is exported with an opening of its own alone', async () => {
    const made = await makeGolden()
    const { db, datasetId } = made
    moveToSplit(db, { datasetId, recordIds: made.ids.slice(2), split: 'test' })
    moveToSplit(db, { datasetId, recordIds: made.ids.slice(0, 1), split: 'dev' })
    for (const split of ['test', 'dev']) sealSplit(db, { datasetId, split })
    expect(made.run({ source: made.source }).report).toMatchObject({ selected: 1, rows: 1 })
    const source = { kind: 'dataset', datasetId, split: 'test' } as const
    const refused = (openingId: number | undefined) => () =>
      made.run({ source: openingId === undefined ? source : { ...source, openingId } }, 'sealed')
    expect(refused(undefined)).toThrow(expect.objectContaining({ code: 'CONFLICT', details: { sealed: 'test' } }))
    const other = openSeal(db, { datasetId, split: 'dev', purpose: 'a look' })
    expect(refused(other.openingId)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    expect(existsSync(join(made.folder, 'sealed'))).toBe(false)
    const { openingId } = openSeal(db, { datasetId, split: 'test', purpose: 'the last check' })
    const { report, path } = made.run({ source: { ...source, openingId } }, 'sealed')
    expect(report).toMatchObject({ selected: 2, rows: 2 })
    // Which opening it was says nothing of the content.
    expect(JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')).source).not.toHaveProperty('openingId')
  })
})

test('texts of records are redacted, and those who labelled become numbers', async () => {
  const made = await makeGolden()
  const redaction = { detectors: ['email' as const, 'phone' as const], names: ['desk'], patterns: [] }
  const { text, report } = made.run({ source: made.source, redaction, hidesReviewers: true })
  expect(text).not.toMatch(/ann@example|555 010|desk|Ana/)
  expect(parseLines(text)[1]).toMatchObject({
    labelers: ['reviewer-1', 'reviewer-2'],
    expected_response: 'Ask the [name]',
  })
  expect(report.redactions).toMatchObject({ email: 1, phone: 1, name: 2 })
})

test('a preview counts and shows what the export then has, and writes nothing', async () => {
  const made = await makeGolden()
  const before = readdirSync(made.folder)
  const redaction = { detectors: ['email' as const], names: [], patterns: [] }
  for (const source of [made.source, { kind: 'session', sessionId: made.sessionId } as const]) {
    const { files: _, ...report } = made.run({ source, redaction }, 'whole').report
    const { lines, read, examples: __, ...counts } = made.preview({ source, redaction })
    expect(counts).toEqual(report)
    expect(read).toBe(4)
    expect(`${lines.join('\n')}\n`).toBe(
      readFileSync(join(made.folder, 'whole'), 'utf8').split('\n').slice(0, 3).join('\n').concat('\n'),
    )
  }
  expect(readdirSync(made.folder).filter((name) => !name.startsWith('whole'))).toEqual(before)
  // It is read no further than somebody waits.
  let nowMs = 0
  expect(made.preview({}, () => (nowMs += 3_000))).toMatchObject({ selected: 4, read: 2, items: 2 })
})
