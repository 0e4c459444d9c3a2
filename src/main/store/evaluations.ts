/**
 * Evaluations: runs that `mlflow.genai.evaluate` made, and runs that feedback names as its source. A labeling session is a
 * run too, and none of these.
 */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import type { EvaluationState } from '../../shared/model/evaluation.ts'
import type { EvaluationSummary, Run, ScorerSummary } from '../../shared/model/run.ts'
import { verdictWords } from '../../shared/model/verdict.ts'
import { findRunPk, readRuns } from './runs.ts'
import { preparedPluck, preparedRaw } from './statements.ts'

/** Of an assessment: the run that made it (`AssessmentMetadataKey.SOURCE_RUN_ID`). Indexed as it stands here. */
export const sourceRunSql = `json_extract(a.metadata, '$."mlflow.assessment.sourceRunId"')`

/** The index is of an expression without affinity; the column's own, TEXT, would keep it from being used. */
const runIdSql = '+r.run_id'

/** Feedback that says which run it is of; the condition of the indexes. */
export const isRunFeedback = `${sourceRunSql} IS NOT NULL AND a.valid = 1 AND a.deleted_at_ms IS NULL AND a.kind = 'feedback'`

const isEvaluation = `r.deleted_at_ms IS NULL AND NOT EXISTS (SELECT 1 FROM labeling_sessions l WHERE l.run_pk = r.run_pk) AND (
  EXISTS (SELECT 1 FROM run_tags g WHERE g.run_pk = r.run_pk AND g.key = 'mlflow.runType' AND g.value = 'genai_evaluate')
  OR EXISTS (SELECT 1 FROM assessments a WHERE ${sourceRunSql} = ${runIdSql} AND ${isRunFeedback}))`

/** Newest first. For the reader thread: it counts the rows of all evaluations. */
export function listEvaluations(db: Database): EvaluationSummary[] {
  const runPks = preparedPluck(
    db,
    `SELECT r.run_pk FROM runs r WHERE ${isEvaluation} ORDER BY r.start_ms DESC, r.run_pk DESC`,
  ).all() as number[]
  return summarize(db, runPks)
}

/** Throws NOT_FOUND, also for a run that is no evaluation. */
export function getEvaluation(db: Database, runId: string): EvaluationSummary {
  return summarize(db, [getEvaluationPk(db, runId)])[0] as EvaluationSummary
}

/** Throws NOT_FOUND, also for a run that is no evaluation. */
export function getEvaluationPk(db: Database, runId: string): number {
  const runPk = findRunPk(db, runId)
  const isOne =
    runPk !== undefined &&
    preparedPluck(db, `SELECT 1 FROM runs r WHERE r.run_pk = ? AND ${isEvaluation}`).get(runPk) !== undefined
  if (!isOne) throw new AppError('NOT_FOUND', 'There is no evaluation with this id. It may have been deleted.')
  return runPk
}

const linkedSql = `SELECT j.value, (SELECT count(*) FROM run_traces x WHERE x.run_pk = j.value) FROM json_each(?) j`
/** The trash is small: counted from its side. */
const linkedInTrashSql = `SELECT x.run_pk, count(*) FROM traces t INDEXED BY traces_in_trash CROSS JOIN run_traces x ON x.trace_pk = t.trace_pk
  WHERE t.deleted_at_ms IS NOT NULL GROUP BY x.run_pk`
const judgedOnlySql = `SELECT r.run_pk, count(DISTINCT a.trace_pk) FROM json_each(?) j CROSS JOIN runs r ON r.run_pk = j.value
  CROSS JOIN assessments a INDEXED BY assessments_by_run ON ${sourceRunSql} = ${runIdSql} AND ${isRunFeedback}
  WHERE NOT EXISTS (SELECT 1 FROM run_traces x WHERE x.run_pk = r.run_pk AND x.trace_pk = a.trace_pk)
    AND EXISTS (SELECT 1 FROM traces t WHERE t.trace_pk = a.trace_pk AND t.deleted_at_ms IS NULL)
  GROUP BY r.run_pk`
/** Values are stored as JSON: a verdict is `true`, or the text `"yes"` in any case. */
const verdictSql = (bool: boolean, words: readonly string[]) =>
  `count(CASE WHEN lower(a.value) IN (${[`${bool}`, ...words.map((word) => `"${word}"`)].map((text) => `'${text}'`).join(', ')}) THEN 1 END)`

const scorersSql = `SELECT r.run_pk, a.name, count(*), count(a.error), ${verdictSql(true, verdictWords.pass)}, ${verdictSql(false, verdictWords.fail)}
  FROM json_each(?) j CROSS JOIN runs r ON r.run_pk = j.value
  CROSS JOIN assessments a INDEXED BY assessments_by_run ON ${sourceRunSql} = ${runIdSql} AND ${isRunFeedback}
  WHERE EXISTS (SELECT 1 FROM traces t WHERE t.trace_pk = a.trace_pk AND t.deleted_at_ms IS NULL)
  GROUP BY r.run_pk, a.name ORDER BY r.run_pk, a.name`

type ScorerValues = [
  runPk: number,
  name: string,
  count: number,
  errorCount: number,
  passCount: number,
  failCount: number,
]

function summarize(db: Database, runPks: readonly number[]): EvaluationSummary[] {
  const keys = JSON.stringify(runPks)
  const linked = toCounts(preparedRaw(db, linkedSql).all(keys))
  const inTrash = toCounts(preparedRaw(db, linkedInTrashSql).all())
  const judgedOnly = toCounts(preparedRaw(db, judgedOnlySql).all(keys))
  const scorers = new Map<number, ScorerSummary[]>()
  for (const [runPk, name, count, errorCount, passCount, failCount] of preparedRaw(db, scorersSql).all(
    keys,
  ) as ScorerValues[]) {
    const scorer = { name, count, errorCount, passCount, failCount }
    const known = scorers.get(runPk)
    if (known === undefined) scorers.set(runPk, [scorer])
    else known.push(scorer)
  }
  const names = new Map(
    preparedRaw(db, 'SELECT experiment_id, name FROM experiments').all() as [experimentId: number, name: string][],
  )
  const states = new Map(
    preparedRaw(
      db,
      'SELECT e.run_pk, e.state FROM json_each(?) j CROSS JOIN evaluation_runs e ON e.run_pk = j.value',
    ).all(keys) as [runPk: number, state: EvaluationState][],
  )
  // `runPks` come from one query of this connection, so each has its run.
  return readRuns(db, runPks).map((run: Run, index) => {
    const runPk = runPks[index] as number
    return {
      ...run,
      experimentName: names.get(Number(run.experimentId)) ?? '',
      ...toState(states.get(runPk)),
      traceCount: (linked.get(runPk) ?? 0) - (inTrash.get(runPk) ?? 0) + (judgedOnly.get(runPk) ?? 0),
      scorers: scorers.get(runPk) ?? [],
    }
  })
}

function toState(state: EvaluationState | undefined): { state?: EvaluationState } {
  return state === undefined ? {} : { state }
}

function toCounts(rows: unknown[]): Map<number, number> {
  return new Map(rows as [runPk: number, count: number][])
}
