import type { Database } from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { prepareSearchFunctions } from '../../../../../src/main/receive/mlflow/search/sql-functions.ts'
import { traceConditions } from '../../../../../src/main/receive/mlflow/search/trace-conditions.ts'
import { searchTraces } from '../../../../../src/main/receive/mlflow/search/trace-search.ts'
import { sql } from '../../../../../src/main/store/sql.ts'
import { makeMemoryStore } from '../../../store/make.ts'
import { fillStore, makeRawTraces } from './seed-traces.ts'

let db: Database
beforeAll(() => {
  db = makeMemoryStore()
  fillStore(db, makeRawTraces(30))
  prepareSearchFunctions(db)
})

describe('what clients search for often is found by an index', () => {
  test.each([
    ["status = 'OK'", 'traces_by_state'],
    ["status IN ('OK', 'ERROR')", 'traces_by_state'],
    ['timestamp_ms > 5 AND timestamp_ms < 9', 'traces_by_start'],
    ['execution_time_ms >= 100', 'traces_by_duration'],
    ["name = 'chat'", 'traces_by_name'],
    ["run_id = 'abc'", 'trace_metadata_by_key'],
    ["metadata.`mlflow.modelId` = 'm'", 'trace_metadata_by_key'],
    ["metadata.`mlflow.trace.session` = 's1'", 'traces_by_session'],
    ["metadata.`mlflow.trace.user` = 'ann'", 'traces_by_user'],
    ["tags.env = 'prod'", 'trace_tags_by_key'],
    ["tags.env LIKE 'p%'", 'trace_tags_by_key'],
    ["prompt = 'greet/1'", 'trace_tags_by_key'],
    ["feedback.correct = 'yes'", 'assessments_by_value'],
    ['feedback.score > 0.5', 'assessments_by_number'],
    ["request_id = 'tr-1'", 'sqlite_autoindex_traces'],
  ])('%s: %s', (filter, index) => {
    const conditions = traceConditions(filter, sql('1'))
    expect(conditions).toHaveLength(1)
    const driver = conditions[0]?.driver
    const from = driver?.from ?? sql('none')
    for (const query of [
      driver?.probe ?? sql('none'),
      sql(`SELECT t.trace_pk FROM ${from.text} WHERE t.deleted_at_ms IS NULL`, ...from.params),
    ]) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${query.text}`).all(...query.params) as { detail: string }[]
      expect(plan.map(({ detail }) => detail).join('\n')).toContain(index)
    }
  })
})

test('a regular expression that takes too long over all traces ends with a sentence', () => {
  const long = 'ab'.repeat(200_000)
  const store = makeMemoryStore()
  fillStore(
    store,
    makeRawTraces(60).map((raw) => ({ ...raw, tags: { long }, isDeleted: false, experimentId: '0' })),
  )
  const search = { experimentIds: ['0'], filter: "tags.long RLIKE '(a|b|ab|ba)*c'", maxResults: 10 }
  expect(() => searchTraces(store, search)).toThrow(
    expect.objectContaining({
      code: 'INVALID_PARAMETER_VALUE',
      message: expect.stringMatching(/Narrow the search down/),
    }),
  )
  // The next search has time of its own.
  expect(searchTraces(store, { ...search, filter: "tags.long RLIKE '^ab'" }).traceIds).toHaveLength(10)
})
