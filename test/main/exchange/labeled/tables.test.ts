import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { createAssessment } from '../../../../src/main/store/assessments.ts'
import type { LabeledSource } from '../../../../src/shared/model/labeled-export.ts'
import { makeLabeled, parseLines } from './labeled-workspace.ts'

async function makeDiffering() {
  const made = await makeLabeled()
  made.label('Ana', 0, { correct: true, score: 4 }, 'as in the book')
  made.label('ben@example.com', 0, { correct: false, score: 4 })
  made.settle(0, 'correct', false)
  made.label('Ana', 1, { correct: false, expected_response: 'Ask the desk' })
  made.label('ben@example.com', 1, { correct: true })
  return made
}

describe('one row a trace', () => {
  test('has what was said, the answer that counts and how it came to, in the order of the times', async () => {
    const made = await makeDiffering()
    const { text, report } = made.run({})
    const rows = parseLines(text)
    expect(rows.map(({ trace_id }) => trace_id)).toEqual(made.traceIds.map((id) => `tr-${id}`))
    expect(rows[0]).toMatchObject({
      start_time: '2026-01-02T03:04:00.000000Z',
      inputs: '何ですか',
      outputs: '本です',
      correct: false,
      'correct.decided_by': 'settled',
      'correct.sources': ['HUMAN:Cleo'],
      score: 4,
      'score.decided_by': 'unanimous',
      expected_response: null,
    })
    // Ben's came later.
    expect(rows[1]).toMatchObject({ correct: true, 'correct.decided_by': 'newest', expected_response: 'Ask the desk' })
    expect(rows[3]).toMatchObject({ correct: null, 'correct.decided_by': null })
    expect(report).toMatchObject({ selected: 4, items: 4, rows: 4, labels: 8, left: 0 })
  })

  test('is the same in CSV and Parquet, with types where all answers have one', async () => {
    const made = await makeDiffering()
    const csv = parse(made.run({ format: 'csv' }).bytes, { columns: true, bom: true }) as Record<string, string>[]
    expect(csv.map(({ inputs }) => inputs)).toEqual(['何ですか', 'Where is Ann?', 'Which one?', "'=SUM(A1)"])
    expect(csv[2]?.outputs).toBe('{"a":"the red one","b":"the blue one"}')
    expect(csv[0]).toMatchObject({
      correct: 'false',
      score: '4',
      'score.sources': '["HUMAN:Ana","HUMAN:ben@example.com"]',
    })
    const { path } = made.run({ format: 'parquet' }, 'a.parquet')
    const bytes = readFileSync(path)
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    })
    expect(rows[0]).toMatchObject({ correct: false, score: 4, inputs: '何ですか' })
    expect(rows).toHaveLength(4)
  })

  test('keeps lines of a text in one cell of CSV', async () => {
    const made = await makeDiffering()
    made.label('Ana', 2, { correct: true }, 'first\nsecond')
    made.label('ben@example.com', 2, { correct: true }, 'third\rfourth')
    const { text } = made.run({ format: 'csv' })
    expect(text).toContain('"first\nsecond\n\nthird\rfourth"')
    const outside = text.replaceAll(/"(?:[^"]|"")*"/g, '').replaceAll('\r\n', '')
    expect(outside).not.toMatch(/[\r\n]/)
  })

  test('takes only traces with the wanted answers', async () => {
    const made = await makeDiffering()
    const { text, report } = made.run({ where: [{ name: 'correct', value: false }] })
    expect(parseLines(text).map(({ inputs }) => inputs)).toEqual(['何ですか'])
    expect(report).toMatchObject({ selected: 4, items: 1 })
  })
})

test('one row a label says who gave it, when and why', async () => {
  const made = await makeDiffering()
  const rows = parseLines(made.run({ shape: 'label' }).text)
  expect(rows).toHaveLength(8)
  const correct = rows.filter(({ label, inputs }) => label === 'correct' && inputs === '何ですか')
  expect(correct.map(({ source, value, rationale, is_settled }) => [source, value, rationale, is_settled])).toEqual([
    ['Ana', true, 'as in the book', false],
    ['Cleo', false, null, true],
    ['ben@example.com', false, null, false],
  ])
  expect(correct[0]).toMatchObject({ kind: 'feedback', source_type: 'HUMAN', schema_version: 1 })
  expect(correct[0]?.labelled_at).toBe(new Date(1_800_000_000_000).toISOString())
})

test('one column a reviewer and question, numbers instead of names on request', async () => {
  const made = await makeDiffering()
  const [first, second] = parseLines(made.run({ shape: 'reviewer' }).text)
  expect(first).toMatchObject({ 'correct.Ana': true, 'correct.ben@example.com': false, 'correct (settled)': false })
  expect(second).toMatchObject({ 'expected_response.Ana': 'Ask the desk', 'correct (settled)': null })
  const { text } = made.run({ shape: 'reviewer', hidesReviewers: true })
  expect(parseLines(text)[0]).toMatchObject({ 'correct.reviewer-1': true, 'correct.reviewer-3': false })
  expect(text).not.toContain('Ana')
})

test('a selection of traces has the labels of judges and of everyone, those of people counting first', async () => {
  const made = await makeDiffering()
  const traceId = made.traceIds[1] as string
  const judge = { type: 'LLM_JUDGE', id: 'gpt' } as const
  createAssessment(made.db, { traceId, name: 'score', kind: 'feedback', value: 2, source: judge })
  createAssessment(made.db, { traceId, name: 'correct', kind: 'feedback', value: 'maybe', source: judge })
  const source: LabeledSource = { kind: 'traces', selection: { traceIds: [traceId] } }
  const [row, ...others] = parseLines(made.run({ source }).text)
  expect(others).toEqual([])
  expect(row).toMatchObject({ correct: true, score: 2, 'score.sources': ['LLM_JUDGE:gpt'] })
  expect(parseLines(made.run({ source, shape: 'reviewer' }).text)[0]).toMatchObject({
    'correct.LLM_JUDGE:gpt': 'maybe',
  })
  // The session does not ask the judge.
  expect(made.run({}).text).not.toContain('gpt')
})

describe('the same content', () => {
  test('gives the same bytes, and a manifest that says which', async () => {
    const made = await makeDiffering()
    for (const format of ['jsonl', 'csv', 'parquet', 'mlflow', 'openaiChat', 'preference'] as const) {
      const [first, second] = [made.run({ format }, 'same'), made.run({ format }, 'same')]
      expect(second.bytes.equals(first.bytes)).toBe(true)
      const manifest = JSON.parse(readFileSync(`${first.path}.manifest.json`, 'utf8'))
      expect(manifest.files).toEqual([
        { name: 'same', sizeBytes: first.bytes.length, sha256: createHash('sha256').update(first.bytes).digest('hex') },
      ])
      expect(manifest).toMatchObject({ app: { version: '1.2.3' }, export: { format }, source: { kind: 'session' } })
    }
  })

  test('makes the same manifest, with the versions that were answered', async () => {
    const made = await makeDiffering()
    const read = () => readFileSync(`${made.run({}).path}.manifest.json`, 'utf8')
    const text = read()
    expect(read()).toBe(text)
    const { questions, counts } = JSON.parse(text)
    expect(questions.map(({ name, versions }: { name: string; versions: number[] }) => [name, versions])).toEqual([
      ['correct', [1]],
      ['expected_response', [1]],
      ['score', [1]],
    ])
    expect(counts).toMatchObject({ items: 4, labels: 8 })
  })
})

test('what is redacted is gone from contents and rationales, and counted; reviewers keep their names', async () => {
  const made = await makeDiffering()
  made.label('Ana', 2, { correct: true }, 'ask ann@example.com')
  const redaction = { detectors: ['email' as const], names: ['Ann'], patterns: ['bo+k'] }
  const { text, report, path } = made.run({ redaction, shape: 'label' })
  expect(text).not.toContain('ann@example.com')
  expect(text).toContain('Where is [name]?')
  expect(text).toContain('as in the [redacted]')
  expect(text).toContain('"source":"ben@example.com"')
  expect(report.redactions).toMatchObject({ email: 2, name: 1, pattern: 1 })
  expect(readFileSync(`${path}.manifest.json`, 'utf8')).not.toContain('Ann')
})

describe('a folder for Hugging Face', () => {
  test('has data, card and manifest', async () => {
    const made = await makeDiffering()
    const { path, report } = made.run({ format: 'huggingface' }, 'folder')
    expect(readdirSync(path).sort()).toEqual(['README.md', 'data', 'manifest.json'])
    const card = readFileSync(join(path, 'README.md'), 'utf8')
    expect(card).toContain('    path: data/train-00000-of-00001.parquet')
    expect(card).toContain('- name: "correct"\n    dtype: bool')
    expect(report.files.map(({ name }) => name)).toEqual(['data/train-00000-of-00001.parquet', 'README.md'])
  })

  test('takes the place of an empty one', async () => {
    const made = await makeDiffering()
    mkdirSync(join(made.folder, 'empty'))
    const { path } = made.run({ format: 'huggingface' }, 'empty')
    expect(readdirSync(path).sort()).toEqual(['README.md', 'data', 'manifest.json'])
  })

  test('is not made over one that has something in it', async () => {
    const made = await makeDiffering()
    mkdirSync(join(made.folder, 'full'))
    writeFileSync(join(made.folder, 'full', 'mine'), 'x')
    expect(() => made.run({ format: 'huggingface' }, 'full')).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    expect(readdirSync(join(made.folder, 'full'))).toEqual(['mine'])
  })
})

test('an expression that takes too long ends it, and nothing is there', async () => {
  const made = await makeLabeled([{ question: `${'a'.repeat(40)}!`, answer: 'b' }])
  const redaction = { detectors: [], names: [], patterns: ['^(a+)+$'] }
  expect(() => made.run({ redaction }, 'slow')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  expect(existsSync(join(made.folder, 'slow'))).toBe(false)
  expect(readdirSync(made.folder).filter((name) => name.includes('slow'))).toEqual([])
}, 60_000)
