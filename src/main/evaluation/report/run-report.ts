/** A run as a report: its figures, and those of its parts. */
import { describeScorer, describeTarget } from '../../../shared/model/describe-evaluation.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Dimension, ReportedRun, RunReport, Slice, SliceReport } from '../../../shared/model/report.ts'
import type { ReportedRows, ReportRow } from '../../store/report-rows.ts'
import { figureOf, kindOf, reportMeasures, reportScorer, scorerNames, textOfValue } from './figures.ts'

/** Values beyond these are counted, not shown. */
const mostSlices = 50
/** With more different values an expectation is an answer, not a way to sort rows. */
const mostValues = 30
/** Longer values are texts. */
const mostValueCharacters = 80

export function describeRun({ summary, config, dataset, rows }: ReportedRows): ReportedRun {
  const { runId, name, experimentName, status, startMs, endMs } = summary
  const split = config?.source.kind === 'dataset' ? config.source.split : undefined
  return {
    runId,
    name,
    experimentName,
    status,
    startMs,
    ...(endMs === undefined ? {} : { endMs }),
    rowCount: rows.length,
    failedCount: rows.filter(({ state }) => state === 'failed').length,
    waitingCount: rows.filter(({ state }) => state === 'pending' || state === 'called').length,
    ...(dataset === undefined
      ? {}
      : {
          dataset: {
            name: dataset.name,
            ...(dataset.version === undefined ? {} : { version: dataset.version }),
            ...(split === undefined ? {} : { split }),
          },
        }),
    ...(config === undefined
      ? {}
      : { target: describeTarget(config.target), scoredBy: config.scorers.map(describeScorer).join(', ') }),
  }
}

/** Scorers in the order of the run's configuration, where it has one. */
export function orderedScorers(run: ReportedRows): string[] {
  return scorerNames([run.rows], run.config?.scorers.map(({ name }) => name) ?? [])
}

export function makeRunReport(run: ReportedRows): RunReport {
  const { rows } = run
  const seed = run.summary.runId
  return {
    run: describeRun(run),
    scorers: orderedScorers(run).map((name) => reportScorer(name, kindOf(name, rows), rows, seed)),
    measures: reportMeasures(rows),
    dimensions: findDimensions(rows),
    seed,
  }
}

/** What the rows differ by: at least two values (none is one), and not so many that each has a row or two. */
function findDimensions(rows: readonly ReportRow[]): RunReport['dimensions'] {
  const keys = (of: (row: ReportRow) => object) => [...new Set(rows.flatMap((row) => Object.keys(of(row))))].sort()
  const all: Dimension[] = [
    ...keys(({ tags }) => tags).map((key) => ({ kind: 'tag' as const, key })),
    { kind: 'model' },
    { kind: 'split' },
    { kind: 'code' },
    ...keys(({ expectations }) => expectations).map((key) => ({ kind: 'expectation' as const, key })),
  ]
  return all.flatMap((dimension) => {
    const values = new Set(rows.flatMap((row) => valuesOf(row, dimension)))
    const named = [...values].filter((value) => value !== null)
    if (named.length === 0 || values.size < 2) return []
    const isText = named.length > mostValues || named.some((value) => value.length > mostValueCharacters)
    if (isText && dimension.kind !== 'code' && dimension.kind !== 'model') return []
    return { dimension, valueCount: named.length }
  })
}

/** Where a row belongs; `null`: to those without a value. */
function valuesOf(row: ReportRow, dimension: Dimension): (string | null)[] {
  switch (dimension.kind) {
    case 'tag':
      return [ownOf(row.tags, dimension.key) ?? null]
    case 'expectation': {
      const value = ownOf<Json>(row.expectations, dimension.key)
      return [value === undefined ? null : textOfValue(value)]
    }
    case 'model':
      return [row.model ?? null]
    case 'split':
      return [row.split ?? null]
    case 'code':
      return row.codes.length === 0 ? [null] : row.codes
  }
}

const ownOf = <T>(record: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** The rows of each value, the largest part first. */
export function makeSliceReport(run: ReportedRows, dimension: Dimension): SliceReport {
  const groups = new Map<string | null, ReportRow[]>()
  for (const row of run.rows) {
    for (const value of valuesOf(row, dimension)) {
      const group = groups.get(value)
      if (group === undefined) groups.set(value, [row])
      else group.push(row)
    }
  }
  // Rows without a value come last, however many they are.
  const ordered = [...groups].sort(
    ([a, m], [b, n]) =>
      Number(a === null) - Number(b === null) || n.length - m.length || ((a ?? '') < (b ?? '') ? -1 : 1),
  )
  const names = orderedScorers(run).map((name) => ({ name, kind: kindOf(name, run.rows) }))
  const slices = ordered.slice(0, mostSlices).map(
    ([value, rows]): Slice => ({
      value,
      rowCount: rows.length,
      scorers: names.map(({ name, kind }) =>
        figureOf(name, kind, rows, `${run.summary.runId}/${JSON.stringify([dimension, value])}/${name}`),
      ),
    }),
  )
  return { dimension, slices, otherCount: ordered.length - slices.length }
}

/** Ids of the traces of one slice. */
export function listSliceTraces(run: ReportedRows, dimension: Dimension, value: string | null): string[] {
  return run.rows.flatMap((row) => (valuesOf(row, dimension).includes(value) ? (row.traceId ?? []) : []))
}
