/** Most frequent values of a column, for filter menus. */
import type { Database } from 'better-sqlite3'
import type { Facet } from '../../shared/model/trace.ts'
import { preparedRaw } from './statements.ts'
import { translating } from './store-error.ts'

export interface FacetInput {
  column: 'name' | 'model' | 'session' | 'user' | 'tagKey' | 'tagValue' | 'sourceId' | 'state'
  tagKey?: string | undefined
  prefix?: string | undefined
  limit: number
}

const columns = {
  name: { column: 'name', index: 'traces_by_name' },
  model: { column: 'model', index: 'traces_by_model' },
  session: { column: 'session_id', index: 'traces_by_session' },
  user: { column: 'user_id', index: 'traces_by_user' },
  state: { column: 'state', index: 'traces_by_state' },
} as const

/** Without the trash. `prefix` is compared without regard to ASCII case. */
export function facetTraces(db: Database, input: FacetInput): Facet[] {
  return translating(() => {
    const { text, params } = facetSql(input)
    const sql = `SELECT value, count FROM (${text}) WHERE value IS NOT NULL AND value LIKE ? ESCAPE '\\' AND count > 0
      ORDER BY count DESC, value LIMIT ?`
    const pattern = `${(input.prefix ?? '').replace(/[\\%_]/g, '\\$&')}%`
    const rows = preparedRaw(db, sql).all(...params, pattern, input.limit) as [string, number][]
    return rows.map(([value, count]) => ({ value, count }))
  })
}

/** Tags of traces in the trash are taken off afterwards: the trash is small, the tags are many. */
const inTrash = `FROM traces t INDEXED BY traces_in_trash CROSS JOIN trace_tags g ON g.trace_pk = t.trace_pk
  WHERE t.deleted_at_ms IS NOT NULL`

function facetSql(input: FacetInput): { text: string; params: string[] } {
  if (input.column === 'tagKey') {
    return {
      text: `SELECT value, sum(count) AS count FROM (
        SELECT key AS value, count(*) AS count FROM trace_tags INDEXED BY trace_tags_by_key GROUP BY key
        UNION ALL SELECT g.key, -count(*) ${inTrash} GROUP BY g.key) GROUP BY value`,
      params: [],
    }
  }
  if (input.column === 'tagValue') {
    return {
      text: `SELECT value, sum(count) AS count FROM (
        SELECT value, count(*) AS count FROM trace_tags INDEXED BY trace_tags_by_key WHERE key = ? GROUP BY value
        UNION ALL SELECT g.value, -count(*) ${inTrash} AND g.key = ? GROUP BY g.value) GROUP BY value`,
      params: [input.tagKey ?? '', input.tagKey ?? ''],
    }
  }
  if (input.column === 'sourceId') {
    return {
      text: `SELECT a.source_id AS value, count(DISTINCT a.trace_pk) AS count FROM assessments a
        WHERE a.valid = 1 AND a.deleted_at_ms IS NULL
        AND NOT EXISTS (SELECT 1 FROM traces t WHERE t.trace_pk = a.trace_pk AND t.deleted_at_ms IS NOT NULL)
        GROUP BY a.source_id`,
      params: [],
    }
  }
  const { column, index } = columns[input.column]
  return {
    text: `SELECT ${column} AS value, count(*) AS count FROM traces INDEXED BY ${index} WHERE deleted_at_ms IS NULL GROUP BY ${column}`,
    params: [],
  }
}
