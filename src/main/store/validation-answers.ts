/** What people answered about traces, and which part of a dataset those belong to: the other side of a comparison. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import { countSettledAnswers } from '../../shared/model/settles.ts'
import type { QuestionRef, SplitRef } from '../../shared/model/validation.ts'
import { canonicalJson } from './assessment-rows.ts'
import { chooseFinal, type GivenAnswer, questionKey } from './final-answer.ts'
import { labelMetadata } from './label-settling.ts'
import { preparedPluck, preparedRaw } from './statements.ts'

/** Traces that are read at once. */
const chunkSize = 500

/** Where a final answer comes from; the first of these that is there counts. */
export type AnswerSource = 'settled' | 'labels' | 'feedback' | 'expectation'

/** What people say together about one trace. */
export interface FinalAnswer {
  /** Absent: as many say one as the other. */
  value: Json | undefined
  source: AnswerSource
  rationale: string | undefined
  /** Who gave the answer that counts; everyone where there is none. */
  people: string[]
  /** The one whose rationale is shown. */
  assessmentId: string | undefined
  /** The trace that they answered about; absent for what a record expects. */
  traceId: string | undefined
  /** The labeling session that asked, and its question. */
  sessionId: string | undefined
  schemaId: string | undefined
}

type AnswerValues = [
  traceId: string,
  assessmentId: string,
  name: string,
  kind: QuestionRef['kind'],
  value: string,
  rationale: string | null,
  sourceId: string,
  metadata: string,
  createdAtMs: number,
]

interface Given extends GivenAnswer {
  source: AnswerSource
  rationale: string | undefined
  sessionId: string | undefined
  schemaId: string | undefined
}

const answersSql = `SELECT t.trace_id, a.assessment_id, a.name, a.kind, a.value, a.rationale, a.source_id, a.metadata, a.created_at_ms
  FROM json_each(?) d CROSS JOIN traces t ON t.trace_id = d.value
    CROSS JOIN assessments a INDEXED BY assessments_by_trace ON a.trace_pk = t.trace_pk
  WHERE a.valid = 1 AND a.deleted_at_ms IS NULL AND a.value IS NOT NULL AND a.span_id IS NULL
    AND (a.kind = 'expectation' OR (a.kind = 'feedback' AND a.source_type = 'HUMAN')) AND (? IS NULL OR a.name = ?)
  ORDER BY a.trace_pk, a.created_at_ms, a.assessment_pk`

export function parseQuestionKey(key: string): QuestionRef {
  const at = key.indexOf(' ')
  return { kind: key.slice(0, at) as QuestionRef['kind'], name: key.slice(at + 1) }
}

/**
 * Final answers by trace, and within by question (`questionKey`): a settled answer, else the most frequent of submitted labels, else of
 * other feedback by people, else an expectation. Of one person the newest answer counts; answers that are asked again do not.
 */
export function readFinalAnswers(
  db: Database,
  traceIds: readonly string[],
  name?: string,
): Map<string, Map<string, FinalAnswer>> {
  const askedAgain = new Set(
    preparedPluck(
      db,
      'SELECT assessment_id FROM session_answers WHERE earlier IS NOT NULL AND assessment_id IS NOT NULL',
    ).all() as string[],
  )
  const result = new Map<string, Map<string, FinalAnswer>>()
  for (let at = 0; at < traceIds.length; at += chunkSize) {
    const chunk = JSON.stringify(traceIds.slice(at, at + chunkSize))
    const given = new Map<string, Map<string, Given[]>>()
    for (const row of preparedRaw(db, answersSql).all(chunk, name ?? null, name ?? null) as AnswerValues[]) {
      if (askedAgain.has(row[1])) continue
      const byQuestion = getOrSet(given, row[0], () => new Map<string, Given[]>())
      getOrSet(byQuestion, questionKey({ name: row[2], kind: row[3] }), () => [] as Given[]).push(toGiven(row))
    }
    for (const [traceId, byQuestion] of given) {
      result.set(traceId, new Map([...byQuestion].map(([question, answers]) => [question, decide(traceId, answers)])))
    }
  }
  return result
}

function toGiven([, assessmentId, , kind, value, rationale, sourceId, metadata, createdAtMs]: AnswerValues): Given {
  const about = JSON.parse(metadata) as Record<string, string>
  const sessionId = about[labelMetadata.session]
  const isSettled = countSettledAnswers(about) !== undefined
  const plain = kind === 'expectation' ? 'expectation' : 'feedback'
  return {
    assessmentId,
    value: JSON.parse(value) as Json,
    rationale: rationale === null || rationale === '' ? undefined : rationale,
    sourceType: 'HUMAN',
    sourceId,
    isSettled,
    createdAtMs,
    source: isSettled ? 'settled' : sessionId !== undefined ? 'labels' : plain,
    sessionId,
    schemaId: about[labelMetadata.schema],
  }
}

const ranks: AnswerSource[] = ['settled', 'labels', 'feedback', 'expectation']

/**
 * Answers of one question about one trace, oldest first; at least one. The rule of exports and datasets (`chooseFinal`), except that of
 * equally many none counts: a judge must not be measured by whoever spoke last.
 */
function decide(traceId: string, answers: readonly Given[]): FinalAnswer {
  const source = ranks.find((rank) => answers.some((each) => each.source === rank)) as AnswerSource
  const counted = answers.filter((each) => each.source === source)
  const asked = counted.findLast(({ sessionId }) => sessionId !== undefined)
  const from = { source, traceId, sessionId: asked?.sessionId, schemaId: asked?.schemaId }
  const final = chooseFinal(counted)
  if (final === undefined || final.decidedBy === 'newest') {
    const people = [...new Set(counted.map(({ sourceId }) => sourceId))]
    return { ...from, value: undefined, rationale: undefined, people, assessmentId: undefined }
  }
  const spoken = final.labels.findLast(({ rationale }) => rationale !== undefined) ?? final.labels.at(-1)
  return {
    ...from,
    value: final.value,
    rationale: spoken?.rationale,
    people: final.labels.map(({ sourceId }) => sourceId),
    assessmentId: spoken?.assessmentId,
  }
}

/** Traces of an experiment that people answered a question about, newest first. */
export function listAnsweredTraces(
  db: Database,
  input: { experimentId: string; question: QuestionRef; limit: number },
): string[] {
  return preparedPluck(
    db,
    `SELECT t.trace_id FROM assessments a INDEXED BY assessments_by_source CROSS JOIN traces t ON t.trace_pk = a.trace_pk
      WHERE a.name = ? AND a.source_type = 'HUMAN' AND a.valid = 1 AND a.deleted_at_ms IS NULL AND a.kind = ?
        AND a.value IS NOT NULL AND a.span_id IS NULL AND t.experiment_id = ? AND t.deleted_at_ms IS NULL
      GROUP BY t.trace_pk ORDER BY t.start_us DESC, t.trace_pk DESC LIMIT ?`,
  ).all(input.question.name, input.question.kind, Number(input.experimentId), input.limit) as string[]
}

/** The part of a dataset that something belongs to. */
export interface DatasetPlace extends SplitRef {
  datasetName: string
  isSealed: boolean
}

/** Finds the part of a dataset that a row belongs to: by its record, else by its trace, else (sealed ones) by what it asks. */
export type FindPlace = (row: {
  recordId?: string | undefined
  traceIds: readonly (string | undefined)[]
  inputsHash?: string | undefined
}) => DatasetPlace | undefined

const placesSql = `SELECT r.record_id, r.inputs_hash, r.source_type, r.source_id, r.split, d.dataset_id, d.name, s.split IS NOT NULL
  FROM dataset_records r JOIN datasets d ON d.dataset_pk = r.dataset_pk
    LEFT JOIN dataset_seals s ON s.dataset_pk = r.dataset_pk AND s.split = r.split
  WHERE r.split IS NOT NULL ORDER BY s.split IS NOT NULL, r.record_pk`

type PlaceValues = [
  recordId: string,
  inputsHash: string,
  sourceType: string | null,
  sourceId: string | null,
  split: string,
  datasetId: string,
  datasetName: string,
  isSealed: number,
]

/**
 * Sealed places win over others of the same trace: what is kept for the last check must not be seen by another way.
 *
 * @param parseTraceId as records name traces
 */
export function readPlaces(db: Database, parseTraceId: (text: string) => string | undefined): FindPlace {
  const byRecord = new Map<string, DatasetPlace>()
  const byTrace = new Map<string, DatasetPlace>()
  const sealedInputs = new Map<string, DatasetPlace>()
  for (const row of preparedRaw(db, placesSql).all() as PlaceValues[]) {
    const [recordId, inputsHash, sourceType, sourceId, name, datasetId, datasetName, isSealed] = row
    const place = { datasetId, datasetName, name, isSealed: isSealed === 1 }
    byRecord.set(recordId, place)
    const traceId = sourceType === 'TRACE' && sourceId !== null ? parseTraceId(sourceId) : undefined
    if (traceId !== undefined) byTrace.set(traceId, place)
    if (place.isSealed) sealedInputs.set(inputsHash, place)
  }
  return ({ recordId, traceIds, inputsHash }) => {
    const own = recordId === undefined ? undefined : byRecord.get(recordId)
    const found = traceIds.flatMap((traceId) => (traceId === undefined ? [] : (byTrace.get(traceId) ?? [])))
    const same = inputsHash === undefined ? undefined : sealedInputs.get(inputsHash)
    return [own, ...found, same].find((place) => place?.isSealed) ?? own ?? found[0]
  }
}

/** As outputs are compared. */
export const outputsKey = (outputs: Json): string => canonicalJson(outputs)

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
