/** Makes an evaluation by the calls that `mlflow.genai.evaluate` makes, in their order. */
import { makeChat, traceIdOf } from './make-traces.ts'
import type { CallMlflow, Desk } from './with-traces.ts'

export interface MadeResult {
  /** Assessment name of the scorer. */
  name: string
  /** Absent: the scorer failed, with this message. */
  value?: string | number | boolean
  rationale?: string
  failure?: string
}

export interface MadeEvaluationRow {
  key: string
  question: string
  answer: string
  expected?: string
  results: MadeResult[]
}

const judge = { source_type: 'LLM_JUDGE', source_id: 'openai:/gpt-4o-mini' }

async function logAssessment(mlflow: CallMlflow, traceId: string, assessment: Record<string, unknown>): Promise<void> {
  await mlflow('POST', `/3.0/mlflow/traces/${traceId}/assessments`, {
    assessment: { trace_id: traceId, ...assessment },
  })
}

/** Starts the run; answers its id. */
export async function startEvaluation(
  { mlflow }: Desk,
  name: string,
  startMs: number,
  experimentId = '0',
): Promise<string> {
  const { run } = (await mlflow('POST', '/2.0/mlflow/runs/create', {
    experiment_id: experimentId,
    start_time: startMs,
    run_name: name,
    user_id: 'dev',
    tags: [
      { key: 'mlflow.runType', value: 'genai_evaluate' },
      { key: 'mlflow.source.name', value: 'evaluate.py' },
    ],
  })) as { run: { info: { run_id: string } } }
  return run.info.run_id
}

/** Judges rows: their traces, what is expected, what each scorer says; linked at the end. */
export async function judgeRows(desk: Desk, runId: string, startMs: number, rows: readonly MadeEvaluationRow[]) {
  const { mlflow, send } = desk
  await send(rows.map(({ key, question, answer }, at) => makeChat(key, startMs + at * 100, question, answer)))
  for (const { key, expected, results } of rows) {
    const traceId = `tr-${traceIdOf(key)}`
    if (expected !== undefined) {
      await logAssessment(mlflow, traceId, {
        assessment_name: 'expected_response',
        source: { source_type: 'HUMAN', source_id: 'dev' },
        expectation: { value: expected },
      })
    }
    for (const { name, value, rationale, failure } of results) {
      await logAssessment(mlflow, traceId, {
        assessment_name: name,
        source: judge,
        ...(rationale === undefined ? {} : { rationale }),
        feedback:
          failure === undefined
            ? { value }
            : { error: { error_code: 'SCORER_ERROR', error_message: failure, stack_trace: 'Traceback …' } },
        metadata: { 'mlflow.assessment.sourceRunId': runId },
      })
    }
  }
  await mlflow('POST', '/2.0/mlflow/traces/link-to-run', {
    run_id: runId,
    trace_ids: rows.map(({ key }) => `tr-${traceIdOf(key)}`),
  })
}

/** Logs the means and ends the run. */
export async function finishEvaluation(
  { mlflow }: Desk,
  runId: string,
  endMs: number,
  metrics: Record<string, number>,
): Promise<void> {
  await mlflow('POST', '/2.0/mlflow/runs/log-batch', {
    run_id: runId,
    metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: endMs, step: 0 })),
    params: [{ key: 'model', value: 'gpt-4o-mini' }],
  })
  await mlflow('POST', '/2.0/mlflow/runs/update', { run_id: runId, status: 'FINISHED', end_time: endMs })
}
