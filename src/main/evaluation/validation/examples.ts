/** Labelled traces that may become examples of a judge: none that it is measured on. */
import type { Database } from 'better-sqlite3'
import type { JudgeExample } from '../../../shared/model/judge.ts'
import type {
  ExampleCandidate,
  QuestionRef,
  ScalarValue,
  ValidationQuery,
  ValueMapping,
} from '../../../shared/model/validation.ts'
import { classOf, judgeValue, toScalar } from '../../../shared/model/value-mapping.ts'
import { createRandom, shuffle } from '../../../shared/statistics/random.ts'
import { parseTraceId } from '../../formats/stable-id.ts'
import { questionKey } from '../../store/final-answer.ts'
import { type FinalAnswer, listAnsweredTraces, readFinalAnswers, readPlaces } from '../../store/validation-answers.ts'
import { readTraceContent } from '../runner/trace-content.ts'
import { readSubjectRows } from './pairs.ts'
import { readPreviews } from './rows.ts'
import { countValues } from './setup.ts'

/** Traces whose answers are looked through, and those that are offered. */
const mostAnswered = 5_000
const mostOffered = 100
/** A split of this name is kept for the last check, sealed or not. */
const testSplit = 'test'

/**
 * Candidates with a balanced choice of them: as many of each value, those with a rationale first. Rows of sealed and of test splits are
 * not among them, nor those of the part that is compared. `held`: how many labelled traces that keeps back.
 *
 * @throws AppError NOT_FOUND (subject)
 */
export function suggestExamples(
  db: Database,
  { subject, question, mapping, split, count }: Omit<ValidationQuery, 'openingId'> & { count: number },
): { candidates: ExampleCandidate[]; held: number } {
  const { rows, experimentId } = readSubjectRows(db, subject, question)
  const findPlace = readPlaces(db, parseTraceId)
  const isCompared = new Set(
    rows
      .filter(({ place }) => split === undefined || (place?.datasetId === split.datasetId && place.name === split.name))
      .flatMap(({ row }) => [row.traceId, row.sourceTraceId]),
  )
  const traceIds = listAnsweredTraces(db, { experimentId, question, limit: mostAnswered })
  const answers = readFinalAnswers(db, traceIds, question.name)
  const free = traceIds.filter((traceId) => {
    const place = findPlace({ traceIds: [traceId] })
    return !isCompared.has(traceId) && place?.isSealed !== true && place?.name !== testSplit
  })
  const values = countValues(rows.map(({ row }) => toScalar(row.value))).map(({ value }) => value)
  const found = free.flatMap((traceId) => {
    const answer = answers.get(traceId)?.get(questionKey(question))
    const value = answer === undefined ? undefined : toJudgeValue(toScalar(answer.value), mapping, values)
    return answer === undefined || value === undefined ? [] : [{ traceId, answer, value }]
  })
  const ordered = spread(found)
  const previews = readPreviews(
    db,
    ordered.map(({ traceId }) => traceId),
  )
  return {
    candidates: ordered.slice(0, mostOffered).map(({ traceId, answer, value }, index) => ({
      traceId,
      ...previews.get(traceId),
      value,
      ...(answer.rationale === undefined ? {} : { rationale: answer.rationale }),
      isSuggested: index < count,
      example: makeExample(db, traceId, answer, value),
    })),
    held: traceIds.length - free.length,
  }
}

interface Found {
  traceId: string
  answer: FinalAnswer
  value: ScalarValue
}

/** One of each value in turn, within a value those with a reason first, else in an order that says nothing. */
function spread(found: readonly Found[]): Found[] {
  const mixed = shuffle(createRandom('examples'), found)
  const groups = [...Map.groupBy(mixed, ({ value }) => value).values()].map((group) =>
    group.toSorted((a, b) => Number(b.answer.rationale !== undefined) - Number(a.answer.rationale !== undefined)),
  )
  const most = Math.max(0, ...groups.map(({ length }) => length))
  return Array.from({ length: most }, (_, at) => groups.flatMap((group) => group[at] ?? [])).flat()
}

/** A person's answer in the words of the judge; undefined where it has none for it. */
function toJudgeValue(
  answer: ScalarValue | undefined,
  mapping: ValueMapping,
  values: readonly ScalarValue[],
): ScalarValue | undefined {
  if (answer === undefined || mapping.kind === 'numbers') return typeof answer === 'number' ? answer : undefined
  if (mapping.kind === 'classes') return classOf(mapping, answer)
  const verdict = judgeValue(mapping.human, answer)
  if (verdict === undefined) return undefined
  const usual: ScalarValue[] = verdict === 'pass' ? ['yes', true] : ['no', false]
  return [...values, ...usual].find((value) => judgeValue(mapping.scorer, value) === verdict)
}

/** The trace as an example: what went in and out, and what people said of it. Throws NOT_FOUND. */
export function makeExample(db: Database, traceId: string, answer: FinalAnswer, value: ScalarValue): JudgeExample {
  const { inputs, outputs, expectations } = readTraceContent(db, traceId)
  return {
    inputs,
    ...(outputs === undefined ? {} : { outputs }),
    ...(Object.keys(expectations).length === 0 ? {} : { expectations }),
    value,
    ...(answer.rationale === undefined ? {} : { rationale: answer.rationale }),
    ...(answer.assessmentId === undefined ? {} : { assessmentId: answer.assessmentId }),
  }
}

/** One row of a comparison as an example, for a judge that is to be put right. Undefined where people have not answered. */
export function exampleOfRow(
  db: Database,
  { subject, question, mapping, traceId }: Omit<ValidationQuery, 'openingId' | 'split'> & { traceId: string },
): JudgeExample | undefined {
  const { rows } = readSubjectRows(db, subject, question)
  const found = rows.find(({ row }) => row.traceId === traceId)
  const answer = found?.findAnswer(question as QuestionRef).answer
  // A row that is kept for the last check must not be shown to the judge.
  if (found === undefined || answer === undefined || found.place?.isSealed === true) return undefined
  const values = countValues(rows.map(({ row }) => toScalar(row.value))).map(({ value }) => value)
  const value = toJudgeValue(toScalar(answer.value), mapping, values)
  return value === undefined ? undefined : makeExample(db, traceId, answer, value)
}
