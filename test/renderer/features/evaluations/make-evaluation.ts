import type { Assessment } from '../../../../src/shared/model/assessment.ts'
import type { EvaluationRow, EvaluationSummary, Metric, ScorerSummary } from '../../../../src/shared/model/run.ts'
import { makeRow } from '../traces/make-row.ts'

export function makeMetric(key: string, value: Metric['value']): Metric {
  return { key, value, timestampMs: 0, step: 0 }
}

export function makeScorer(name: string, passCount: number, failCount: number, errorCount = 0): ScorerSummary {
  return { name, count: passCount + failCount + errorCount, errorCount, passCount, failCount }
}

export function makeEvaluation(change: Partial<EvaluationSummary>): EvaluationSummary {
  return {
    runId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1',
    experimentId: '0',
    experimentName: 'Default',
    name: 'eval',
    userId: 'default',
    status: 'FINISHED',
    startMs: 0,
    lifecycleStage: 'active',
    tags: {},
    params: {},
    metrics: [],
    traceCount: 0,
    scorers: [],
    ...change,
  }
}

export function makeResult(name: string, change: Partial<Assessment>): Assessment {
  return {
    assessmentId: `a-${name}-${change.createdAtMs ?? 0}`,
    traceId: '0'.repeat(32),
    name,
    kind: 'feedback',
    source: { type: 'LLM_JUDGE', id: 'judge' },
    metadata: {},
    createdAtMs: 0,
    updatedAtMs: 0,
    valid: true,
    ...change,
  }
}

export function makeEvaluationRow(traceId: string, results: Assessment[]): EvaluationRow {
  return { trace: makeRow(traceId), results, expectations: [] }
}
