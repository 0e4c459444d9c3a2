/** What the reader thread does: reads that may take long, on a connection of their own. */
import type { Database } from 'better-sqlite3'
import type { RecordSource } from '../../../shared/model/dataset.ts'
import { AppError } from '../../../shared/model/error.ts'
import type { JudgeTrialRow } from '../../../shared/model/judge.ts'
import type { TraceSelection } from '../../../shared/model/trace.ts'
import type { ValidationSubject } from '../../../shared/model/validation.ts'
import { draftRecords } from '../../evaluation/datasets/draft-records.ts'
import { estimateEvaluation } from '../../evaluation/runner/estimate.ts'
import { readJudgeConversation, readJudgeTrace } from '../../evaluation/runner/judge-content.ts'
import { listItems } from '../../evaluation/runner/list-items.ts'
import { planEvaluation, previewSource } from '../../evaluation/runner/plan-rows.ts'
import { readTrialRow } from '../../evaluation/runner/trial-row.ts'
import { compareVersions } from '../../evaluation/validation/compare-versions.ts'
import { exampleOfRow, suggestExamples } from '../../evaluation/validation/examples.ts'
import { measureValidation } from '../../evaluation/validation/measure.ts'
import { listScoredTraces } from '../../evaluation/validation/pairs.ts'
import { listValidationRows } from '../../evaluation/validation/rows.ts'
import { readValidationSetup } from '../../evaluation/validation/setup.ts'
import { checkReviewers } from '../../labeling/checks.ts'
import { listConflicts } from '../../labeling/conflicts.ts'
import { assessQuality } from '../../labeling/quality.ts'
import { findSimilarItems } from '../../labeling/similar-items.ts'
import { listAssessmentNames } from '../../store/assessments.ts'
import { listNoteExperiments, listNotes } from '../../store/coding-notes.ts'
import { diffVersions } from '../../store/dataset-versions.ts'
import { listEvaluationConversations } from '../../store/evaluation-conversations.ts'
import { readEvaluationProgress } from '../../store/evaluation-progress.ts'
import { getEvaluation, listEvaluations } from '../../store/evaluations.ts'
import { planBulk } from '../../store/label-bulk.ts'
import { openReader } from '../../store/open-store.ts'
import { countByExperiment } from '../../store/selection.ts'
import { previewSample } from '../../store/session-sample.ts'
import { previewMove } from '../../store/session-versions.ts'
import { facetTraces } from '../../store/trace-facets.ts'
import { countTraces, listTraces } from '../../store/trace-list.ts'
import { readTree } from '../../store/trace-read.ts'
import { findSpans } from './find-spans.ts'
import { type MlflowReply, type ReadCall, runRead } from './mlflow-calls.ts'
import { createReportReads } from './report-commands.ts'
import { listSessionTurns } from './session-turns.ts'

type Tail<T extends (db: Database, input: never, ...rest: never[]) => unknown> = Parameters<T>[1]

export type ReaderCommands = ReturnType<typeof createReaderCommands>

export function createReaderCommands() {
  let db: Database | undefined

  function getDb(): Database {
    if (db === undefined) throw new AppError('NO_WORKSPACE', 'No workspace is open.')
    return db
  }

  return {
    open({ path }: { path: string }): void {
      db = openReader(path)
    },
    close(): void {
      db?.close()
      db = undefined
    },
    listTraces: (input: Tail<typeof listTraces>) => listTraces(getDb(), input),
    countTraces: (input: Tail<typeof countTraces>) => countTraces(getDb(), input),
    countByExperiment: ({ selection }: { selection: TraceSelection }) => countByExperiment(getDb(), selection),
    facetTraces: (input: Tail<typeof facetTraces>) => facetTraces(getDb(), input),
    listAssessmentNames: (_input: undefined) => listAssessmentNames(getDb()),
    listNotes: (input: Tail<typeof listNotes>) => listNotes(getDb(), input),
    listNoteExperiments: (_input: undefined) => listNoteExperiments(getDb()),
    listEvaluations: (_input: undefined) => listEvaluations(getDb()),
    getEvaluation: ({ runId }: { runId: string }) => getEvaluation(getDb(), runId),
    ...createReportReads(getDb),
    planEvaluation: (input: Tail<typeof planEvaluation>) => planEvaluation(getDb(), input),
    previewSource: (input: Tail<typeof previewSource>) => previewSource(getDb(), input),
    estimateEvaluation: (input: Tail<typeof estimateEvaluation>) => estimateEvaluation(getDb(), input),
    readEvaluationProgress: ({ runId }: { runId: string }) => readEvaluationProgress(getDb(), runId),
    listEvaluationItems: (input: Tail<typeof listItems>) => listItems(getDb(), input),
    readTrialRow: (row: JudgeTrialRow) => readTrialRow(getDb(), row),
    readJudgeTrace: ({ traceId }: { traceId: string }) => readJudgeTrace(getDb(), traceId),
    readJudgeConversation: ({ traceIds }: { traceIds: string[] }) => readJudgeConversation(getDb(), traceIds),
    listEvaluationConversations: (input: Tail<typeof listEvaluationConversations>) =>
      listEvaluationConversations(getDb(), input),
    readTree: ({ traceId }: { traceId: string }) => readTree(getDb(), traceId),
    listSessionTurns: (input: Tail<typeof listSessionTurns>) => listSessionTurns(getDb(), input),
    /** A slow read of the MLflow API, by its name. */
    mlflowRead: (call: ReadCall): MlflowReply => runRead(getDb(), call),
    assessQuality: ({ sessionId }: { sessionId: string }) => assessQuality(getDb(), sessionId),
    checkReviewers: ({ sessionId }: { sessionId: string }) => checkReviewers(getDb(), sessionId),
    findSimilarItems: (input: Tail<typeof findSimilarItems>) => findSimilarItems(getDb(), input),
    planBulk: (input: Tail<typeof planBulk>) => planBulk(getDb(), input),
    previewSample: (input: Tail<typeof previewSample>) => previewSample(getDb(), input),
    /** Every answer of a session is read for it. */
    previewMove: (input: Tail<typeof previewMove>) => previewMove(getDb(), input),
    listConflicts: (input: Tail<typeof listConflicts>) => listConflicts(getDb(), input),
    draftRecords: (source: RecordSource) => draftRecords(getDb(), source),
    diffDatasetVersions: (input: Tail<typeof diffVersions>) => diffVersions(getDb(), input),
    readValidationSetup: (subject: ValidationSubject) => readValidationSetup(getDb(), subject),
    measureValidation: (input: Tail<typeof measureValidation>) => measureValidation(getDb(), input),
    listValidationRows: (input: Tail<typeof listValidationRows>) => listValidationRows(getDb(), input),
    listScoredTraces: (input: Tail<typeof listScoredTraces>) => listScoredTraces(getDb(), input),
    compareVersions: (input: Tail<typeof compareVersions>) => compareVersions(getDb(), input),
    suggestExamples: (input: Tail<typeof suggestExamples>) => suggestExamples(getDb(), input),
    exampleOfRow: (input: Tail<typeof exampleOfRow>) => exampleOfRow(getDb(), input),
    findSpans: (input: Tail<typeof findSpans>) => findSpans(getDb(), input),
  }
}
