/** Reports of the runs in a workspace. For the reader thread, or a job's: it reads whole runs. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import type {
  Dimension,
  PairOutcome,
  RowTexts,
  RunComparison,
  RunPair,
  RunReport,
  SliceReport,
} from '../../../shared/model/report.ts'
import { canonicalJson } from '../../store/assessment-rows.ts'
import { type ReportedRows, type ReportRow, readReportedRows, readRowTexts } from '../../store/report-rows.ts'
import { readTraceContent } from '../runner/trace-content.ts'
import { compareRuns, listPairs, type Pairing, pairRows } from './compare-runs.ts'
import { listSliceTraces, makeRunReport, makeSliceReport } from './run-report.ts'

export interface ReportReader {
  run(runId: string): ReportedRows
  summary(runId: string): RunReport
  slices(input: { runId: string; dimension: Dimension }): SliceReport
  sliceTraces(input: { runId: string; dimension: Dimension; value: string | null }): string[]
  compare(input: { runIds: readonly string[]; lowerIsBetter: readonly string[] }): RunComparison
  allPairs(input: PairsOf): RunPair[]
  pairs(input: PairsPage): { pairs: RunPair[]; total: number }
  texts(input: { runId: string; rowId: string }): RowTexts
}

interface PairsOf {
  baselineId: string
  candidateId: string
  lowerIsBetter: readonly string[]
  scorer?: string | undefined
}

export interface PairsPage extends PairsOf {
  outcomes?: readonly PairOutcome[] | undefined
  offset: number
  limit: number
}

/** Runs held at once: those of one comparison, and one more. */
const mostHeld = 7

/** Of traces that a client judged: reading one to hash its inputs takes the better part of a millisecond. */
const mostHashes = 200_000

/** Reads each run once, as long as nobody writes to the workspace. */
export function createReportReader(db: Database): ReportReader {
  let version: unknown
  let runs = new Map<string, ReportedRows>()
  let pairings = new Map<string, Pairing>()
  const hashes = new Map<string, { preview: string | undefined; hash: string }>()

  function run(runId: string): ReportedRows {
    // Changes with every commit of another connection.
    const now = db.pragma('data_version', { simple: true })
    if (now !== version) {
      version = now
      runs = new Map()
      pairings = new Map()
    }
    const known = runs.get(runId)
    if (known !== undefined) return known
    const read = readReportedRows(db, runId)
    runs.set(runId, read)
    if (runs.size > mostHeld) runs.delete(runs.keys().next().value as string)
    return read
  }

  function hashInputs(row: ReportRow): string | undefined {
    if (row.inputsHash !== undefined) return row.inputsHash
    if (row.traceId === undefined) return undefined
    const known = hashes.get(row.traceId)
    // Spans never change, but a root that arrives late brings another input, and with it another preview.
    if (known !== undefined && known.preview === row.input) return known.hash
    const { inputs } = readTraceContent(db, row.traceId)
    const hash = createHash('sha256').update(canonicalJson(inputs)).digest('hex')
    hashes.set(row.traceId, { preview: row.input, hash })
    if (hashes.size > mostHashes) hashes.delete(hashes.keys().next().value as string)
    return hash
  }

  function pairsOf(baseline: ReportedRows, candidate: ReportedRows): Pairing {
    const key = `${baseline.summary.runId}/${candidate.summary.runId}`
    const known = pairings.get(key)
    if (known !== undefined) return known
    const pairing = pairRows(baseline.rows, candidate.rows, hashInputs)
    pairings.set(key, pairing)
    return pairing
  }

  const allPairs: ReportReader['allPairs'] = ({ baselineId, candidateId, ...options }) => {
    const [baseline, candidate] = [run(baselineId), run(candidateId)]
    return listPairs(baseline, candidate, pairsOf(baseline, candidate).pairs, options)
  }

  return {
    run,
    summary: (runId) => makeRunReport(run(runId)),
    slices: ({ runId, dimension }) => makeSliceReport(run(runId), dimension),
    sliceTraces: ({ runId, dimension, value }) => listSliceTraces(run(runId), dimension, value),
    compare: ({ runIds, lowerIsBetter }) => compareRuns(runIds.map(run), lowerIsBetter, pairsOf),
    allPairs,
    pairs: ({ outcomes, offset, limit, ...of }) => {
      const found = allPairs(of).filter(({ outcome }) => outcomes === undefined || outcomes.includes(outcome))
      return { pairs: found.slice(offset, offset + limit), total: found.length }
    },
    texts: ({ runId, rowId }) => readTexts(db, run(runId), rowId),
  }
}

const placesOf = new WeakMap<ReportedRows, Map<string, number>>()

/** @throws AppError NOT_FOUND */
function placeOf(run: ReportedRows, rowId: string): number {
  let places = placesOf.get(run)
  if (places === undefined) {
    places = new Map(run.rows.map((row, at) => [row.rowId, at]))
    placesOf.set(run, places)
  }
  const place = places.get(rowId)
  if (place === undefined)
    throw new AppError('NOT_FOUND', 'This row is not in the evaluation any more. Reload the page.')
  return place
}

/** What went in and came out, whole: the row's own copy, else what the trace says. */
function readTexts(db: Database, run: ReportedRows, rowId: string): RowTexts {
  const at = placeOf(run, rowId)
  const row = run.rows[at] as ReportRow
  const own = readRowTexts(db, run.summary.runId, at)
  const content =
    own?.outputs === undefined && row.traceId !== undefined ? readTraceContent(db, row.traceId) : undefined
  const outputs = own?.outputs ?? content?.outputs
  return {
    input: toText(own?.inputs ?? content?.inputs),
    output: outputs === undefined ? (row.error?.message ?? '') : toText(outputs),
  }
}

/** An object with a single text is that text; other values are shown as JSON. */
function toText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  const values = typeof value === 'object' && !Array.isArray(value) ? Object.values(value) : []
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : JSON.stringify(value, null, 2)
}
