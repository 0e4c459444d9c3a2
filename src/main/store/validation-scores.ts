/** What scorers said in evaluations, with what their rows came from: the one side of a comparison with people. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { EvaluationConfig } from '../../shared/model/evaluation.ts'
import type { Json } from '../../shared/model/json.ts'
import type { JudgeDefinition, JudgeExample } from '../../shared/model/judge.ts'
import type { ValidationSubject } from '../../shared/model/validation.ts'
import { getEvaluationPk, isRunFeedback, sourceRunSql } from './evaluations.ts'
import { preparedPluck, preparedRaw } from './statements.ts'

/** One row of an evaluation with what the scorer said of it. */
export interface ScoredTrace {
  runId: string
  /** The trace that the scored outputs stand in. */
  traceId: string
  assessmentId: string
  /** Absent where the scorer itself failed. */
  value: Json | undefined
  rationale: string | undefined
  /** Of a row of Assay's own evaluations. */
  recordId: string | undefined
  sourceTraceId: string | undefined
  inputsHash: string | undefined
  /** JSON. */
  inputs: string | undefined
  expectations: Record<string, Json> | undefined
  /** Canonical JSON of the scored outputs, where they stand in another trace than the row came from. */
  outputs: string | undefined
}

export interface SubjectFacts {
  experimentId: string
  scorer: string
  judge: { judgeId: string; version: number } | undefined
  runIds: string[]
}

const judgeRunsSql = `SELECT r.run_id, e.config FROM evaluation_runs e JOIN runs r ON r.run_pk = e.run_pk
  WHERE r.deleted_at_ms IS NULL AND EXISTS (SELECT 1 FROM json_each(e.config, '$.scorers') s
    WHERE json_extract(s.value, '$.judgeId') = ? AND json_extract(s.value, '$.version') = ?)
  ORDER BY e.created_at_ms, e.run_pk`

/** Which runs a subject is about. Throws NOT_FOUND (no such evaluation, scorer or judge). */
export function readSubject(db: Database, subject: ValidationSubject): SubjectFacts {
  if (subject.kind === 'run') {
    const runPk = getEvaluationPk(db, subject.runId)
    const experimentId = preparedPluck(db, 'SELECT experiment_id FROM runs WHERE run_pk = ?').get(runPk) as number
    const config = preparedPluck(db, 'SELECT config FROM evaluation_runs WHERE run_pk = ?').get(runPk)
    const spec =
      typeof config === 'string'
        ? (JSON.parse(config) as EvaluationConfig).scorers.find(({ name }) => name === subject.scorer)
        : undefined
    return {
      experimentId: String(experimentId),
      scorer: subject.scorer,
      judge: spec?.kind === 'judge' ? { judgeId: spec.judgeId, version: spec.version } : undefined,
      runIds: [subject.runId],
    }
  }
  const { judgeId, version } = subject
  const judge = preparedRaw(db, 'SELECT name, experiment_id FROM judges WHERE judge_id = ? AND version = ?').get(
    judgeId,
    version,
  ) as [string, number] | undefined
  if (judge === undefined) throw new AppError('NOT_FOUND', 'There is no such version of this judge.')
  const runs = preparedRaw(db, judgeRunsSql).all(judgeId, version) as [string, string][]
  return {
    experimentId: String(judge[1]),
    // A run may have called the judge by another name.
    scorer: runs.map(([, config]) => nameIn(config, judgeId, version)).at(-1) ?? judge[0],
    judge: { judgeId, version },
    runIds: runs.map(([runId]) => runId),
  }
}

function nameIn(config: string, judgeId: string, version: number): string | undefined {
  const { scorers } = JSON.parse(config) as EvaluationConfig
  return scorers.find((spec) => spec.kind === 'judge' && spec.judgeId === judgeId && spec.version === version)?.name
}

/**
 * By row: of several results on one trace the newest counts. The row's content is that of Assay's own evaluations: of this one, else of
 * the one that made the trace. A client's has none.
 */
const scoresSql = `SELECT r.run_id, t.trace_id, a.assessment_id, a.value, a.rationale, i.record_id, i.source_trace_id, i.inputs_hash,
  i.inputs, i.expectations, CASE WHEN i.source_trace_id IS NOT t.trace_id THEN i.outputs END
  FROM runs r CROSS JOIN assessments a INDEXED BY assessments_by_run ON ${sourceRunSql} = +r.run_id AND ${isRunFeedback}
    CROSS JOIN traces t ON t.trace_pk = a.trace_pk AND t.deleted_at_ms IS NULL
    LEFT JOIN evaluation_items i ON i.trace_id = t.trace_id AND (i.run_pk = r.run_pk OR i.source_trace_id IS NOT t.trace_id)
  WHERE r.run_id = ? AND a.name = ? ORDER BY a.created_at_ms, a.assessment_pk, i.source_trace_id IS NOT t.trace_id`

type ScoreValues = [
  runId: string,
  traceId: string,
  assessmentId: string,
  value: string | null,
  rationale: string | null,
  recordId: string | null,
  sourceTraceId: string | null,
  inputsHash: string | null,
  inputs: string | null,
  expectations: string | null,
  outputs: string | null,
]

/** In the order in which they were scored; of what several runs scored, the newest result. */
export function readScores(db: Database, { runIds, scorer }: Pick<SubjectFacts, 'runIds' | 'scorer'>): ScoredTrace[] {
  const byRow = new Map<string, ScoredTrace>()
  for (const runId of runIds) {
    for (const row of preparedRaw(db, scoresSql).all(runId, scorer) as ScoreValues[]) {
      const score = toScore(row)
      const known = byRow.get(score.traceId)
      // The same result again with what made the trace, which is where the row came from in the first place.
      const isSame = known?.assessmentId === score.assessmentId
      // Outputs that were recorded are scored in the trace that they stand in: in whichever run, it is the same row.
      byRow.set(score.traceId, isSame ? withOrigin(known, score) : score)
    }
  }
  return [...byRow.values()]
}

function withOrigin(row: ScoredTrace, maker: ScoredTrace): ScoredTrace {
  return {
    ...row,
    recordId: maker.recordId ?? row.recordId,
    sourceTraceId: maker.sourceTraceId ?? row.sourceTraceId,
    inputsHash: maker.inputsHash ?? row.inputsHash,
    inputs: maker.inputs ?? row.inputs,
    expectations: row.expectations ?? maker.expectations,
    outputs: maker.outputs,
  }
}

function toScore(values: ScoreValues): ScoredTrace {
  const [
    runId,
    traceId,
    assessmentId,
    value,
    rationale,
    recordId,
    sourceTraceId,
    inputsHash,
    inputs,
    expectations,
    outputs,
  ] = values
  return {
    runId,
    traceId,
    assessmentId,
    value: value === null ? undefined : (JSON.parse(value) as Json),
    rationale: rationale ?? undefined,
    recordId: recordId ?? undefined,
    sourceTraceId: sourceTraceId ?? undefined,
    inputsHash: inputsHash ?? undefined,
    inputs: inputs ?? undefined,
    expectations: expectations === null ? undefined : (JSON.parse(expectations) as Record<string, Json>),
    outputs: outputs ?? undefined,
  }
}

/** Labelled rows that a version of a judge is shown. */
export function readExamples(db: Database, { judgeId, version }: { judgeId: string; version: number }): JudgeExample[] {
  const text = preparedPluck(db, 'SELECT definition FROM judges WHERE judge_id = ? AND version = ?').get(
    judgeId,
    version,
  )
  return typeof text === 'string' ? (JSON.parse(text) as JudgeDefinition).examples : []
}
