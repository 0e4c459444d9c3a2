/** A store with evaluations of Assay's own, and what people say about their rows. */
import type { Database } from 'better-sqlite3'
import { createAssessment } from '../../../src/main/store/assessments.ts'
import { finishEvaluationRows } from '../../../src/main/store/evaluation-results.ts'
import { createEvaluationRun, type PlannedRow } from '../../../src/main/store/evaluation-runs.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { EvaluationConfig } from '../../../src/shared/model/evaluation.ts'
import type { Json } from '../../../src/shared/model/json.ts'
import type { JudgeDefinition } from '../../../src/shared/model/judge.ts'
import type { ValidationQuery, ValidationSubject, ValueMapping } from '../../../src/shared/model/validation.ts'
import { makeIngest, makeSpan, traceId } from '../store/make.ts'

export const verdicts: Extract<ValueMapping, { kind: 'verdict' }> = {
  kind: 'verdict',
  scorer: { kind: 'values', pass: ['yes'], ignored: [] },
  human: { kind: 'values', pass: ['Accurate'], ignored: [] },
}
export const accuracy = { name: 'response_accuracy', kind: 'feedback' as const }

export function makeTraces(db: Database, count: number, from = 1): void {
  const text = (key: string, value: Json) => ({ key, value: { stringValue: JSON.stringify(value) } })
  const spans = Array.from({ length: count }, (_, index) => {
    const n = from + index
    const attributes = [text('mlflow.spanInputs', { q: n }), text('mlflow.spanOutputs', `answer ${n}`)]
    return makeIngest(makeSpan(n, 1, undefined, { attributes }))
  })
  ingestBatch(db, { spans }, 1)
}

let nowMs = 1_000

/** Later than everything before. */
export const nextMs = (): number => ++nowMs

export function say(
  db: Database,
  n: number,
  value: Json,
  change: { id?: string; name?: string; rationale?: string } = {},
): string {
  const { id = 'Ana', name = accuracy.name, rationale } = change
  nextMs()
  return createAssessment(
    db,
    {
      traceId: traceId(n),
      name,
      kind: 'feedback',
      value,
      source: { type: 'HUMAN', id },
      ...(rationale === undefined ? {} : { rationale }),
    },
    nowMs,
  ).assessmentId
}

export interface MadeRow extends Partial<PlannedRow> {
  /** The trace that holds the scored outputs. */
  scoredTrace: string
  value: Json
}

/** An evaluation of Assay's own whose only scorer, `correct`, found these values. */
export function makeRun(
  db: Database,
  rows: readonly MadeRow[],
  judge = { judgeId: 'j1', version: 1 },
): ValidationSubject {
  nextMs()
  const config = EvaluationConfig.parse({
    experimentId: '0',
    name: `run ${nowMs}`,
    source: { kind: 'traces', selection: { traceIds: [] } },
    target: { kind: 'recorded' },
    scorers: [{ kind: 'judge', name: 'correct', repeats: 1, ...judge }],
    concurrency: 1,
    maxTries: 1,
  })
  const planned = rows.map(({ scoredTrace: _, value: __, ...row }, at) => ({
    inputs: { q: at },
    inputsHash: `h${at}`,
    ...row,
  }))
  const { runId } = createEvaluationRun(db, { config, rows: planned }, nowMs)
  finishEvaluationRows(
    db,
    {
      runId,
      rows: rows.map(({ scoredTrace, value, outputs }, position) => ({
        position,
        state: 'scored' as const,
        traceId: scoredTrace,
        outputs,
        spans: [],
        expectations: [],
        feedback: [
          {
            assessmentId: `a-${runId}-${position}`,
            traceId: scoredTrace,
            name: 'correct',
            kind: 'feedback' as const,
            value,
            rationale: `judge says ${String(value)}`,
            source: { type: 'LLM_JUDGE' as const, id: 'm' },
            metadata: { 'mlflow.assessment.sourceRunId': runId },
            createdAtMs: nowMs,
          },
        ],
      })),
    },
    nowMs,
  )
  return { kind: 'run', runId, scorer: 'correct' }
}

export const recorded = (n: number, value: Json): MadeRow => ({
  scoredTrace: traceId(n),
  sourceTraceId: traceId(n),
  value,
})

export const queryOf = (subject: ValidationSubject, change: Partial<ValidationQuery> = {}): ValidationQuery => ({
  subject,
  question: accuracy,
  mapping: verdicts,
  ...change,
})

export function makeJudge(db: Database, version: number, examples: JudgeDefinition['examples'] = []): void {
  const definition: JudgeDefinition = {
    instructions: '{{ outputs }}',
    answer: { kind: 'yesNo' },
    isMultiTurn: false,
    providerId: 'p',
    model: 'm',
    temperature: 0,
    examples,
  }
  db.prepare(
    `INSERT INTO judges (judge_id, experiment_id, name, version, definition, created_at_ms) VALUES ('j1', 0, 'correct', ?, ?, 1)`,
  ).run(version, JSON.stringify(definition))
}
