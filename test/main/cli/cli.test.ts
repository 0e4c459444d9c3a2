/** The command line as scripts call it: a process with arguments, exit code, stdout and stderr. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { saveAnswer } from '../../../src/main/store/label-work.ts'
import { openReader, openWorkspace } from '../../../src/main/store/open-store.ts'
import { createFilledSession } from '../../../src/main/store/session-fill.ts'
import { makeSpanLine } from '../exchange/make-records.ts'
import { type Ended, folder, lines, run, start, workspace, write } from './cli-process.ts'

// Each call is a process that loads everything: seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

function count(sql: string): number {
  const db = openReader(workspace)
  try {
    return db.prepare(sql).pluck().get() as number
  } finally {
    db.close()
  }
}

describe('words', () => {
  test('help and version are answered on stdout', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('assay import FILE...') })
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'))
    expect(await run('--version')).toMatchObject({ code: 0, stdout: `${version}\n` })
  })

  test('wrong calls are exit code 2 with a word about it, and touch nothing', async () => {
    write('package.json', '{}')
    const calls = [
      ['frobnicate'],
      ['doctor', '--frobnicate'],
      ['import', 'package.json'],
      ['import', 'missing', '-w', 'w.assay'],
      ['import', 'package.json', '-w', 'w.assay', '--map', 'a=b'],
      ['export', '-w', 'w.assay', '-o', 'x'],
      ['export', '-w', 'w.assay', '-o', 'x', '--format', 'csv', '--filter', '{"colour":"red"}'],
      ['serve', '--port', '99999'],
    ]
    const outcomes = await Promise.all(calls.map((words) => run(...words)))
    expect(outcomes.map(({ code, stdout }) => ({ code, stdout }))).toEqual(calls.map(() => ({ code: 2, stdout: '' })))
    for (const { stderr } of outcomes) expect(stderr).toMatch(/^assay: /)
    expect(existsSync(workspace)).toBe(false)
  })
})

describe('import', () => {
  test('several files into a new workspace, twice', async () => {
    const files = [write('a.jsonl', lines(0, 20)), write('b.csv', '質問,回答,評価\nなぜ,だから,5\n')]
    const first = await run('import', ...files, '--workspace', workspace, '--json')
    expect(first.code).toBe(0)
    expect(JSON.parse(first.stdout).files).toMatchObject([
      { state: 'done', report: { format: 'otlp', newSpans: 20, newTraces: 10, skipped: [] } },
      { state: 'done', report: { format: 'csv', newTraces: 1, newAssessments: 1 } },
    ])
    expect(first.stderr).not.toContain('{')
    const again = await run('import', ...files, '-w', workspace, '--json')
    expect(JSON.parse(again.stdout).files).toMatchObject([
      { report: { newSpans: 0, updatedSpans: 0, unchangedSpans: 20 } },
      { report: { newSpans: 0, updatedSpans: 0, newAssessments: 0 } },
    ])
    expect(count('SELECT count(*) FROM spans')).toBe(21)
  })

  test('skipped records give exit code 3 and are named with their lines', async () => {
    const file = write('a.jsonl', `${lines(0, 3)}\n{"broken\n${lines(3, 5)}`)
    const { code, stdout } = await run('import', file, '-w', workspace)
    expect(code).toBe(3)
    expect(stdout).toContain('5 new spans')
    expect(stdout).toContain('skipped 1: Not valid JSON. (at 4)')
  })

  test('a file of no known form fails, the next is still read', async () => {
    const files = [write('letter.txt', 'Dear reader'), write('a.jsonl', lines(0, 2))]
    const { code, stdout } = await run('import', ...files, '-w', workspace, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout).files).toMatchObject([
      { state: 'failed', error: { code: 'UNSUPPORTED_FORMAT' } },
      { state: 'done', report: { newSpans: 2 } },
    ])
  })

  test('a workspace that another Assay has open is left alone, with what can be done', async () => {
    expect((await run('import', write('one.jsonl', lines(0, 1)), '-w', workspace)).code).toBe(0)
    const { close } = openWorkspace(workspace, { mode: 'open' })
    try {
      const { code, stderr } = await run('import', write('two.jsonl', lines(1, 2)), '-w', workspace)
      expect(code).toBe(1)
      expect(stderr).toContain('is open in another Assay; do it there, or close it first.')
      expect(stderr).not.toContain('read-only')
    } finally {
      close()
    }
    expect(count('SELECT count(*) FROM traces')).toBe(1)
  })

  test('a mapping on the command line goes over the guess', async () => {
    const file = write('a.csv', 'question,answer,mark\na,b,c\n')
    expect(
      (
        await run(
          'import',
          file,
          '-w',
          workspace,
          '--map',
          'question=output',
          '--map',
          'answer=input',
          '--map',
          'mark=feedback',
        )
      ).code,
    ).toBe(0)
    expect(count("SELECT count(*) FROM trace_texts WHERE input_preview = 'b' AND output_preview = 'a'")).toBe(1)
    expect(count("SELECT count(*) FROM assessments WHERE name = 'mark'")).toBe(1)
  })

  test('Ctrl-C ends it cleanly and keeps what was stored', async () => {
    // Large enough that it cannot be done before the signal; the file is sparse text and read as a stream.
    const file = write(
      'a.jsonl',
      Array.from({ length: 30_000 }, (_, index) => makeSpanLine(index, { name: 'x'.repeat(2000) })).join('\n'),
    )
    const { child, ended } = start(['import', file, '-w', workspace, '--json'])
    // More than the empty tables are.
    const wal = `${workspace}-wal`
    while (child.exitCode === null && (!existsSync(wal) || statSync(wal).size < 5_000_000))
      await new Promise((resolve) => setTimeout(resolve, 10))
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect(code).toBe(130)
    const [outcome] = JSON.parse(stdout).files
    expect(outcome.state).toBe('cancelled')
    expect(outcome.report.newSpans).toBeGreaterThan(0)
    expect(count('SELECT count(*) FROM spans')).toBe(outcome.report.newSpans)
    expect(count('SELECT count(*) FROM spans')).toBeLessThan(30_000)
    expect((await run('doctor', workspace)).code).toBe(0)
  })
})

describe('export', () => {
  beforeEach(async () => {
    await run(
      'import',
      write('a.jsonl', lines(0, 6)),
      write('b.csv', 'question,answer,rating\na,b,5\n'),
      '-w',
      workspace,
    )
  })

  test('every format', async () => {
    const formats = ['jsonl', 'csv', 'parquet', 'otlp', 'mlflow']
    const outcomes: Ended[] = []
    for (const format of formats) {
      outcomes.push(await run('export', '-w', workspace, '--format', format, '--out', join(folder, format), '--json'))
    }
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0])
    expect(outcomes.map(({ stdout }) => JSON.parse(stdout).report)).toMatchObject(
      formats.map((format) => {
        const sizeBytes = readFileSync(join(folder, format)).length
        return { traces: 4, spans: 7, assessments: 1, sizeBytes }
      }),
    )
  })

  test('the format follows from the name of the file', async () => {
    const out = join(folder, 'traces.otlp.jsonl')
    expect((await run('export', '-w', workspace, '-o', out)).code).toBe(0)
    expect(readFileSync(out, 'utf8')).toMatch(/^\{"resourceSpans":/)
    expect((await run('export', '-w', workspace, '-o', join(folder, 'labels.xlsx'))).code).toBe(2)
  })

  test('labels with what was labelled, and a manifest beside them', async () => {
    const out = join(folder, 'labels.csv')
    const words = ['export', '--labels', '-w', workspace, '-o', out]
    const done = await run(...words, '--shape', 'label', '--where', 'rating=5', '--json')
    expect(done).toMatchObject({ code: 0 })
    expect(JSON.parse(done.stdout)).toMatchObject({ details: { selected: 4, items: 1, rows: 1, labels: 1 } })
    expect(readFileSync(out, 'utf8')).toContain('rating,feedback,5')
    expect(JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8')).counts).toMatchObject({ rows: 1 })
    const wrong = [
      ['--format', 'mlflow', '--shape', 'label'],
      ['--where', 'rating'],
      ['--redact', 'all'],
      ['--session', 'S', '--trace', 'a'],
      ['--session', 'S', '--dataset', 'D'],
      ['--split', 'test'],
      ['--dataset', 'none'],
    ]
    for (const more of wrong) expect(await run(...words, ...more)).toMatchObject({ code: 2, stdout: '' })
  })

  test('what a filter or ids select', async () => {
    const out = join(folder, 'out')
    const filtered = await run(
      'export',
      '-w',
      workspace,
      '--format',
      'jsonl',
      '-o',
      out,
      '--json',
      '--filter',
      '{"names":["imported row"]}',
    )
    expect(JSON.parse(filtered.stdout).report).toMatchObject({ traces: 1, assessments: 1 })
    const bare = await run(
      'export',
      '-w',
      workspace,
      '--format',
      'jsonl',
      '-o',
      out,
      '--json',
      '--no-assessments',
      '--trace',
      `tr-${'1'.padStart(32, '0')}`,
    )
    expect(JSON.parse(bare.stdout).report).toMatchObject({ traces: 1, spans: 2, assessments: 0 })
  })

  test('a missing workspace and a place that cannot be written are failures', async () => {
    expect(await run('export', '-w', 'none.assay', '--format', 'csv', '-o', 'x')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('no workspace'),
    })
    const { code, stderr } = await run('export', '-w', workspace, '--format', 'csv', '-o', join(folder, 'none', 'x'))
    expect(code).toBe(1)
    expect(stderr).toContain('folder for the export does not exist')
  })
})

test('doctor tells a sound file from a damaged one', async () => {
  await run('import', write('a.jsonl', lines(0, 2000)), '-w', workspace)
  const sound = await run('doctor', workspace, '--json')
  expect(sound.code).toBe(0)
  expect(JSON.parse(sound.stdout)).toMatchObject({ isHealthy: true, counts: { traces: 1000, spans: 2000 } })
  const bytes = readFileSync(workspace)
  bytes.fill(0xaa, bytes.length >> 1, (bytes.length >> 1) + 40_000)
  writeFileSync(join(folder, 'damaged.assay'), bytes)
  const damaged = await run('doctor', join(folder, 'damaged.assay'), '--json')
  expect(damaged.code).toBe(1)
  expect(JSON.parse(damaged.stdout).isHealthy).not.toBe(true)
})

test('a session is handed over, labelled nowhere, and merged back without a change', async () => {
  await run('import', write('a.jsonl', lines(0, 6)), '-w', workspace)
  const store = openWorkspace(workspace, { mode: 'open' })
  try {
    const { schemaId } = createLabelSchema(store.db, { name: 'score', type: 'feedback', input: { type: 'numeric' } })
    const selection = { filter: {} }
    const session = { name: 'Round', schemaIds: [schemaId], reviewers: ['Ana', 'Ben'], selection }
    const { sessionId } = createFilledSession(store.db, session)
    const [traceId] = store.db.prepare('SELECT trace_id FROM traces').pluck().all() as [string]
    saveAnswer(store.db, { sessionId, reviewer: 'Ana', traceId, schemaId, value: 4 })
  } finally {
    store.close()
  }
  const packed = join(folder, 'ana.assay')
  const words = [
    'handover',
    'export',
    '-w',
    workspace,
    '-o',
    packed,
    '--reviewer',
    'Ana',
    '--redact',
    'email',
    '--json',
  ]
  const made = await run(...words)
  expect(made.code).toBe(0)
  expect(JSON.parse(made.stdout)).toMatchObject({ report: { traces: 3 }, details: { reviewer: 'Ana', itemCount: 3 } })
  expect((await run(...words)).code).toBe(1)
  const labels = join(folder, 'ana.labels.json')
  expect((await run('handover', 'labels', '-w', packed, '-o', labels)).code).toBe(0)
  const merged = await run('handover', 'merge', labels, packed, '-w', workspace, '--json')
  expect(merged.code).toBe(0)
  const same = { report: { match: 'same', itemCount: 1, stateCount: 0, answers: { new: 0, same: 1 } } }
  expect(JSON.parse(merged.stdout)).toMatchObject({ files: [same, same] })
  expect((await run('handover', 'merge', 'none', '-w', workspace)).code).toBe(1)
  expect((await run('handover', 'burn', '-w', workspace)).code).toBe(2)
})
