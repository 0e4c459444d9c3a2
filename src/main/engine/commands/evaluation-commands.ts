/** The writer's commands of evaluations that run here. */
import type { Database } from 'better-sqlite3'
import { reopenEvaluation } from '../../store/evaluation-reopening.ts'
import { finishEvaluationRows, keepRunFeedback, logEvaluationMetrics } from '../../store/evaluation-results.ts'
import { createEvaluationRun, keepEvaluationCalls, setEvaluationState } from '../../store/evaluation-runs.ts'
import { removeJudge, restoreJudge, saveJudge } from '../../store/judges.ts'
import { keepMapping } from '../../store/validation-mappings.ts'

type Tail<T extends (db: Database, input: never, ...rest: never[]) => unknown> = Parameters<T>[1]

export function createEvaluationCommands(getDb: () => Database) {
  return {
    createEvaluationRun: (input: Tail<typeof createEvaluationRun>) => createEvaluationRun(getDb(), input, Date.now()),
    reopenEvaluation: (input: Tail<typeof reopenEvaluation>) => reopenEvaluation(getDb(), input, Date.now()),
    setEvaluationState: (input: Tail<typeof setEvaluationState>) => setEvaluationState(getDb(), input, Date.now()),
    keepEvaluationCalls: (input: Tail<typeof keepEvaluationCalls>) => keepEvaluationCalls(getDb(), input, Date.now()),
    finishEvaluationRows: (input: Tail<typeof finishEvaluationRows>) =>
      finishEvaluationRows(getDb(), input, Date.now()),
    keepRunFeedback: (input: Tail<typeof keepRunFeedback>) => keepRunFeedback(getDb(), input, Date.now()),
    saveJudge: (input: Tail<typeof saveJudge>) => saveJudge(getDb(), input, Date.now()),
    removeJudge: ({ judgeId }: { judgeId: string }) => removeJudge(getDb(), judgeId, Date.now()),
    restoreJudge: ({ judgeId }: { judgeId: string }) => restoreJudge(getDb(), judgeId),
    keepMapping: (input: Tail<typeof keepMapping>) => keepMapping(getDb(), input, Date.now()),
    logEvaluationMetrics: ({ runId }: { runId: string }) => logEvaluationMetrics(getDb(), runId, Date.now()),
  }
}
