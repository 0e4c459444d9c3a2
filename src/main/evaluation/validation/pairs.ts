/** Pairs of what a scorer said about a row and what people answered about the same outputs. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import type {
  PairCounts,
  QuestionRef,
  ScalarValue,
  SplitRef,
  ValidationQuery,
  ValidationSubject,
} from '../../../shared/model/validation.ts'
import { classOf, judgeValue, toScalar } from '../../../shared/model/value-mapping.ts'
import { parseTraceId } from '../../formats/stable-id.ts'
import { listOpenings } from '../../store/dataset-splits.ts'
import { questionKey } from '../../store/final-answer.ts'
import {
  type DatasetPlace,
  type FinalAnswer,
  outputsKey,
  parseQuestionKey,
  readFinalAnswers,
  readPlaces,
} from '../../store/validation-answers.ts'
import {
  readExamples,
  readScores,
  readSubject,
  type ScoredTrace,
  type SubjectFacts,
} from '../../store/validation-scores.ts'
import { readTraceContent as readRecorded } from '../datasets/trace-content.ts'
import { readTraceContent } from '../runner/trace-content.ts'

/** Why a row is in no pair. */
export type LeftOut = 'unlabelled' | 'otherOutput' | 'tied' | 'ignored' | 'failed' | 'example' | 'sealed'

/** A row of the part that is looked at. `scored` and `answered` are mapped values. */
export interface ComparedRow {
  row: ScoredTrace
  place: DatasetPlace | undefined
  answer: FinalAnswer | undefined
  scored: ScalarValue | undefined
  answered: ScalarValue | undefined
  leftOut: LeftOut | undefined
}

/** A row with the answers of people that may count for it. */
export interface SubjectRow {
  row: ScoredTrace
  place: DatasetPlace | undefined
  /** What people answered about it or its source, also about another output. */
  questions: QuestionRef[]
  findAnswer(question: QuestionRef): { answer: FinalAnswer | undefined; isOtherOutput: boolean }
}

export interface SubjectRows extends SubjectFacts {
  rows: SubjectRow[]
}

/** Every row of a subject, sealed ones among them. Throws NOT_FOUND. */
export function readSubjectRows(db: Database, subject: ValidationSubject, question?: QuestionRef): SubjectRows {
  const facts = readSubject(db, subject)
  const scores = readScores(db, facts)
  const traceIds = new Set(scores.flatMap(({ traceId, sourceTraceId }) => [traceId, sourceTraceId ?? traceId]))
  const answers = readFinalAnswers(db, [...traceIds], question?.name)
  const findPlace = readPlaces(db, parseTraceId)
  const rows = scores.map((row) => ({
    row,
    questions: listQuestions(row, answers),
    place: findPlace({
      recordId: row.recordId,
      traceIds: [row.sourceTraceId, row.traceId],
      inputsHash: row.inputsHash,
    }),
    findAnswer: answerFinder(db, row, answers),
  }))
  return { ...facts, rows }
}

type Answers = ReadonlyMap<string, ReadonlyMap<string, FinalAnswer>>

function listQuestions({ traceId, sourceTraceId, expectations = {} }: ScoredTrace, answers: Answers): QuestionRef[] {
  const keys = new Set([
    ...(answers.get(traceId)?.keys() ?? []),
    ...(answers.get(sourceTraceId ?? traceId)?.keys() ?? []),
    ...Object.keys(expectations).map((name) => questionKey({ name, kind: 'expectation' })),
  ])
  return [...keys].map(parseQuestionKey)
}

/**
 * The final answer about what was scored: one about the trace that holds it, else about the trace that the row came from, if that says
 * the same. What is expected holds whatever was answered.
 */
function answerFinder(db: Database, row: ScoredTrace, answers: Answers): SubjectRow['findAnswer'] {
  let isSame: boolean | undefined
  return (question) => {
    const key = questionKey(question)
    const own = answers.get(row.traceId)?.get(key)
    const source = row.sourceTraceId === undefined ? undefined : answers.get(row.sourceTraceId)?.get(key)
    if (question.kind === 'expectation') {
      // The row's trace repeats what its record expects; what people said about the source has the reasons.
      return { answer: source ?? own ?? expectationOf(row, question.name), isOtherOutput: false }
    }
    if (own !== undefined || source === undefined) return { answer: own, isOtherOutput: false }
    isSame ??= isSameOutput(db, row)
    return isSame ? { answer: source, isOtherOutput: false } : { answer: undefined, isOtherOutput: true }
  }
}

function expectationOf({ expectations }: ScoredTrace, name: string): FinalAnswer | undefined {
  if (expectations === undefined || !Object.hasOwn(expectations, name)) return undefined
  return {
    value: expectations[name],
    source: 'expectation',
    rationale: undefined,
    people: [],
    assessmentId: undefined,
    traceId: undefined,
    sessionId: undefined,
    schemaId: undefined,
  }
}

function isSameOutput(db: Database, { sourceTraceId, outputs }: ScoredTrace): boolean {
  if (sourceTraceId === undefined || outputs === undefined) return false
  try {
    const scored = outputsKey(JSON.parse(outputs))
    // As records take outputs from traces, and as evaluations do.
    const recorded = [readRecorded(db, sourceTraceId).outputs, readTraceContent(db, sourceTraceId).outputs]
    return recorded.some((each) => each !== undefined && outputsKey(each) === scored)
  } catch (error) {
    // The source is in the trash.
    if (error instanceof AppError && error.code === 'NOT_FOUND') return false
    throw error
  }
}

/** The traces that were scored, of one split or of all, for scoring them anew; those of sealed splits are left out. */
export function listScoredTraces(
  db: Database,
  { subject, split }: { subject: ValidationSubject; split?: SplitRef | undefined },
): string[] {
  return readSubjectRows(db, subject).rows.flatMap(({ row, place }) => {
    const isIn = split === undefined || (place?.datasetId === split.datasetId && place.name === split.name)
    return isIn && place?.isSealed !== true ? [row.traceId] : []
  })
}

/**
 * The rows of the part that is asked for, paired by the mapping. Without a part, rows of sealed splits are counted and not read.
 *
 * @throws AppError NOT_FOUND (subject, opening), CONFLICT (a sealed split without an opening of it)
 */
export function readPairs(
  db: Database,
  query: ValidationQuery,
): { facts: SubjectFacts; rows: ComparedRow[]; counts: PairCounts } {
  const { rows, ...facts } = readSubjectRows(db, query.subject, query.question)
  const { split } = query
  const isIn = (place: DatasetPlace | undefined) =>
    split === undefined || (place?.datasetId === split.datasetId && place.name === split.name)
  const isOpen = split !== undefined && checkOpening(db, split, query.openingId, rows)
  const isExample = exampleFinder(db, facts)
  const compared = rows
    .filter(({ place }) => isIn(place))
    .map((each) => (each.place?.isSealed === true && !isOpen ? toSealed(each) : toPair(each, query, isExample)))
  return { facts, rows: compared, counts: countPairs(compared) }
}

/** Whether the part is sealed and may be read. */
function checkOpening(
  db: Database,
  split: SplitRef,
  openingId: number | undefined,
  rows: readonly SubjectRow[],
): boolean {
  const isSealed = rows.some(
    ({ place }) => place?.isSealed === true && place.datasetId === split.datasetId && place.name === split.name,
  )
  if (!isSealed) return false
  const opening = listOpenings(db, split.datasetId).find((each) => each.openingId === openingId)
  if (opening?.split !== split.name) {
    throw new AppError('CONFLICT', 'This split is sealed. Say what it is opened for before its rows are compared.')
  }
  return true
}

function toSealed({ row, place }: SubjectRow): ComparedRow {
  return { row, place, answer: undefined, scored: undefined, answered: undefined, leftOut: 'sealed' }
}

type IsExample = (row: ScoredTrace, answer: FinalAnswer | undefined) => boolean

/** A judge that was shown a row with people's answer has seen the solution: the row says nothing about it. */
export function exampleFinder(db: Database, { judge }: Pick<SubjectFacts, 'judge'>): IsExample {
  const examples = judge === undefined ? [] : readExamples(db, judge)
  const ids = new Set(examples.flatMap(({ assessmentId }) => assessmentId ?? []))
  const inputs = new Set(examples.flatMap((each) => (each.inputs === undefined ? [] : outputsKey(each.inputs))))
  return (row, answer) => {
    if (answer?.assessmentId !== undefined && ids.has(answer.assessmentId)) return true
    return inputs.size > 0 && row.inputs !== undefined && inputs.has(outputsKey(JSON.parse(row.inputs)))
  }
}

function toPair(
  { row, place, findAnswer }: SubjectRow,
  { question, mapping }: ValidationQuery,
  isExample: IsExample,
): ComparedRow {
  const { answer, isOtherOutput } = findAnswer(question)
  const scored = mapScored(toScalar(row.value), mapping)
  const answered = mapAnswered(toScalar(answer?.value), mapping)
  const base = { row, place, answer, scored, answered }
  if (row.value === undefined) return { ...base, leftOut: 'failed' }
  if (scored === undefined) return { ...base, leftOut: 'ignored' }
  if (isExample(row, answer)) return { ...base, leftOut: 'example' }
  if (isOtherOutput) return { ...base, leftOut: 'otherOutput' }
  if (answer === undefined) return { ...base, leftOut: 'unlabelled' }
  if (answer.value === undefined) return { ...base, leftOut: 'tied' }
  return { ...base, leftOut: answered === undefined ? 'ignored' : undefined }
}

type Mapping = ValidationQuery['mapping']

function mapScored(value: ScalarValue | undefined, mapping: Mapping): ScalarValue | undefined {
  if (value === undefined || mapping.kind === 'classes') return value
  if (mapping.kind === 'verdict') return judgeValue(mapping.scorer, value)
  return typeof value === 'number' ? value : undefined
}

function mapAnswered(value: ScalarValue | undefined, mapping: Mapping): ScalarValue | undefined {
  if (value === undefined) return undefined
  if (mapping.kind === 'classes') return classOf(mapping, value)
  if (mapping.kind === 'verdict') return judgeValue(mapping.human, value)
  return typeof value === 'number' ? value : undefined
}

function countPairs(rows: readonly ComparedRow[]): PairCounts {
  const count = (reason: LeftOut) => rows.filter(({ leftOut }) => leftOut === reason).length
  const compared = rows.filter(({ leftOut }) => leftOut === undefined)
  const from = (source: FinalAnswer['source']) => compared.filter(({ answer }) => answer?.source === source).length
  return {
    judged: rows.filter(({ scored }) => scored !== undefined).length,
    compared: compared.length,
    unlabelled: count('unlabelled'),
    otherOutput: count('otherOutput'),
    tied: count('tied'),
    ignored: count('ignored'),
    failed: count('failed'),
    example: count('example'),
    sealed: count('sealed'),
    bySource: {
      settled: from('settled'),
      labels: from('labels'),
      feedback: from('feedback'),
      expectation: from('expectation'),
    },
  }
}
