/** The trace list told naively, over plain arrays, and random filters and sorts to compare it with. */
import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { createAssessment, deleteAssessment } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { type ListInput, listTraces } from '../../../src/main/store/trace-list.ts'
import { deleteTraces } from '../../../src/main/store/trace-write.ts'
import type { Assessment } from '../../../src/shared/model/assessment.ts'
import type { IngestAssessment, IngestSpan } from '../../../src/shared/model/ingest.ts'
import type { TraceFilter, TraceRow, TraceSort } from '../../../src/shared/model/trace.ts'
import { makeIngest, makeSpan, traceId } from './make.ts'

/** A trace as the naive model sees it: its row and what filters look at beside it. */
export interface Known {
  row: TraceRow
  key: number
  assessments: Assessment[]
  isDeleted: boolean
}

export const nowMs = 1_750_000_000_000
export const traceCount = 400

/** Few distinct values, so that ties and empty values are everywhere; enough rows for every way of the planner. */
export function fill(db: Database): Known[] {
  const pick = <T>(n: number, ...values: T[]): T => values[n % values.length] as T
  const spans: IngestSpan[] = []
  const assessments: IngestAssessment[] = []
  for (let n = 1; n <= traceCount; n++) {
    const mix = Math.imul(n, 0x9e3779b1) >>> 0
    const startNano = BigInt(pick(mix >>> 3, 1, 2, 3, 4, 5, 6, 7)) * 1_000_000_000n
    const isOpen = mix % 11 === 0
    const root = makeSpan(n, 1, isOpen ? 99 : undefined, {
      name: pick(mix >>> 5, 'chat', 'Chat', 'agent', 'rag', 'チャット'),
      startNano,
      endNano: startNano + BigInt(pick(mix >>> 7, 1, 10, 1000)) * 1_000_000n,
      statusCode: pick(mix >>> 9, 0, 1, 2),
    })
    const tokens = pick<number | undefined>(mix >>> 11, undefined, 5, 50, 500)
    spans.push(
      makeIngest(root, {
        type: 'LLM',
        model: pick(mix >>> 13, undefined, 'm1', 'm2', 'm3'),
        usage: tokens === undefined ? undefined : { total: tokens },
        cost: pick<number | undefined>(mix >>> 15, undefined, 0.1, 0.25),
        sessionId: pick(mix >>> 17, undefined, 's1', 's2'),
        userId: pick(mix >>> 19, undefined, 'u1', 'u2', 'u3'),
        traceTags: pick<Record<string, string> | undefined>(
          mix >>> 21,
          undefined,
          { env: 'prod' },
          { env: 'test', 'a.b': '' },
        ),
      }),
    )
    if (mix % 3 === 0) spans.push(makeIngest(makeSpan(n, 2, 1, { statusCode: 2 })))
    const add = (name: string, value: IngestAssessment['value'], sourceId: string): void => {
      assessments.push({ traceId: traceId(n), name, kind: 'feedback', value, source: { type: 'HUMAN', id: sourceId } })
    }
    if (mix % 2 === 0)
      add('score', pick<number | string>(mix >>> 23, 0, 0.5, 1, 'high'), pick(mix >>> 25, 'ann', 'bob'))
    if (mix % 5 === 0) add('good', mix % 10 === 0, 'ann')
    if (mix % 15 === 0) add('good', true, 'bob')
  }
  ingestBatch(db, { spans, assessments }, nowMs)
  deleteTraces(db, { selection: { traceIds: [7, 8, 9, 70, 71].map(traceId) } })
  for (const spanned of [20, 21, 22]) {
    createAssessment(db, {
      traceId: traceId(spanned),
      spanId: `${'0'.repeat(15)}1`,
      name: 'span_only',
      kind: 'feedback',
      value: spanned,
      source: { type: 'CODE', id: '' },
    })
  }
  const gone = createAssessment(db, {
    traceId: traceId(30),
    name: 'gone',
    kind: 'feedback',
    value: 1,
    source: { type: 'CODE', id: '' },
  })
  deleteAssessment(db, { assessmentId: gone.assessmentId })
  return readKnown(db)
}

export function readKnown(db: Database): Known[] {
  const keys = db.prepare('SELECT trace_id, trace_pk, deleted_at_ms IS NOT NULL FROM traces').raw().all() as [
    string,
    number,
    number,
  ][]
  return keys.map(([id, key, deleted]) => {
    const assessments = (
      db
        .prepare('SELECT * FROM assessments WHERE trace_pk = ? AND valid = 1 AND deleted_at_ms IS NULL')
        .all(key) as Record<string, unknown>[]
    ).map(
      (row) =>
        ({
          name: row.name,
          value: JSON.parse(row.value as string),
          source: { type: row.source_type, id: row.source_id },
        }) as unknown as Assessment,
    )
    // The row is read one by one, without planner, cursor or order.
    const page = listTraces(db, {
      filter: { traceIds: [id], deleted: deleted === 1 },
      sort: { column: 'start', direction: 'asc' },
      limit: 1,
    })
    return { row: page.rows[0] as TraceRow, key, assessments, isDeleted: deleted === 1 }
  })
}

export function inRange(
  value: number | undefined,
  range: { min?: number | undefined; max?: number | undefined } | undefined,
): boolean {
  if (range === undefined || (range.min === undefined && range.max === undefined)) return true
  return value !== undefined && value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity)
}

export function isSelected({ row, assessments, isDeleted }: Known, filter: TraceFilter): boolean {
  const oneOf = (values: readonly (string | undefined)[] | undefined, value: string | undefined): boolean =>
    values === undefined || (value !== undefined && values.includes(value))
  return (
    isDeleted === (filter.deleted ?? false) &&
    (filter.experimentId === undefined || filter.experimentId === row.experimentId) &&
    oneOf(filter.states, row.state) &&
    oneOf(filter.names, row.name) &&
    oneOf(filter.models, row.model) &&
    oneOf(filter.sessionIds, row.sessionId) &&
    oneOf(filter.userIds, row.userId) &&
    oneOf(filter.traceIds, row.traceId) &&
    inRange(row.startUs, filter.startUs) &&
    inRange(row.durationUs, filter.durationUs) &&
    inRange(row.totalTokens, filter.totalTokens) &&
    inRange(row.cost, filter.cost) &&
    (filter.hasErrors === undefined || filter.hasErrors === row.errorCount > 0) &&
    (filter.tags ?? []).every(
      (tag) => Object.hasOwn(row.tags, tag.key) && (tag.value === undefined || row.tags[tag.key] === tag.value),
    ) &&
    (filter.assessments ?? []).every((wanted) => {
      const isFound = assessments.some((one) => {
        const number =
          typeof one.value === 'boolean' ? Number(one.value) : typeof one.value === 'number' ? one.value : undefined
        return (
          one.name === wanted.name &&
          (wanted.value === undefined || JSON.stringify(one.value) === JSON.stringify(wanted.value)) &&
          inRange(number, wanted) &&
          oneOf(wanted.sourceId === undefined ? undefined : [wanted.sourceId], one.source.id) &&
          oneOf(wanted.sourceType === undefined ? undefined : [wanted.sourceType], one.source.type)
        )
      })
      return isFound === (wanted.presence !== 'absent')
    })
  )
}

export function sortKeys({ row, key }: Known, sort: TraceSort): { value: string | number | undefined; rest: number[] } {
  if (typeof sort.column !== 'string') {
    const value = row.assessments[sort.column.assessment]?.value
    const sortable = typeof value === 'boolean' ? Number(value) : (value as string | number | undefined)
    return { value: sortable, rest: sortable === undefined ? [row.startUs, key] : [key] }
  }
  const value = {
    start: row.startUs,
    name: row.name,
    state: row.state,
    duration: row.durationUs,
    tokens: row.totalTokens,
    cost: row.cost,
    model: row.model,
    session: row.sessionId,
    user: row.userId,
    spans: row.spanCount,
    errors: row.errorCount,
  }[sort.column]
  return { value, rest: [row.startUs, key] }
}

export function compareValues(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  if (typeof a === 'number') return a - (b as number)
  return Buffer.compare(Buffer.from(a), Buffer.from(b as string))
}

export function naive(known: Known[], filter: TraceFilter, sort: TraceSort): string[] {
  const sign = sort.direction === 'asc' ? 1 : -1
  return known
    .filter((one) => isSelected(one, filter))
    .map((one) => ({ id: one.row.traceId, ...sortKeys(one, sort) }))
    .sort((a, b) => {
      if ((a.value === undefined) !== (b.value === undefined)) return a.value === undefined ? 1 : -1
      const byValue = a.value === undefined ? 0 : compareValues(a.value, b.value as string | number)
      if (byValue !== 0) return sign * byValue
      const at = a.rest.findIndex((key, index) => key !== b.rest[index])
      return at === -1 ? 0 : sign * ((a.rest[at] as number) - (b.rest[at] as number))
    })
    .map((one) => one.id)
}

export function allPages(db: Database, input: Omit<ListInput, 'cursor'>, isBackward: boolean): string[] {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = listTraces(db, { ...input, ...(isBackward ? { fromEnd: true, direction: 'before' } : {}), cursor })
    const pageIds = page.rows.map((row) => row.traceId)
    if (isBackward) ids.unshift(...pageIds)
    else ids.push(...pageIds)
    cursor = isBackward ? page.previousCursor : page.nextCursor
  } while (cursor !== undefined)
  return ids
}

export const range = (...values: number[]) =>
  fc.record({
    min: fc.option(fc.constantFrom(...values), { nil: undefined }),
    max: fc.option(fc.constantFrom(...values), { nil: undefined }),
  })
export const some = (...values: string[]) => fc.subarray(values, { minLength: 0 })

export const filterArbitrary: fc.Arbitrary<TraceFilter> = fc.record(
  {
    experimentId: fc.constantFrom('0', '1', 'x'),
    states: fc.subarray(['OK', 'ERROR', 'IN_PROGRESS'] as const),
    startUs: range(1_000_000, 2_000_000, 3_500_000, 7_000_000),
    names: some('chat', 'Chat', 'rag', 'チャット', 'none'),
    models: some('m1', 'm2', 'm3', 'm4'),
    sessionIds: some('s1', 's2'),
    userIds: some('u1', 'u3', 'u9'),
    tags: fc.array(
      fc.constantFrom<{ key: string; value?: string }>(
        { key: 'env' },
        { key: 'env', value: 'prod' },
        { key: 'a.b', value: '' },
        { key: 'b' },
      ),
      { maxLength: 2 },
    ),
    assessments: fc.array(
      fc.record(
        {
          name: fc.constantFrom('score', 'good', 'span_only', 'gone'),
          presence: fc.constantFrom('present', 'absent'),
          value: fc.constantFrom(0, 0.5, true, false, 'high'),
          min: fc.constantFrom(0, 0.5, 21),
          max: fc.constantFrom(0.5, 1),
          sourceType: fc.constantFrom('HUMAN', 'CODE'),
          sourceId: fc.constantFrom('ann', 'bob'),
        },
        { requiredKeys: ['name'] },
      ),
      { maxLength: 2 },
    ),
    durationUs: range(1_000, 10_000, 500_000),
    totalTokens: range(5, 50, 100),
    cost: range(0.1, 0.2),
    hasErrors: fc.boolean(),
    traceIds: fc.array(fc.integer({ min: 0, max: traceCount }).map(traceId), { maxLength: 30 }),
    deleted: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<TraceFilter>

/** Few conditions at a time: many select nothing. */
export const smallFilterArbitrary = fc
  .tuple(
    filterArbitrary,
    fc.shuffledSubarray(
      [
        'states',
        'startUs',
        'names',
        'models',
        'sessionIds',
        'userIds',
        'tags',
        'assessments',
        'durationUs',
        'totalTokens',
        'cost',
        'hasErrors',
        'traceIds',
        'experimentId',
        'deleted',
      ],
      { maxLength: 3 },
    ),
  )
  .map(
    ([filter, kept]) => Object.fromEntries(Object.entries(filter).filter(([key]) => kept.includes(key))) as TraceFilter,
  )

export const sortArbitrary: fc.Arbitrary<TraceSort> = fc.record({
  column: fc.oneof(
    fc.constantFrom(
      'start',
      'name',
      'state',
      'duration',
      'tokens',
      'cost',
      'model',
      'session',
      'user',
      'spans',
      'errors',
    ),
    fc.record({ assessment: fc.constantFrom('score', 'good', 'span_only', 'gone') }),
  ),
  direction: fc.constantFrom('asc', 'desc'),
}) as fc.Arbitrary<TraceSort>
