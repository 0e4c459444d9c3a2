/** Datasets and models that runs read or made, as their clients described them. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import { getActiveRunPk } from './runs.ts'
import { prepared, preparedRaw } from './statements.ts'
import { writeTransaction } from './transaction.ts'

export type RunLinkKind = 'dataset' | 'modelInput' | 'modelOutput'

export interface RunLink {
  kind: RunLinkKind
  /** Two links of one kind and key are the same. */
  key: string
  /** The JSON object that the client sent. */
  content: Json
}

/** Adds links; one that is there stays as it is, but for an output, whose step may change. Throws as `logBatch`. */
export function addRunLinks(db: Database, runId: string, links: readonly RunLink[]): void {
  writeTransaction(db, () => {
    const runPk = getActiveRunPk(db, runId)
    const add = prepared(
      db,
      `INSERT INTO run_links (run_pk, kind, key, content) VALUES (?, ?, ?, ?)
        ON CONFLICT (run_pk, kind, key) DO UPDATE SET content = excluded.content WHERE kind = 'modelOutput'`,
    )
    for (const { kind, key, content } of links) add.run(runPk, kind, key, JSON.stringify(content))
  })
}

/** Links by run id, for the runs that have any. */
export function readRunLinks(db: Database, runIds: readonly string[]): Map<string, RunLink[]> {
  const byRun = new Map<string, RunLink[]>()
  const rows = preparedRaw(
    db,
    `SELECT r.run_id, l.kind, l.key, l.content FROM json_each(?) j CROSS JOIN runs r ON r.run_id = j.value
      CROSS JOIN run_links l ON l.run_pk = r.run_pk ORDER BY r.run_pk, l.kind, l.key`,
  ).all(JSON.stringify(runIds)) as [string, RunLinkKind, string, string][]
  for (const [runId, kind, key, content] of rows) {
    const link = { kind, key, content: JSON.parse(content) as Json }
    const links = byRun.get(runId)
    if (links === undefined) byRun.set(runId, [link])
    else links.push(link)
  }
  return byRun
}
