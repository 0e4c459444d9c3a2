import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { type ExportOptions, runExport } from '../../../src/main/exchange/export/run-export.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import { createAssessment, reviseAssessment } from '../../../src/main/store/assessments.ts'
import { openReader } from '../../../src/main/store/open-store.ts'
import { listTraces } from '../../../src/main/store/trace-list.ts'
import { type ExportFormat, type ExportReport, ExportFormat as formats } from '../../../src/shared/model/job.ts'
import { makeWorkspace, type TestWorkspace } from './make-workspace.ts'

interface Exported {
  report: ExportReport
  bytes: Buffer
}

async function exportTo(
  workspace: TestWorkspace,
  path: string,
  more: Partial<ExportOptions> & { format: ExportFormat },
): Promise<ExportReport> {
  const { format, ...rest } = more
  const db = openReader(workspace.path)
  try {
    return await runExport({
      db,
      request: { format, selection: { filter: {} }, withAssessments: true },
      path,
      signal: new AbortController().signal,
      view: viewSpan,
      onProgress: () => undefined,
      ...rest,
    })
  } finally {
    db.close()
  }
}

async function exportBytes(
  workspace: TestWorkspace,
  format: ExportFormat,
  more: Partial<ExportOptions> = {},
): Promise<Exported> {
  const path = join(workspace.folder, `export.${format}`)
  const report = await exportTo(workspace, path, { format, ...more })
  return { report, bytes: readFileSync(path) }
}

/** The first row has a model, so its texts are those of a chat. */
const question = { messages: [{ role: 'user', content: '何ですか' }] }
const answer = { messages: [{ role: 'assistant', content: '本です\n"二冊"' }] }

/** Three traces: a judged one, one with hostile texts, one with an error. */
async function makeFilled(): Promise<TestWorkspace> {
  const workspace = makeWorkspace()
  const rows = [
    {
      question: '何ですか',
      answer: '本です\n"二冊"',
      time: '2026-01-02T03:04:05Z',
      model: 'm',
      input_tokens: 10,
      output_tokens: 5,
      cost: 0.5,
      session: 's',
      latency_ms: 1500,
      contexts: ['a', 'b'],
    },
    { question: '=HYPERLINK("http://x")', answer: '@SUM(A1)', time: '2026-01-02T03:04:06Z' },
    { question: 'q', error: 'failed', time: '2026-01-02T03:04:07Z' },
  ]
  await workspace.importBytes(rows.map((row) => JSON.stringify(row)).join('\n'))
  const [first] = traceIds(workspace)
  const source = { type: 'HUMAN', id: 'mika' } as const
  const old = createAssessment(
    workspace.db,
    { traceId: first as string, name: 'accuracy_score', kind: 'feedback', value: 0.25, source, rationale: 'half' },
    1_800_000_000_000,
  )
  reviseAssessment(workspace.db, { assessmentId: old.assessmentId, change: { value: 0.75 } }, 1_800_000_001_000)
  createAssessment(
    workspace.db,
    { traceId: first as string, name: 'name', kind: 'feedback', value: 'yes', source: { type: 'CODE', id: 'c' } },
    1_800_000_000_000,
  )
  return workspace
}

function traceIds({ db }: TestWorkspace): string[] {
  return listTraces(db, { filter: {}, sort: { column: 'start', direction: 'asc' }, limit: 100 }).rows.map(
    ({ traceId }) => traceId,
  )
}

describe('JSON lines', () => {
  test('a line is a trace with its content, spans and judgements', async () => {
    const workspace = await makeFilled()
    const { bytes, report } = await exportBytes(workspace, 'jsonl')
    const lines = bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(report).toMatchObject({ traces: 3, spans: 4, assessments: 3, sizeBytes: bytes.length })
    const [judged] = lines.filter(({ traceId }) => traceId === `tr-${traceIds(workspace)[0]}`)
    expect(judged).toMatchObject({
      inputs: question,
      outputs: answer,
      model: 'm',
      startTime: '2026-01-02T03:04:05.000000Z',
      durationMs: 1500,
      costUsd: 0.5,
    })
    expect(judged.spans.map((span: { type: string }) => span.type).sort()).toEqual(['LLM', 'RETRIEVER'])
    expect(
      judged.assessments.map(({ value, valid }: { value: unknown; valid: boolean }) => [value, valid]),
    ).toContainEqual([0.25, false])
  })
})

describe('CSV', () => {
  test('one row a trace, three columns an assessment name', async () => {
    const workspace = await makeFilled()
    const { bytes } = await exportBytes(workspace, 'csv')
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const rows = parse(bytes, { columns: true, bom: true }) as Record<string, string>[]
    expect(rows).toHaveLength(3)
    expect(rows.find(({ trace_id: id }) => id === `tr-${traceIds(workspace)[0]}`)).toMatchObject({
      inputs: JSON.stringify(question),
      outputs: JSON.stringify(answer),
      input_tokens: '10',
      accuracy_score: '0.75',
      'accuracy_score.source': 'HUMAN:mika',
      'assessment name': 'yes',
    })
    expect(rows.find(({ state }) => state === 'ERROR')).toBeDefined()
  })

  test('no cell starts a formula', async () => {
    const workspace = await makeFilled()
    const { bytes } = await exportBytes(workspace, 'csv')
    const rows = parse(bytes, { columns: true, bom: true }) as Record<string, string>[]
    expect(rows.map(({ inputs }) => inputs)).toContain('\'=HYPERLINK("http://x")')
    expect(rows.flatMap((row) => Object.values(row)).filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
  })

  test('comes back as rows with their judgements', async () => {
    const { bytes } = await exportBytes(await makeFilled(), 'csv')
    const copy = makeWorkspace()
    expect(await copy.importBytes(bytes)).toMatchObject({ format: 'csv', newTraces: 3, newAssessments: 2, skipped: [] })
    const [first] = listTraces(copy.db, { filter: {}, sort: { column: 'start', direction: 'asc' }, limit: 1 }).rows
    expect(first).toMatchObject({
      inputPreview: '何ですか',
      model: 'm',
      assessments: { accuracy_score: { value: 0.75 }, name: { value: 'yes' } },
    })
  })
})

describe('Parquet', () => {
  test('has typed columns with exact texts', async () => {
    const workspace = await makeFilled()
    const { bytes } = await exportBytes(workspace, 'parquet')
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    })
    expect(rows).toHaveLength(3)
    expect(rows.find(({ trace_id: id }) => id === `tr-${traceIds(workspace)[0]}`)).toMatchObject({
      inputs: JSON.stringify(question),
      input_tokens: 10n,
      duration_ms: 1500,
      cost_usd: 0.5,
      accuracy_score: '0.75',
    })
    expect(rows.map(({ inputs }) => inputs)).toContain('=HYPERLINK("http://x")')
  })

  test('many row groups read back in full', async () => {
    const workspace = makeWorkspace()
    await workspace.importBytes(
      Array.from({ length: 2500 }, (_, index) => JSON.stringify({ question: `q${index}`, answer: 'a' })).join('\n'),
    )
    const { bytes } = await exportBytes(workspace, 'parquet')
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    })
    expect(new Set(rows.map(({ inputs }) => inputs)).size).toBe(2500)
  })
})

describe.each(formats.options)('%s', (format) => {
  test('an empty selection is a file without traces', async () => {
    const { report, bytes } = await exportBytes(makeWorkspace(), format)
    expect(report).toMatchObject({ traces: 0, spans: 0, assessments: 0, sizeBytes: bytes.length })
  })

  test('only the selection leaves, without assessments when so asked', async () => {
    const workspace = await makeFilled()
    const [first] = traceIds(workspace)
    const request = { format, selection: { traceIds: [first as string] }, withAssessments: false }
    const { report, bytes } = await exportBytes(workspace, format, { request })
    expect(report).toMatchObject({ traces: 1, assessments: 0 })
    expect(bytes.includes('accuracy_score')).toBe(false)
  })

  test('a cancelled export leaves the old file and nothing else', async () => {
    const workspace = await makeFilled()
    const folder = join(workspace.folder, 'target')
    mkdirSync(folder)
    const path = join(folder, 'old')
    writeFileSync(path, 'old')
    const abort = new AbortController()
    const running = (async () =>
      exportTo(workspace, path, { format, signal: abort.signal, onProgress: () => abort.abort() }))()
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(readdirSync(folder)).toEqual(['old'])
    expect(readFileSync(path, 'utf8')).toBe('old')
  })

  test('a finished export replaces the old file', async () => {
    const workspace = await makeFilled()
    const path = join(workspace.folder, 'old')
    writeFileSync(path, 'old')
    await exportTo(workspace, path, { format })
    expect(readFileSync(path).length).toBeGreaterThan(100)
    expect(readdirSync(workspace.folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

describe('places that cannot be written', () => {
  test('a missing folder is named as such', async () => {
    const workspace = await makeFilled()
    await expect(
      (async () => exportTo(workspace, join(workspace.folder, 'none', 'x'), { format: 'jsonl' }))(),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a folder of that name stays', async () => {
    const workspace = await makeFilled()
    const path = join(workspace.folder, 'taken')
    mkdirSync(path)
    await expect((async () => exportTo(workspace, path, { format: 'jsonl' }))()).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(readdirSync(workspace.folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('a full disk is STORE_FULL, and nothing is left on it', async ({ skip }) => {
    const workspace = await makeFilled()
    const disk = join(workspace.folder, 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      skip('A small disk can only be mounted by root on Linux.')
    }
    try {
      await workspace.importBytes(JSON.stringify({ question: 'x'.repeat(100_000), answer: 'y' }))
      await expect((async () => exportTo(workspace, join(disk, 'x'), { format: 'jsonl' }))()).rejects.toMatchObject({
        code: 'STORE_FULL',
      })
      expect(readdirSync(disk)).toEqual([])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})
