/** What a dataset's records are made of: traces, the answers of a labeling session, or records as they are. */
import type { Database } from 'better-sqlite3'
import type { Assessment } from '../../../shared/model/assessment.ts'
import type { AnswerRules, AnswerUse, RecordSource, TracesSource } from '../../../shared/model/dataset.ts'
import { AppError } from '../../../shared/model/error.ts'
import type { Json } from '../../../shared/model/json.ts'
import { countSettledAnswers } from '../../../shared/model/settles.ts'
import { isJsonObject } from '../../formats/json-text.ts'
import { listAssessments } from '../../store/assessments.ts'
import type { NewRecord } from '../../store/dataset-records.ts'
import type { GivenAnswer } from '../../store/final-answer.ts'
import { getSession } from '../../store/labeling-sessions.ts'
import { iterateSelection } from '../../store/selection.ts'
import { listSessionLabels } from '../../store/session-labels.ts'
import { listSettled } from '../../store/settled-labels.ts'
import { chooseAnswer } from './choose-answer.ts'
import { readTraceContent } from './trace-content.ts'

/** Traces that are turned into records at once. */
const mostTraces = 20_000

export interface Draft {
  records: NewRecord[]
  /** Traces without inputs, items without an answer. */
  left: number
}

/** Errors: NOT_FOUND (session), INVALID_INPUT (too many traces). */
export function draftRecords(db: Database, source: RecordSource): Draft {
  if (source.kind === 'records') {
    return { records: source.records.map((record) => ({ ...record, sourceType: 'HUMAN' as const })), left: 0 }
  }
  return source.kind === 'session' ? draftFromSession(db, source) : draftFromTraces(db, source)
}

function draftFromTraces(db: Database, source: TracesSource): Draft {
  const records: NewRecord[] = []
  let left = 0
  for (const record of draftTraces(db, source)) {
    if (record === undefined) left++
    else records.push(record)
    if (records.length > mostTraces) {
      throw new AppError(
        'INVALID_INPUT',
        `More than ${mostTraces} traces are chosen. Choose fewer, and add the rest after.`,
      )
    }
  }
  return { records, left }
}

/** Trace by trace; undefined for one without inputs. */
export function* draftTraces(db: Database, source: TracesSource): Generator<NewRecord | undefined> {
  for (const traceId of iterateSelection(db, source.selection)) {
    const record = draftTrace(db, traceId)
    yield record === undefined ? undefined : { ...record, ...answersOfTrace(db, traceId, source) }
  }
}

/** Undefined for a trace of which nobody knows what went in. */
function draftTrace(db: Database, traceId: string): NewRecord | undefined {
  const { inputs, outputs } = readTraceContent(db, traceId)
  if (inputs === undefined || inputs === null) return undefined
  const shownId = `tr-${traceId}`
  return {
    inputs: isJsonObject(inputs) ? inputs : { [Array.isArray(inputs) ? 'messages' : 'input']: inputs },
    outputs,
    sourceType: 'TRACE',
    sourceId: shownId,
    source: { source_type: 'TRACE', source_data: { trace_id: shownId } },
  }
}

/** The answers of a record as they are chosen, question by question. */
function collectAnswers({ several = { rule: 'decided' } }: AnswerRules) {
  const parts = { expectation: {} as Record<string, Json>, tag: {} as Record<string, Json> }
  return {
    /** Tells whether the record got any. */
    add(use: AnswerUse, name: string, given: readonly GivenAnswer[]): boolean {
      if (use === 'none') return false
      const chosen = chooseAnswer(name, given, several)
      Object.assign(parts[use], Object.fromEntries(chosen))
      return chosen.length > 0
    },
    toFields: () => ({
      ...(Object.keys(parts.expectation).length === 0 ? {} : { expectations: parts.expectation }),
      ...(Object.keys(parts.tag).length === 0 ? {} : { tags: parts.tag }),
    }),
  }
}

function findUse(rules: AnswerRules, name: string, otherwise: AnswerUse): AnswerUse {
  const { uses } = rules
  return uses !== undefined && Object.hasOwn(uses, name) ? (uses[name] as AnswerUse) : otherwise
}

function answersOfTrace(db: Database, traceId: string, rules: AnswerRules): Partial<NewRecord> {
  const answers = collectAnswers(rules)
  const labelers = new Set<string>()
  const ofTrace = listAssessments(db, { traceId }).filter(
    ({ kind, spanId, value }) => kind !== 'issue' && spanId === undefined && value !== undefined,
  )
  for (const each of Map.groupBy(ofTrace, ({ kind, name }) => JSON.stringify([kind, name])).values()) {
    const [{ kind, name }] = each as [Assessment]
    const given = each.map(
      ({ assessmentId, value, source, metadata, createdAtMs }): GivenAnswer => ({
        assessmentId,
        value,
        sourceType: source.type,
        sourceId: source.id,
        isSettled: countSettledAnswers(metadata) !== undefined,
        createdAtMs,
      }),
    )
    const use = findUse(rules, name, kind === 'expectation' ? 'expectation' : 'none')
    if (!answers.add(use, name, given)) continue
    for (const { sourceType, sourceId, isSettled } of given) {
      if (sourceType === 'HUMAN' && !isSettled) labelers.add(sourceId)
    }
  }
  return {
    ...answers.toFields(),
    lineage: { traceId, ...(labelers.size === 0 ? {} : { labelers: [...labelers].sort() }) },
  }
}

const person = (sourceId: string) => ({ sourceType: 'HUMAN' as const, sourceId })

function draftFromSession(db: Database, source: Extract<RecordSource, { kind: 'session' }>): Draft {
  const { sessionId } = source
  const { schemas, itemCounts } = getSession(db, sessionId)
  const schemaOf = new Map(schemas.map((schema) => [schema.schemaId, schema]))
  const settled = new Map(
    listSettled(db, sessionId).map(({ traceId, schemaId, value }) => [JSON.stringify([traceId, schemaId]), { value }]),
  )
  const records: NewRecord[] = []
  for (const [traceId, labels] of Map.groupBy(listSessionLabels(db, sessionId), (label) => label.traceId)) {
    const record = draftTrace(db, traceId)
    if (record === undefined) continue
    const answers = collectAnswers(source)
    const answered: { schemaId: string; name: string; version: number }[] = []
    for (const [schemaId, given] of Map.groupBy(labels, (label) => label.schemaId)) {
      const schema = schemaOf.get(schemaId)
      if (schema === undefined) continue
      const { name, version } = schema
      const use = findUse(source, name, schema.type === 'expectation' ? 'expectation' : 'tag')
      const settling = settled.get(JSON.stringify([traceId, schemaId]))
      const all = given.map((label): GivenAnswer => ({ ...label, ...person(label.reviewer), isSettled: false }))
      if (settling !== undefined) {
        all.push({ assessmentId: '', value: settling.value, ...person(''), isSettled: true, createdAtMs: 0 })
      }
      if (answers.add(use, name, all)) answered.push({ schemaId, name, version })
    }
    // Where the rule leaves every question open, there is nothing to check an answer against.
    if (answered.length === 0) continue
    records.push({
      ...record,
      ...answers.toFields(),
      lineage: {
        traceId,
        sessionId,
        schemas: answered,
        labelers: [...new Set(labels.map(({ reviewer }) => reviewer))].sort(),
      },
    })
  }
  const items = itemCounts.pending + itemCounts.complete + itemCounts.declined
  return { records, left: items - records.length }
}
