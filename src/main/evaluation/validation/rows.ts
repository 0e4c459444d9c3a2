/** The rows of a comparison, with what both sides said and why. */
import type { Database } from 'better-sqlite3'
import type { RowChoice, ValidationQuery, ValidationRow } from '../../../shared/model/validation.ts'
import { toScalar } from '../../../shared/model/value-mapping.ts'
import { preparedPluck } from '../../store/statements.ts'
import { readTraceRows } from '../../store/trace-rows.ts'
import { isPair, type Pair } from './measure.ts'
import { type ComparedRow, readPairs } from './pairs.ts'

/** In the order of the evaluation; numbers with the largest difference first. Throws as `readPairs`; the cursor is a place in that order. */
export function listValidationRows(
  db: Database,
  input: ValidationQuery & { choice: RowChoice; cursor?: string | undefined; limit: number },
): { rows: ValidationRow[]; total: number; nextCursor?: string } {
  const { choice, cursor, limit } = input
  const chosen = chooseRows(readPairs(db, input).rows, choice)
  const start = cursor === undefined ? 0 : Number.parseInt(cursor, 10) || 0
  const end = start + limit
  return {
    rows: describeRows(db, chosen.slice(start, end)),
    total: chosen.length,
    ...(end < chosen.length ? { nextCursor: String(end) } : {}),
  }
}

function chooseRows(rows: readonly ComparedRow[], choice: RowChoice): ComparedRow[] {
  if (choice.kind === 'leftOut') return rows.filter(({ leftOut }) => leftOut === choice.reason)
  const pairs = rows.filter(isPair)
  if (choice.kind === 'cell') {
    return pairs.filter(({ answered, scored }) => answered === choice.answered && scored === choice.scored)
  }
  return pairs
    .filter(({ answered, scored }) => answered !== scored)
    .toSorted((a, b) => differenceOf(b) - differenceOf(a))
}

function differenceOf({ answered, scored }: Pair): number {
  return typeof answered === 'number' && typeof scored === 'number' ? Math.abs(scored - answered) : 0
}

/** With the beginnings of what was asked and answered. */
export function describeRows(db: Database, rows: readonly ComparedRow[]): ValidationRow[] {
  const previews = readPreviews(
    db,
    rows.map(({ row }) => row.traceId),
  )
  return rows.map(({ row, answer, scored, answered }) => {
    const value = toScalar(row.value)
    const preview = previews.get(row.traceId)
    return {
      runId: row.runId,
      traceId: row.traceId,
      ...preview,
      assessmentId: row.assessmentId,
      ...(value === undefined ? {} : { value }),
      ...(row.rationale === undefined ? {} : { rationale: row.rationale }),
      ...(answer === undefined ? {} : { answer: describeAnswer(answer) }),
      ...(scored === undefined ? {} : { scored }),
      ...(answered === undefined ? {} : { answered }),
    }
  })
}

function describeAnswer(answer: NonNullable<ComparedRow['answer']>): NonNullable<ValidationRow['answer']> {
  const { rationale, source, people, traceId, sessionId, schemaId } = answer
  const value = toScalar(answer.value)
  return {
    ...(value === undefined ? {} : { value }),
    ...(rationale === undefined ? {} : { rationale }),
    source,
    people,
    ...(traceId === undefined ? {} : { traceId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(schemaId === undefined ? {} : { schemaId }),
  }
}

export interface Previews {
  inputPreview?: string
  outputPreview?: string
}

export function readPreviews(db: Database, traceIds: readonly string[]): Map<string, Previews> {
  const keys = preparedPluck(
    db,
    'SELECT t.trace_pk FROM json_each(?) d CROSS JOIN traces t ON t.trace_id = d.value',
  ).all(JSON.stringify(traceIds)) as number[]
  return new Map(
    readTraceRows(db, keys).map(({ traceId, inputPreview, outputPreview }) => [
      traceId,
      {
        ...(inputPreview === undefined ? {} : { inputPreview }),
        ...(outputPreview === undefined ? {} : { outputPreview }),
      },
    ]),
  )
}
