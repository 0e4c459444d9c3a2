/** Reports as files. The same runs give the same bytes. */
import { stringify } from 'csv-stringify/sync'
import type { Json } from '../../../shared/model/json.ts'
import type { ReportFormat, ReportRequest, RunPair } from '../../../shared/model/report.ts'
import { csvOptions } from '../../formats/csv-options.ts'
import type { ReportRow } from '../../store/report-rows.ts'
import { textOfValue } from './figures.ts'
import { makeComparisonPage, mostRegressions } from './html/comparison-page.ts'
import { makeRunPage } from './html/run-page.ts'
import { wordsOf } from './html/texts.ts'
import type { ReportReader } from './report-reader.ts'
import { orderedScorers } from './run-report.ts'

export interface ReportFile {
  text: string
  rowCount: number
}

export interface ReportFileRequest extends ReportRequest {
  lowerIsBetter: readonly string[]
}

/** One run, or the first compared with the others. @throws AppError NOT_FOUND */
export function makeReportFile(reader: ReportReader, request: ReportFileRequest, format: ReportFormat): ReportFile {
  const [first, ...others] = request.runIds as [string, ...string[]]
  if (others.length === 0) {
    const { rows } = reader.run(first)
    if (format === 'csv') return { text: runCsv(reader, first), rowCount: rows.length }
    if (format === 'json') return { text: runJson(reader, first), rowCount: rows.length }
    const report = reader.summary(first)
    const slices = report.dimensions.map(({ dimension }) => reader.slices({ runId: first, dimension }))
    return { text: makeRunPage({ report, slices, rows }, wordsOf(request.language)), rowCount: rows.length }
  }
  const { lowerIsBetter } = request
  const pairsOf = (candidateId: string) => reader.allPairs({ baselineId: first, candidateId, lowerIsBetter })
  const rowCount = reader.run(first).rows.length
  if (format === 'csv') return { text: comparisonCsv(reader, request.runIds, pairsOf), rowCount }
  const comparison = reader.compare({ runIds: request.runIds, lowerIsBetter })
  if (format === 'json') {
    const pairs = others.map((candidateId) => ({ candidateId, pairs: pairsOf(candidateId) }))
    return { text: toJson({ format: 'assay.comparison', version: 1, ...comparison, pairs }), rowCount }
  }
  const regressionsOf = (candidateId: string) => {
    const worse = pairsOf(candidateId).filter(({ outcome }) => outcome === 'worse' || outcome === 'unclear')
    const shown = worse.slice(0, mostRegressions).map((pair) => ({
      pair,
      baseline: reader.texts({ runId: first, rowId: pair.baseline.rowId }),
      candidate: reader.texts({ runId: candidateId, rowId: pair.candidate.rowId }),
    }))
    return { shown, total: worse.length }
  }
  return { text: makeComparisonPage(comparison, regressionsOf, wordsOf(request.language)), rowCount }
}

const rowColumns = [
  'row',
  'trace_id',
  'record_id',
  'state',
  'model',
  'split',
  'tags',
  'codes',
  'input',
  'output',
  'expectations',
  'duration_ms',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'error',
]

function runCsv(reader: ReportReader, runId: string): string {
  const run = reader.run(runId)
  const names = orderedScorers(run)
  const columns = [...rowColumns, ...names.flatMap((name) => [name, `${name} rationale`, `${name} error`])]
  const lines = run.rows.map((row, at) => {
    const texts = reader.texts({ runId, rowId: row.rowId })
    return [
      String(at + 1),
      row.traceId === undefined ? '' : `tr-${row.traceId}`,
      row.recordId ?? '',
      row.state,
      row.model ?? '',
      row.split ?? '',
      toCell(row.tags),
      row.codes.join('; '),
      texts.input,
      row.error === undefined ? texts.output : '',
      toCell(row.expectations),
      toNumber(row.durationMs),
      toNumber(row.inputTokens),
      toNumber(row.outputTokens),
      toNumber(row.costUsd),
      row.error === undefined ? '' : `${row.error.code}: ${row.error.message}`,
      ...names.flatMap((name) => {
        const result = row.results.get(name)
        const error = result?.error === undefined ? '' : [result.error.code, result.error.message].join(': ')
        return [result?.value === undefined ? '' : textOfValue(result.value), result?.rationale ?? '', error]
      }),
    ]
  })
  return toCsv(columns, lines)
}

function runJson(reader: ReportReader, runId: string): string {
  const report = reader.summary(runId)
  const slices = report.dimensions.map(({ dimension }) => reader.slices({ runId, dimension }))
  const rows = reader.run(runId).rows.map((row) => toJsonRow(row, reader.texts({ runId, rowId: row.rowId })))
  return toJson({ format: 'assay.report', version: 1, interval: { level: 0.95 }, ...report, slices, rows })
}

function toJsonRow({ results, rowId: _, ...row }: ReportRow, texts: { input: string; output: string }) {
  return { ...row, ...texts, results: Object.fromEntries(results) }
}

function comparisonCsv(
  reader: ReportReader,
  runIds: readonly string[],
  pairsOf: (candidateId: string) => readonly RunPair[],
): string {
  const [first, ...others] = runIds as [string, ...string[]]
  const names = [...new Set(runIds.flatMap((runId) => orderedScorers(reader.run(runId))))]
  const columns = [
    'candidate',
    'outcome',
    'input',
    'baseline_trace_id',
    'candidate_trace_id',
    'baseline_output',
    'candidate_output',
    ...names.flatMap((name) => [`${name} baseline`, `${name} candidate`, `${name} change`]),
  ]
  const lines = others.flatMap((candidateId) =>
    pairsOf(candidateId).map(({ outcome, baseline, candidate, changes }) => {
      const before = reader.texts({ runId: first, rowId: baseline.rowId })
      const after = reader.texts({ runId: candidateId, rowId: candidate.rowId })
      return [
        candidateId,
        outcome,
        before.input,
        baseline.traceId === undefined ? '' : `tr-${baseline.traceId}`,
        candidate.traceId === undefined ? '' : `tr-${candidate.traceId}`,
        before.output,
        after.output,
        ...names.flatMap((name) => [sideText(baseline, name), sideText(candidate, name), changes[name] ?? '']),
      ]
    }),
  )
  return toCsv(columns, lines)
}

function sideText({ values, errors }: RunPair['baseline'], name: string): string {
  const value = values[name]
  return value === undefined ? (errors[name] ?? '') : textOfValue(value)
}

const toCell = (value: Record<string, Json>): string => (Object.keys(value).length === 0 ? '' : JSON.stringify(value))
const toNumber = (value: number | undefined): string => (value === undefined ? '' : String(value))
const toJson = (value: object): string => `${JSON.stringify(value, null, 1)}\n`

/** With a byte order mark, which spreadsheets want; texts that they would run as a formula get an apostrophe. */
function toCsv(columns: readonly string[], rows: readonly string[][]): string {
  return `\uFEFF${stringify([[...columns], ...rows], csvOptions)}`
}
