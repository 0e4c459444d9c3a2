import type { Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { facetTraces } from '../../../src/main/store/trace-facets.ts'
import { countTraces, listTraces } from '../../../src/main/store/trace-list.ts'
import { getTrace, listSession, readTree } from '../../../src/main/store/trace-read.ts'
import type { TraceFilter, TraceSort } from '../../../src/shared/model/trace.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

/** The plan of every SELECT that `work` prepares: the lines of EXPLAIN QUERY PLAN, joined. */
function plansOf(work: (db: Database) => void): string[] {
  const db = makeMemoryStore()
  const spans = Array.from({ length: 50 }, (_, index) =>
    makeIngest(makeSpan(index + 1, 1), { type: 'LLM', model: 'm', sessionId: 's', usage: { total: index } }),
  )
  ingestBatch(db, { spans }, 1)
  const plans: string[] = []
  const prepare = db.prepare.bind(db)
  const watched = (source: string) => {
    if (/^\s*SELECT/.test(source)) {
      const steps = prepare(`EXPLAIN QUERY PLAN ${source}`).all(...new Array(source.split('?').length - 1).fill(1))
      plans.push((steps as { detail: string }[]).map((step) => step.detail).join('; '))
    }
    return prepare(source)
  }
  db.prepare = watched as Database['prepare']
  work(db)
  return plans
}

/** A look at every row of a table. */
const tableScan = /SCAN (t|traces|spans|s|assessments|a|trace_tags|g|assessment_cells|c)(?! USING)\b/
const sorting = /TEMP B-TREE/
/** Row, tags and cells of one page come for a list of keys and are put in order: a handful of rows. */
const isForPage = (plan: string): boolean => plan.startsWith('SCAN j VIRTUAL TABLE')

function expectOrderedByIndex(plans: string[], index: string): void {
  const listing = plans.filter((plan) => !isForPage(plan))
  expect(listing.length).toBeGreaterThanOrEqual(3)
  for (const plan of listing) {
    expect(plan).not.toMatch(tableScan)
    expect(plan).not.toMatch(sorting)
  }
  expect(listing.join('\n')).toContain(index)
}

/** First page, the next one, the last one. */
function list(db: Database, filter: TraceFilter, sort: TraceSort): void {
  const first = listTraces(db, { filter, sort, limit: 5 })
  listTraces(db, { filter, sort, limit: 5, cursor: first.nextCursor })
  listTraces(db, { filter, sort, limit: 5, fromEnd: true })
}

describe('an index gives the order', () => {
  const columns = [
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
  ] as const
  for (const column of columns) {
    for (const direction of ['asc', 'desc'] as const) {
      test(`of the sort by ${column} ${direction}`, () => {
        expectOrderedByIndex(
          plansOf((db) => list(db, {}, { column, direction })),
          `traces_by_${column}`,
        )
      })
    }
  }

  test('of the sort by an assessment', () => {
    expectOrderedByIndex(
      plansOf((db) => list(db, {}, { column: { assessment: 'a' }, direction: 'desc' })),
      'assessment_cells_by_value',
    )
  })

  const filters: [string, TraceFilter, string][] = [
    ['a model', { models: ['m'] }, 'traces_by_model (model=?'],
    ['a state', { states: ['OK'] }, 'traces_by_state (state=?'],
    ['a session', { sessionIds: ['s'] }, 'traces_by_session (session_id=?'],
    ['no errors', { hasErrors: false }, 'traces_by_errors (error_count=?'],
    ['a stretch of time', { startUs: { min: 1, max: 2e15 } }, 'traces_by_start (start_us>? AND start_us<?'],
  ]
  for (const [name, filter, seek] of filters) {
    test(`of the time sort filtered by ${name}`, () => {
      expectOrderedByIndex(
        plansOf((db) => list(db, filter, { column: 'start', direction: 'desc' })),
        seek,
      )
    })
  }

  test('by which a deep page is sought, to the last key', () => {
    const plans = plansOf((db) => list(db, {}, { column: 'duration', direction: 'desc' }))
    expect(plans.join('\n')).toContain('traces_by_duration (duration_us=? AND start_us=? AND rowid<?)')
    expect(plans.join('\n')).toContain('traces_by_duration (duration_us>? AND (duration_us,start_us)<(?,?))')
  })
})

describe('an index is enough', () => {
  test('to count and to list values', () => {
    const plans = plansOf((db) => {
      countTraces(db, { filter: {} })
      countTraces(db, { filter: { models: ['m'] } })
      for (const column of ['name', 'model', 'session', 'user', 'state'] as const) facetTraces(db, { column, limit: 5 })
    })
    expect(plans).toHaveLength(7)
    for (const plan of plans) expect(plan).toMatch(/USING (COVERING )?INDEX traces_by_/)
  })

  test('to find a trace, its tree and its session', () => {
    const plans = plansOf((db) => {
      getTrace(db, traceId(1))
      readTree(db, traceId(1))
      listSession(db, 's', 10)
    })
    for (const plan of plans) expect(plan).not.toMatch(tableScan)
    expect(plans.join('\n')).toContain('SEARCH spans USING PRIMARY KEY (trace_pk=?)')
  })
})
