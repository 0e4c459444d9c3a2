/** A workspace with a labeling session, a dataset with a sealed test split, and a judge's evaluation over the same traces. */
import { makeDataset } from '../../src/main/store/dataset-making.ts'
import { listRecords } from '../../src/main/store/dataset-records.ts'
import { moveToSplit, sealSplit } from '../../src/main/store/dataset-splits.ts'
import { finishEvaluationRows, logEvaluationMetrics } from '../../src/main/store/evaluation-results.ts'
import { createEvaluationRun, setEvaluationState } from '../../src/main/store/evaluation-runs.ts'
import { saveJudge } from '../../src/main/store/judges.ts'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import { EvaluationConfig } from '../../src/shared/model/evaluation.ts'
import type { JudgeDefinition } from '../../src/shared/model/judge.ts'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { makeLabels } from './make-labels.ts'
import { makeSession } from './make-session.ts'
import { makeChat, traceIdOf } from './make-traces.ts'

const nowMs = Date.UTC(2026, 4, 12, 9, 30)

const accuracy: NewLabelSchema = {
  name: 'response_accuracy',
  type: 'feedback',
  title: 'Is the answer accurate?',
  input: { type: 'categorical', options: ['Accurate', 'Partially accurate', 'Inaccurate'], isMultiple: false },
  enableComment: true,
}

const definition: JudgeDefinition = {
  instructions: 'Is {{ outputs }} a correct answer to {{ inputs }}?',
  answer: { kind: 'yesNo' },
  isMultiTurn: false,
  providerId: 'local',
  model: 'small',
  temperature: 0,
  examples: [],
}

/** Every third answer is not accurate; people agree on all but the first trace. */
const answerOf = (at: number) => (at % 3 === 2 ? (at % 2 === 0 ? 'Inaccurate' : 'Partially accurate') : 'Accurate')

/** Version 1 of the judge passes too much; version 2 errs less. */
const scoreOf = (at: number, version: number) => {
  const isGood = answerOf(at) === 'Accurate'
  if (isGood) return at % 12 === 1 ? 'no' : 'yes'
  return at % (version === 1 ? 2 : 5) === 0 ? 'yes' : 'no'
}

const labelled = 50
const all = 60
const key = (at: number) => `trace ${at}`
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

export interface MadeValidation {
  sessionId: string
  runId: string
  judgeId: string
}

/** Rows 0 to 29 are `dev`, 30 to 39 the sealed `test`, 40 to 49 `train`; 50 to 59 have no label. Train is not judged. */
export function makeValidation(workspace: string): MadeValidation {
  const sessionId = makeSession(workspace, {
    name: 'Help desk',
    traces: numbers(0, all).map((at) =>
      makeChat(key(at), nowMs + at * 1_000, `Question ${at}: which oil for a wet chain?`, `Answer ${at}: wet lube.`),
    ),
    schemas: [accuracy],
    reviewers: ['kaito', '佐藤'],
    setup: { rules: { assignment: 'all', labelsWanted: 2 } },
  })
  makeLabels(
    workspace,
    sessionId,
    numbers(0, labelled).flatMap((at) =>
      ['kaito', '佐藤'].map((reviewer) => ({
        trace: key(at),
        reviewer,
        answers: { response_accuracy: at === 0 && reviewer === '佐藤' ? 'Inaccurate' : answerOf(at) },
        rationale: `${reviewer} checked answer ${at} against the manual.`,
      })),
    ),
  )
  const { db, close } = openWorkspace(workspace, { mode: 'open' })
  try {
    const { datasetId } = makeDataset(
      db,
      {
        name: 'golden',
        tags: {},
        experimentIds: ['0'],
        records: numbers(0, labelled).map((at) => ({
          inputs: { question: at },
          sourceType: 'TRACE' as const,
          sourceId: `tr-${traceIdOf(key(at))}`,
        })),
      },
      nowMs,
    )
    const { records } = listRecords(db, { datasetId, limit: 500 })
    const parts = { dev: numbers(0, 30), test: numbers(30, 40), train: numbers(40, 50) }
    for (const [split, places] of Object.entries(parts)) {
      const recordIds = records.flatMap(({ recordId, inputs }) =>
        places.includes(Number(inputs.question)) ? [recordId] : [],
      )
      moveToSplit(db, { datasetId, recordIds, split }, nowMs)
    }
    sealSplit(db, { datasetId, split: 'test' }, nowMs)
    const { judgeId } = saveJudge(db, { experimentId: '0', name: 'correctness', definition }, nowMs)
    const instructions = `${definition.instructions} Be strict.`
    saveJudge(
      db,
      { judgeId, experimentId: '0', name: 'correctness', definition: { ...definition, instructions } },
      nowMs,
    )
    const runs = [1, 2].map((version) => makeRun(db, judgeId, version))
    return { sessionId, judgeId, runId: runs[0] as string }
  } finally {
    close()
  }
}

type Db = ReturnType<typeof openWorkspace>['db']

function makeRun(db: Db, judgeId: string, version: number): string {
  const endMs = nowMs + version * 60_000
  const config = EvaluationConfig.parse({
    experimentId: '0',
    name: `judged by version ${version}`,
    source: { kind: 'traces', selection: { traceIds: [] } },
    target: { kind: 'recorded' },
    scorers: [{ kind: 'judge', name: 'correctness', judgeId, version, repeats: 1 }],
    concurrency: 1,
    maxTries: 1,
  })
  const places = [...numbers(0, 40), ...numbers(50, all)]
  const rows = places.map((at) => ({
    sourceTraceId: traceIdOf(key(at)),
    traceId: traceIdOf(key(at)),
    inputs: { question: at },
    inputsHash: `row ${at}`,
    outputs: `Answer ${at}: wet lube.`,
  }))
  const { runId } = createEvaluationRun(db, { config, rows }, endMs)
  finishEvaluationRows(
    db,
    {
      runId,
      rows: places.map((at, position) => ({
        position,
        state: 'scored' as const,
        traceId: traceIdOf(key(at)),
        spans: [],
        expectations: [],
        feedback: [
          {
            assessmentId: `a-${version}-${at}`,
            traceId: traceIdOf(key(at)),
            name: 'correctness',
            kind: 'feedback' as const,
            value: scoreOf(at, version),
            rationale: `Answer ${at} names a lube for the wet.`,
            source: { type: 'LLM_JUDGE' as const, id: 'local:/small' },
            metadata: { 'mlflow.assessment.sourceRunId': runId },
            createdAtMs: endMs,
          },
        ],
      })),
    },
    endMs,
  )
  logEvaluationMetrics(db, runId, endMs)
  setEvaluationState(db, { runId, state: 'done' }, endMs)
  return runId
}
