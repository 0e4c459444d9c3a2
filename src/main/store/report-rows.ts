/** Everything that a report counts: the rows of an evaluation, whether it ran here or a client of MLflow made it. */
import type { Database } from 'better-sqlite3'
import type { AssessmentError, SourceType } from '../../shared/model/assessment.ts'
import { EvaluationConfig, type EvaluationItemState } from '../../shared/model/evaluation.ts'
import type { Json } from '../../shared/model/json.ts'
import type { EvaluationSummary } from '../../shared/model/run.ts'
import { getEvaluation, getEvaluationPk, isRunFeedback, sourceRunSql } from './evaluations.ts'
import { preparedPluck, preparedRaw } from './statements.ts'
import { setOwn } from './trace-rows.ts'

export interface RowResult {
  /** Absent when the scorer failed. */
  value: Json | undefined
  error: AssessmentError | undefined
  rationale: string | undefined
  sourceType: SourceType
  sourceId: string
}

export interface ReportRow {
  /** The trace's id, else the row's place as `#12`: unique in the run. */
  rowId: string
  traceId: string | undefined
  recordId: string | undefined
  /** Of runs made here; of others it follows from their traces. */
  inputsHash: string | undefined
  state: EvaluationItemState
  /** Why the target gave nothing. */
  error: { code: string; message: string } | undefined
  input: string | undefined
  output: string | undefined
  model: string | undefined
  split: string | undefined
  tags: Record<string, string>
  codes: string[]
  expectations: Record<string, Json>
  /** By scorer; of several on a row the newest. */
  results: Map<string, RowResult>
  durationMs: number | undefined
  inputTokens: number | undefined
  outputTokens: number | undefined
  costUsd: number | undefined
}

export interface ReportedRows {
  summary: EvaluationSummary
  /** Of a run made here. */
  config: EvaluationConfig | undefined
  dataset: { name: string; version: number | undefined } | undefined
  rows: ReportRow[]
}

/** Reads a whole run; for the reader thread. @throws AppError NOT_FOUND */
export function readReportedRows(db: Database, runId: string): ReportedRows {
  const summary = getEvaluation(db, runId)
  const runPk = getEvaluationPk(db, runId)
  const own = findOwnRun(db, runPk)
  const traces = readTraces(db, runPk, runId)
  const rows =
    own === undefined
      ? [...traces.values()].map((trace): ReportRow => toRow(trace, undefined))
      : withUniqueIds(
          readItems(db, runPk, own.version).map((item) =>
            toRow(item.traceId === undefined ? undefined : traces.get(item.traceId), item),
          ),
        )
  return {
    summary,
    config: own?.config,
    dataset: own === undefined ? findLoggedDataset(db, runPk) : own.dataset,
    rows,
  }
}

/** Two records can rest on one trace. */
function withUniqueIds(rows: ReportRow[]): ReportRow[] {
  const known = new Set<string>()
  return rows.map((row, at) => {
    const rowId = known.has(row.rowId) ? `#${at + 1}` : row.rowId
    known.add(rowId)
    return { ...row, rowId }
  })
}

function findOwnRun(db: Database, runPk: number) {
  const found = preparedRaw(
    db,
    `SELECT e.config, e.dataset_version, d.name FROM evaluation_runs e LEFT JOIN datasets d ON d.dataset_pk = e.dataset_pk
      WHERE e.run_pk = ?`,
  ).get(runPk) as [string, number | null, string | null] | undefined
  if (found === undefined) return undefined
  const [config, version, name] = found
  return {
    config: EvaluationConfig.parse(JSON.parse(config)),
    version: version ?? undefined,
    dataset: name === null ? undefined : { name, version: version ?? undefined },
  }
}

function findLoggedDataset(db: Database, runPk: number): { name: string; version: undefined } | undefined {
  const name = preparedPluck(
    db,
    `SELECT json_extract(content, '$.dataset.name') FROM run_links WHERE run_pk = ? AND kind = 'dataset' LIMIT 1`,
  ).get(runPk) as string | null | undefined
  return typeof name === 'string' ? { name, version: undefined } : undefined
}

interface TraceFacts
  extends Omit<ReportRow, 'rowId' | 'recordId' | 'inputsHash' | 'state' | 'error' | 'split' | 'traceId'> {
  traceId: string
}

/** Linked traces in the order of the links, then those that the run judged without being linked to it. */
const tracesSql = `WITH mine AS (
    SELECT x.trace_pk AS pk, x.added_at_ms AS at, 0 AS place FROM run_traces x WHERE x.run_pk = ?
    UNION ALL
    SELECT DISTINCT a.trace_pk, 0, 1 FROM assessments a INDEXED BY assessments_by_run
      WHERE ${sourceRunSql} = ? AND ${isRunFeedback}
        AND NOT EXISTS (SELECT 1 FROM run_traces x WHERE x.run_pk = ? AND x.trace_pk = a.trace_pk)
  )
  SELECT t.trace_pk, t.trace_id, t.model, x.input_preview, x.output_preview, t.duration_us, t.input_tokens, t.output_tokens, t.cost
    FROM mine m CROSS JOIN traces t ON t.trace_pk = m.pk LEFT JOIN trace_texts x ON x.trace_pk = t.trace_pk
    WHERE t.deleted_at_ms IS NULL ORDER BY m.place, m.at, m.pk`

const tagsSql = `SELECT g.trace_pk, g.key, g.value FROM json_each(?) j CROSS JOIN trace_tags g ON g.trace_pk = j.value
  WHERE g.key NOT LIKE 'mlflow.%' ORDER BY g.trace_pk, g.key`

const resultsSql = `SELECT a.trace_pk, a.name, a.value, a.error, a.rationale, a.source_type, a.source_id
  FROM assessments a INDEXED BY assessments_by_run
  WHERE ${sourceRunSql} = ? AND ${isRunFeedback} ORDER BY a.created_at_ms, a.assessment_pk`

const expectationsSql = `SELECT a.trace_pk, a.name, a.value FROM json_each(?) j
  CROSS JOIN assessments a INDEXED BY assessments_by_trace ON a.trace_pk = j.value
  WHERE a.kind = 'expectation' AND a.valid = 1 AND a.deleted_at_ms IS NULL AND a.value IS NOT NULL
  ORDER BY a.created_at_ms, a.assessment_pk`

const codesSql = `SELECT DISTINCT n.trace_pk, c.name FROM json_each(?) j CROSS JOIN coded_notes n ON n.trace_pk = j.value
  JOIN note_codes k ON k.note_pk = n.note_pk JOIN codes c ON c.code_pk = k.code_pk
  WHERE c.deleted_at_ms IS NULL ORDER BY c.name`

type TraceValues = [
  pk: number,
  traceId: string,
  model: string | null,
  input: string | null,
  output: string | null,
  durationUs: number | null,
  inputTokens: number | null,
  outputTokens: number | null,
  cost: number | null,
]

type ResultValues = [
  pk: number,
  name: string,
  value: string | null,
  error: string | null,
  rationale: string | null,
  sourceType: SourceType,
  sourceId: string,
]

function readTraces(db: Database, runPk: number, runId: string): Map<string, TraceFacts> {
  const byPk = new Map<number, TraceFacts>()
  for (const values of preparedRaw(db, tracesSql).all(runPk, runId, runPk) as TraceValues[]) {
    const [pk, traceId, model, input, output, durationUs, inputTokens, outputTokens, cost] = values
    byPk.set(pk, {
      traceId,
      input: input ?? undefined,
      output: output ?? undefined,
      model: model ?? undefined,
      tags: {},
      codes: [],
      expectations: {},
      results: new Map(),
      durationMs: durationUs === null ? undefined : durationUs / 1000,
      inputTokens: inputTokens ?? undefined,
      outputTokens: outputTokens ?? undefined,
      costUsd: cost ?? undefined,
    })
  }
  const keys = JSON.stringify([...byPk.keys()])
  for (const [pk, key, value] of preparedRaw(db, tagsSql).all(keys) as [number, string, string][]) {
    setOwn(byPk.get(pk)?.tags ?? {}, key, value)
  }
  for (const [pk, name, value] of preparedRaw(db, expectationsSql).all(keys) as [number, string, string][]) {
    setOwn(byPk.get(pk)?.expectations ?? {}, name, JSON.parse(value) as Json)
  }
  for (const [pk, name] of preparedRaw(db, codesSql).all(keys) as [number, string][]) byPk.get(pk)?.codes.push(name)
  for (const values of preparedRaw(db, resultsSql).all(runId) as ResultValues[]) {
    const [pk, name, value, error, rationale, sourceType, sourceId] = values
    byPk.get(pk)?.results.set(name, {
      value: value === null ? undefined : (JSON.parse(value) as Json),
      error: error === null ? undefined : (JSON.parse(error) as AssessmentError),
      rationale: rationale ?? undefined,
      sourceType,
      sourceId,
    })
  }
  return new Map([...byPk.values()].map((trace) => [trace.traceId, trace]))
}

interface Item {
  position: number
  state: EvaluationItemState
  recordId: string | undefined
  traceId: string | undefined
  inputs: string
  inputsHash: string
  outputs: string | undefined
  expectations: Record<string, Json>
  tags: Record<string, Json>
  error: { code: string; message: string } | undefined
  durationMs: number | undefined
  inputTokens: number | undefined
  outputTokens: number | undefined
  costUsd: number | undefined
  split: string | undefined
  model: string | undefined
}

/** Where records were at the version that the run read, and which model answered its target. */
const itemsSql = `SELECT i.position, i.state, i.record_id, i.trace_id, i.inputs, i.inputs_hash, i.outputs, i.expectations, i.tags,
    i.error, i.duration_ms, i.input_tokens, i.output_tokens, i.cost_usd,
    CASE WHEN i.record_id IS NULL THEN NULL
      WHEN EXISTS (SELECT 1 FROM dataset_record_history h WHERE h.record_id = i.record_id AND h.from_version <= @version AND h.to_version > @version)
      THEN (SELECT h.split FROM dataset_record_history h WHERE h.record_id = i.record_id AND h.from_version <= @version AND h.to_version > @version)
      ELSE (SELECT r.split FROM dataset_records r WHERE r.record_id = i.record_id) END,
    (SELECT json_extract(c.result, '$.model') FROM evaluation_calls c
      WHERE c.run_pk = i.run_pk AND c.position = i.position AND c.purpose = 'target' LIMIT 1)
  FROM evaluation_items i WHERE i.run_pk = @runPk ORDER BY i.position`

function readItems(db: Database, runPk: number, version: number | undefined): Item[] {
  const rows = preparedRaw(db, itemsSql).all({ runPk, version: version ?? Number.MAX_SAFE_INTEGER }) as (
    | string
    | number
    | null
  )[][]
  return rows.map((v) => ({
    position: v[0] as number,
    state: v[1] as EvaluationItemState,
    recordId: orAbsent<string>(v[2]),
    traceId: orAbsent<string>(v[3]),
    inputs: v[4] as string,
    inputsHash: v[5] as string,
    outputs: orAbsent<string>(v[6]),
    expectations: fromText<Record<string, Json>>(v[7]) ?? {},
    tags: fromText<Record<string, Json>>(v[8]) ?? {},
    error: fromText<{ code: string; message: string }>(v[9]),
    durationMs: orAbsent<number>(v[10]),
    inputTokens: orAbsent<number>(v[11]),
    outputTokens: orAbsent<number>(v[12]),
    costUsd: orAbsent<number>(v[13]),
    split: orAbsent<string>(v[14]),
    model: orAbsent<string>(v[15]),
  }))
}

/** The row's own copy counts where there is one, as the report is to stay what it was. */
function toRow(trace: TraceFacts | undefined, item: Item | undefined): ReportRow {
  const { error, durationMs, inputTokens, outputTokens, costUsd, recordId, inputsHash, split } = item ?? {}
  const own = item === undefined ? trace : { durationMs, inputTokens, outputTokens, costUsd }
  return {
    rowId: trace?.traceId ?? `#${(item?.position ?? 0) + 1}`,
    traceId: trace?.traceId,
    recordId,
    inputsHash,
    state: item?.state ?? 'scored',
    error,
    input: trace?.input ?? shorten(item?.inputs),
    output: trace?.output ?? shorten(item?.outputs),
    model: item?.model ?? trace?.model,
    split,
    tags: {
      ...trace?.tags,
      ...Object.fromEntries(Object.entries(item?.tags ?? {}).map(([key, v]) => [key, textOf(v)])),
    },
    codes: trace?.codes ?? [],
    expectations: { ...trace?.expectations, ...item?.expectations },
    results: trace?.results ?? new Map(),
    durationMs: own?.durationMs,
    inputTokens: own?.inputTokens,
    outputTokens: own?.outputTokens,
    costUsd: own?.costUsd,
  }
}

/** Characters of a text without a trace that a list shows. */
const shownCharacters = 300

function shorten(text: string | undefined): string | undefined {
  return text !== undefined && text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
const orAbsent = <T>(value: string | number | null | undefined): T | undefined => (value ?? undefined) as T | undefined
function fromText<T>(value: string | number | null | undefined): T | undefined {
  return typeof value === 'string' ? (JSON.parse(value) as T) : undefined
}

/** What went into a row of a run made here, and what came out; undefined for other runs. */
export function readRowTexts(
  db: Database,
  runId: string,
  position: number,
): { inputs: Json; outputs: Json | undefined } | undefined {
  const found = preparedRaw(
    db,
    `SELECT i.inputs, i.outputs FROM evaluation_items i JOIN runs r ON r.run_pk = i.run_pk
      WHERE r.run_id = ? AND i.position = ?`,
  ).get(runId, position) as [string, string | null] | undefined
  return found && { inputs: JSON.parse(found[0]) as Json, outputs: fromText<Json>(found[1]) }
}
