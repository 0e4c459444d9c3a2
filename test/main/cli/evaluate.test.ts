/** `assay evaluate` as a CI job calls it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listRecords, upsertRecords } from '../../../src/main/store/dataset-records.ts'
import { listOpenings, moveToSplit, sealSplit } from '../../../src/main/store/dataset-splits.ts'
import { createDataset } from '../../../src/main/store/datasets.ts'
import { startFakeModelServer } from '../../support/fake-model-server.ts'
import { folder, run, workspace, write } from './cli-process.ts'

// Each call is a process that loads everything: seconds on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const scorers = [
  {
    kind: 'code',
    name: 'exact',
    check: { kind: 'exact', expectation: 'expected_response', ignoresCase: true, ignoresSpace: true },
  },
]

test('rows that fail are told with the reason, and what is not there is a wrong call', async () => {
  write('asked.jsonl', ['A', 'B'].map((input) => JSON.stringify({ input })).join('\n'))
  expect(await run('import', 'asked.jsonl', '-w', 'w.assay')).toMatchObject({ code: 0 })
  write('scorers.json', JSON.stringify(scorers))
  const failed = await run('evaluate', '-w', 'w.assay', '--filter', '{}', '--scorers', 'scorers.json')
  expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('2 rows failed: Nothing was recorded') })
  const words = ['evaluate', '-w', 'w.assay', '--scorers', 'exact:x']
  expect(await run(...words, '--dataset', 'nope')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no dataset "nope"'),
  })
})

test('exit code, JSON and JUnit say alike whether every minimum was reached', async () => {
  const answers = ['Paris', 'Rome', 'Lisbon & <Porto>'].map((output, n) =>
    JSON.stringify({ input: `Question ${n}`, output, expected: n === 2 ? 'Madrid' : output }),
  )
  write('answers.jsonl', answers.join('\n'))
  write('scorers.json', JSON.stringify(scorers))
  expect(await run('import', 'answers.jsonl', '-w', 'w.assay')).toMatchObject({ code: 0 })
  const evaluate = (...words: string[]) =>
    run('evaluate', '-w', 'w.assay', '--filter', '{}', '--scorers', 'scorers.json', '--json', ...words)

  const reached = await evaluate('--min', 'exact=0.6', '--junit', 'report.xml')
  expect(reached).toMatchObject({ code: 0 })
  const { runId, ...result } = JSON.parse(reached.stdout)
  expect(result).toMatchObject({
    progress: { state: 'done', rows: 3, scored: 3, failed: 0 },
    metrics: { 'exact/mean': expect.closeTo(2 / 3, 9) },
    minimums: [{ scorer: 'exact', minimum: 0.6, mean: expect.closeTo(2 / 3, 9) }],
  })
  const report = readFileSync(join(folder, 'report.xml'), 'utf8')
  expect(report).toContain('<testsuite name="evaluation: minimums" tests="1" failures="0">')
  expect(report).toContain('<testsuite name="evaluation: rows" tests="3" failures="0">')
  expect(report.match(/exact: true/g)).toHaveLength(2)

  const missed = await evaluate('--min', 'exact=0.7', '--min', 'other=0', '--junit', 'report.xml')
  expect(missed.code).toBe(4)
  expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toContain('tests="2" failures="2"')

  expect(await run('evaluate', '-w', 'w.assay', '--resume', runId)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is done'),
  })

  const other = (JSON.parse(missed.stdout) as { runId: string }).runId
  const written = await run('report', '-w', 'w.assay', '--run', runId, '-o', 'rows.csv', '--json')
  expect(written).toMatchObject({ code: 0 })
  expect(JSON.parse(written.stdout)).toMatchObject({ runIds: [runId], report: { traces: 3 } })
  const rows = readFileSync(join(folder, 'rows.csv'), 'utf8').trim().split('\r\n')
  expect(rows).toHaveLength(4)
  expect(rows[3]).toContain('Question 2,Lisbon & <Porto>')
  const compared = await run(
    'report',
    '-w',
    'w.assay',
    '--run',
    runId,
    '--run',
    other,
    '-o',
    'both.html',
    '--lang',
    'ja',
  )
  expect(compared).toMatchObject({ code: 0, stdout: expect.stringContaining('3 rows') })
  expect(readFileSync(join(folder, 'both.html'), 'utf8')).toContain('悪化した行はありません。')
  const wrong = ['--run', 'x', '-o', 'x.pdf']
  expect(await run('report', '-w', 'w.assay', ...wrong)).toMatchObject({ code: 2 })
  expect(await run('report', '-w', 'w.assay', '--run', 'nope', '-o', 'x.csv')).toMatchObject({ code: 2 })
})

test('a sealed split is run over only with a purpose, which is kept with the run', async () => {
  write('scorers.json', JSON.stringify(scorers))
  write('answers.jsonl', JSON.stringify({ input: 'Question', output: 'Paris', expected: 'Paris' }))
  await run('import', 'answers.jsonl', '-w', 'w.assay')
  const db = new Database(workspace)
  const records = [{ inputs: { q: 1 }, outputs: 'Paris', expectations: { expected_response: 'Paris' } }]
  const { datasetId } = createDataset(db, { name: 'capitals', experimentIds: ['0'], tags: {} }, 1)
  upsertRecords(db, { datasetId, records })
  const recordIds = listRecords(db, { datasetId, limit: 1 }).records.map(({ recordId }) => recordId)
  moveToSplit(db, { datasetId, recordIds, split: 'test' })
  sealSplit(db, { datasetId, split: 'test' })
  db.close()
  const evaluate = (...words: string[]) =>
    run('evaluate', '-w', 'w.assay', '--dataset', 'capitals', '--scorers', 'scorers.json', '--json', ...words)

  const refused = await evaluate('--split', 'test')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--open-seal PURPOSE') })
  expect(await evaluate('--open-seal', 'why')).toMatchObject({ code: 2, stderr: expect.stringContaining('--split') })
  const opened = await evaluate('--split', 'test', '--open-seal', 'Last measure', '--user', 'ann')
  expect(opened).toMatchObject({ code: 0 })

  const after = new Database(workspace, { readonly: true })
  onTestFinished(() => void after.close())
  const { runId } = JSON.parse(opened.stdout) as { runId: string }
  expect(listOpenings(after, datasetId)).toMatchObject([
    { split: 'test', purpose: 'Last measure', openedBy: 'ann', runId },
  ])
})

test('judges are named by a word and asked over a server that is named, too', async () => {
  const server = await startFakeModelServer({
    key: 'sk-ci',
    answer: ({ messages }) =>
      JSON.stringify({ rationale: 'r', value: messages.at(-1)?.content.includes('Lisbon') ? 'no' : 'yes' }),
  })
  onTestFinished(() => server.close())
  const answers = ['Paris', 'Rome', 'Lisbon'].map((output, n) =>
    JSON.stringify({ input: `Question ${n}`, output, expected: 'Paris' }),
  )
  write('answers.jsonl', answers.join('\n'))
  write('rules.txt', 'Be brief.')
  await run('import', 'answers.jsonl', '-w', 'w.assay')
  process.env.ASSAY_TEST_KEY = 'sk-ci'
  onTestFinished(() => {
    delete process.env.ASSAY_TEST_KEY
  })
  const evaluate = (scorers: string, ...words: string[]) =>
    run('evaluate', '-w', 'w.assay', '--filter', '{}', '--json', '--scorers', scorers, ...words)
  const provider = ['--provider', `ci=${server.url}`, '--provider-key', 'ci=ASSAY_TEST_KEY']

  const judged = await evaluate(
    'correctness,tone=guidelines,exact:expected_response',
    ...provider,
    '--judge-model',
    'ci/small',
    '--guidelines',
    'rules.txt',
    '--min',
    'correctness=0.8',
  )
  expect(judged).toMatchObject({ code: 4 })
  expect(JSON.parse(judged.stdout).metrics).toEqual({
    'correctness/mean': expect.closeTo(2 / 3, 9),
    'tone/mean': expect.closeTo(2 / 3, 9),
    'exact/mean': expect.closeTo(1 / 3, 9),
  })
  expect(server.requests[0]?.body?.model).toBe('small')

  const chat = { kind: 'chat', providerId: 'ci', model: 'small', system: '', user: 'Say {{ inputs.nothing }}' }
  write('target.json', JSON.stringify(chat))
  const asked = await evaluate('latency', '--target', 'target.json')
  expect(asked).toMatchObject({ code: 0 })
  expect(asked.stderr.match(/3 of 3 rows looked at have no inputs\.nothing/g)).toHaveLength(1)
})

test('wrong calls are exit code 2, what is not there exit code 1', async () => {
  write('scorers.json', JSON.stringify(scorers))
  write('broken.json', '[{"kind":"code","name":"a.b","check":{"kind":"latency"}}]')
  const calls = [
    ['--scorers', 'scorers.json'],
    ['--filter', '{}'],
    ['--filter', '{}', '--dataset', 'd', '--scorers', 'scorers.json'],
    ['--filter', '{}', '--scorers', 'broken.json'],
    ['--filter', '{}', '--scorers', 'scorers.json', '--min', 'exact'],
    ['--filter', '{}', '--scorers', 'scorers.json', '--concurrency', '0'],
  ]
  const codes = await Promise.all(calls.map(async (words) => (await run('evaluate', '-w', 'w.assay', ...words)).code))
  expect(codes).toEqual(calls.map(() => 2))
  const missing = await run('evaluate', '-w', 'w.assay', '--filter', '{}', '--scorers', 'scorers.json')
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no workspace') })
})
