/**
 * What each place where a reviewer worked said last to a question. The newest of all counts and is in `session_answers`; where only
 * this workspace has answered, that is all there is.
 */
import type { Database } from 'better-sqlite3'
import * as z from 'zod'
import type { Json } from '../../shared/model/json.ts'
import { canonicalJson } from './assessment-rows.ts'
import type { WorkKeys } from './label-settling.ts'
import { prepared } from './statements.ts'

/** No place: the choice of whoever leads the session among the others. */
export const decisionOrigin = 'decision'

/** Who decided, for the answer of which place, and which answers (by their times) were there to choose from. */
const Decision = z.object({ by: z.string(), chosen: z.string(), seen: z.record(z.string(), z.number()) })
export type Decision = z.infer<typeof Decision>

export interface OriginAnswer {
  /** Empty: this workspace. */
  origin: string
  version: number
  /** JSON; null: taken back. */
  value: string | null
  rationale: string | null
  /** Given to several items at once. */
  isBulk?: boolean | undefined
  savedAtMs: number
  decision?: Decision
}

/** Answers of one reviewer to one question about one item, by origin. */
export type KnownAnswers = ReadonlyMap<string, OriginAnswer>

/** Negative when `a` is older. A total order: of two answers the same one wins everywhere. */
export function compareAnswers(a: OriginAnswer, b: OriginAnswer): number {
  if (a.savedAtMs !== b.savedAtMs) return a.savedAtMs - b.savedAtMs
  const [textA, textB] = [contentOf(a), contentOf(b)]
  return textA < textB ? -1 : textA > textB ? 1 : 0
}

const contentOf = (answer: OriginAnswer): string =>
  JSON.stringify([valueKey(answer), answer.rationale ?? '', answer.version])

/** Equal for equal values. */
export function valueKey({ value }: Pick<OriginAnswer, 'value'>): string {
  return value === null ? '' : canonicalJson(JSON.parse(value) as Json)
}

/** The one that counts. */
export function findEffective(known: KnownAnswers): OriginAnswer | undefined {
  return [...known.values()].sort(compareAnswers).at(-1)
}

/**
 * The answers that differ, empty when there is no conflict. An answer that a package took along, and that was then changed in it, is
 * out; `exportedAtMs` has the times of packages. A decision ends a conflict of the answers that it has seen.
 */
export function findConflict(known: KnownAnswers, exportedAtMs: ReadonlyMap<string, number>): OriginAnswer[] {
  const answers = [...known.values()].filter(({ origin }) => origin !== decisionOrigin)
  const isReplaced = (answer: OriginAnswer) =>
    answer.origin === '' &&
    answers.some(
      ({ origin, savedAtMs }) =>
        savedAtMs > answer.savedAtMs && answer.savedAtMs <= (exportedAtMs.get(origin) ?? -Infinity),
    )
  const open = answers.filter((answer) => !isReplaced(answer))
  if (new Set(open.map(valueKey)).size < 2) return []
  const seen = known.get(decisionOrigin)?.decision?.seen
  return seen !== undefined && open.every(({ origin, savedAtMs }) => (seen[origin] ?? -1) >= savedAtMs) ? [] : open
}

interface OriginRow {
  reviewer: string
  trace_pk: number
  schema_pk: number
  origin: string
  version: number
  value: string | null
  rationale: string | null
  is_bulk: number
  saved_at_ms: number
  decision: string | null
}

export interface KnownGroup {
  reviewer: string
  tracePk: number
  schemaPk: number
  known: Map<string, OriginAnswer>
}

const columns = 'reviewer, trace_pk, schema_pk, origin, version, value, rationale, is_bulk, saved_at_ms'

/** One reviewer's answers to the questions about one item, by key of the question. */
export function readKnown(db: Database, keys: WorkKeys, reviewer: string): Map<number, Map<string, OriginAnswer>> {
  const where = 'WHERE run_pk = ? AND reviewer = ? AND trace_pk = ?'
  const kept = prepared(db, `SELECT ${columns}, decision FROM answer_origins ${where}`)
  const local = prepared(db, `SELECT ${columns}, NULL AS decision FROM session_answers ${where} AND origin = ''`)
  const args = [keys.runPk, reviewer, keys.tracePk] as const
  const groups = group([...kept.all(...args), ...local.all(...args)] as OriginRow[])
  return new Map([...groups.values()].map(({ schemaPk, known }) => [schemaPk, known]))
}

/** All answers of a session to which more than one place, or another one than this workspace, has said something. */
export function listKnown(db: Database, runPk: number): KnownGroup[] {
  const kept = prepared(db, `SELECT ${columns}, decision FROM answer_origins WHERE run_pk = ?`)
  const local = prepared(
    db,
    `SELECT ${columns}, NULL AS decision FROM session_answers a WHERE run_pk = ? AND origin = '' AND EXISTS (
      SELECT 1 FROM answer_origins o WHERE o.run_pk = a.run_pk AND o.reviewer = a.reviewer AND o.trace_pk = a.trace_pk
        AND o.schema_pk = a.schema_pk)`,
  )
  return [...group([...kept.all(runPk), ...local.all(runPk)] as OriginRow[]).values()]
}

/** Rows of `session_answers` come last: they are what this workspace says now. */
function group(rows: readonly OriginRow[]): Map<string, KnownGroup> {
  const groups = new Map<string, KnownGroup>()
  for (const row of rows) {
    const key = JSON.stringify([row.reviewer, row.trace_pk, row.schema_pk])
    let found = groups.get(key)
    if (found === undefined) {
      found = { reviewer: row.reviewer, tracePk: row.trace_pk, schemaPk: row.schema_pk, known: new Map() }
      groups.set(key, found)
    }
    found.known.set(row.origin, toAnswer(row))
  }
  return groups
}

function toAnswer(row: OriginRow): OriginAnswer {
  const { origin, version, value, rationale } = row
  const isBulk = row.is_bulk === 1
  const answer = { origin, version, value, rationale, ...(isBulk ? { isBulk } : {}), savedAtMs: row.saved_at_ms }
  return row.decision === null ? answer : { ...answer, decision: Decision.parse(JSON.parse(row.decision)) }
}

/** Keeps what every place said and makes the newest the one that counts. The reviewer's work on the item must be there already. */
export function writeKnown(
  db: Database,
  keys: WorkKeys,
  reviewer: string,
  schemaPk: number,
  known: KnownAnswers,
): void {
  const keep = prepared(
    db,
    `INSERT INTO answer_origins (run_pk, reviewer, trace_pk, schema_pk, origin, version, value, rationale, is_bulk, saved_at_ms,
        decision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (run_pk, reviewer, trace_pk, schema_pk, origin) DO UPDATE SET version = excluded.version, value = excluded.value,
        rationale = excluded.rationale, is_bulk = excluded.is_bulk, saved_at_ms = excluded.saved_at_ms, decision = excluded.decision`,
  )
  for (const { origin, version, value, rationale, isBulk, savedAtMs, decision } of known.values()) {
    const text = decision === undefined ? null : JSON.stringify(decision)
    const bulk = isBulk === true ? 1 : 0
    keep.run(keys.runPk, reviewer, keys.tracePk, schemaPk, origin, version, value, rationale, bulk, savedAtMs, text)
  }
  const effective = findEffective(known)
  if (effective !== undefined) writeEffective(db, keys, reviewer, schemaPk, effective)
}

/** Makes this the answer that counts. */
export function writeEffective(
  db: Database,
  keys: WorkKeys,
  reviewer: string,
  schemaPk: number,
  effective: OriginAnswer,
): void {
  prepared(
    db,
    `INSERT INTO session_answers (run_pk, reviewer, trace_pk, schema_pk, version, value, rationale, is_bulk, saved_at_ms, origin)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (run_pk, reviewer, trace_pk, schema_pk) DO UPDATE SET version = excluded.version, value = excluded.value,
        rationale = excluded.rationale, is_bulk = excluded.is_bulk, saved_at_ms = excluded.saved_at_ms, origin = excluded.origin`,
  ).run(
    keys.runPk,
    reviewer,
    keys.tracePk,
    schemaPk,
    effective.version,
    effective.value,
    effective.rationale,
    effective.isBulk === true ? 1 : 0,
    effective.savedAtMs,
    effective.origin,
  )
}

/** When the packages of a session were made, by id. */
export function readExportTimes(db: Database, runPk: number): Map<string, number> {
  const rows = prepared(db, 'SELECT package_id, created_at_ms FROM handovers WHERE run_pk = ?').all(runPk)
  return new Map(
    (rows as { package_id: string; created_at_ms: number }[]).map((row) => [row.package_id, row.created_at_ms]),
  )
}
