import type { Database } from 'better-sqlite3'
import { expect, it } from 'vitest'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { linkTraces, listRunTraceIds, unlinkTraces } from '../../../src/main/store/run-traces.ts'
import { createRun } from '../../../src/main/store/runs.ts'
import { countTraces, listTraces } from '../../../src/main/store/trace-list.ts'
import { deleteTraces, restoreTraces } from '../../../src/main/store/trace-write.ts'
import type { TraceSort } from '../../../src/shared/model/trace.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from './make.ts'

const byStart: TraceSort = { column: 'start', direction: 'desc' }

/** 200 traces: every tenth linked to the run, every 25th logged under it. */
function makeRunStore(): { db: Database; runId: string; members: string[] } {
  const db = makeMemoryStore()
  const spans = Array.from({ length: 200 }, (_, index) => makeIngest(makeSpan(index + 1, 1), { type: 'LLM' }))
  ingestBatch(db, { spans }, 1)
  const { runId } = createRun(db, { experimentId: '0', startMs: 1, tags: {} })
  const linked = spans.flatMap((_, index) => (index % 10 === 0 ? [traceId(index + 1)] : []))
  const logged = spans.flatMap((_, index) => (index % 25 === 0 ? [traceId(index + 1)] : []))
  linkTraces(db, runId, linked, 5)
  const traces = logged.map((id) => ({ traceId: id, metadata: { 'mlflow.sourceRun': runId } }))
  ingestBatch(db, { spans: [], traces }, 6)
  return { db, runId, members: [...new Set([...linked, ...logged])].sort() }
}

it('lists, counts and pages the traces of a run, each once', () => {
  const { db, runId, members } = makeRunStore()
  expect(countTraces(db, { filter: { runId } }).count).toBe(members.length)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = listTraces(db, { filter: { runId }, sort: byStart, limit: 7, ...(cursor && { cursor }) })
    seen.push(...page.rows.map((row) => row.traceId))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen.toSorted()).toEqual(members)
  const inOrder = listTraces(db, { filter: {}, sort: byStart, limit: 500 }).rows.map((row) => row.traceId)
  expect(seen).toEqual(inOrder.filter((id) => members.includes(id)))
  expect(listRunTraceIds(db, runId, { limit: 500 }).toSorted()).toEqual(members)
  expect(listTraces(db, { filter: { runId: 'none' }, sort: byStart, limit: 5 }).rows).toEqual([])
})

it('finds a run among many traces by its own rows, without looking at the others', () => {
  const { db, runId } = makeRunStore()
  const plans: string[] = []
  const prepare = db.prepare.bind(db)
  db.prepare = ((source: string) => {
    if (/^\s*SELECT/.test(source)) {
      const steps = prepare(`EXPLAIN QUERY PLAN ${source}`).all(...new Array(source.split('?').length - 1).fill(1))
      plans.push((steps as { detail: string }[]).map((step) => step.detail).join('; '))
    }
    return prepare(source)
  }) as Database['prepare']
  listTraces(db, { filter: { runId }, sort: byStart, limit: 5 })
  listRunTraceIds(db, runId, { limit: 5 })
  const plan = plans.join('\n')
  expect(plan).toContain('SEARCH r USING PRIMARY KEY (run_pk=?)')
  expect(plan).toContain('INDEX trace_metadata_by_key (key=? AND value=?)')
  expect(plan).not.toMatch(/SCAN (t|traces|r|run_traces|m|trace_metadata)\b/)
})

it('leaves out what is in the trash, and has it back after a restore', () => {
  const { db, runId, members } = makeRunStore()
  const [first = ''] = members
  const { deletionId } = deleteTraces(db, { selection: { traceIds: [first] } })
  expect(listRunTraceIds(db, runId, { limit: 500 })).not.toContain(first)
  restoreTraces(db, { deletionId })
  expect(listRunTraceIds(db, runId, { limit: 500 })).toContain(first)
})

it('links what is there at once, what comes later when it comes, and takes links away', () => {
  const { db, runId } = makeRunStore()
  const late = traceId(300)
  expect(linkTraces(db, runId, [traceId(2), traceId(2), late], 7, { awaitUnknown: true })).toEqual({ added: 1 })
  expect(() => linkTraces(db, runId, [traceId(3), traceId(301)], 7)).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
  expect(listRunTraceIds(db, runId, { limit: 500 })).not.toContain(traceId(3))
  expect(() => linkTraces(db, 'none', [traceId(2)], 7)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  ingestBatch(db, { spans: [makeIngest(makeSpan(300, 1), { type: 'LLM' })] }, 8)
  expect(listRunTraceIds(db, runId, { limit: 500 })).toEqual(expect.arrayContaining([traceId(2), late]))
  expect(unlinkTraces(db, runId, [traceId(2), late, traceId(4)])).toEqual({ removed: 2 })
  expect(listRunTraceIds(db, runId, { limit: 500 })).not.toContain(late)
})
