/** Issues: problems met in traces. A trace is tied to one by an assessment of kind `issue` whose name is the issue's id. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../shared/model/error.ts'
import { requireActiveExperiment } from './runs.ts'
import { allOf, type Sql, sql } from './sql.ts'
import { prepared, preparedRaw } from './statements.ts'
import { durableTransaction } from './transaction.ts'

/** As `mlflow/entities/issue.py` names them. */
export const issueStatuses = ['pending', 'rejected', 'resolved'] as const
export type IssueStatus = (typeof issueStatuses)[number]
/** From the least to the most severe. */
export const issueSeverities = ['not_an_issue', 'low', 'medium', 'high'] as const
export type IssueSeverity = (typeof issueSeverities)[number]

export interface Issue {
  issueId: string
  experimentId: string
  name: string
  description: string
  status: IssueStatus
  severity?: IssueSeverity
  rootCauses: string[]
  categories: string[]
  sourceRunId?: string
  createdBy?: string
  createdAtMs: number
  updatedAtMs: number
  /** Traces with a valid assessment that names the issue; only where it was asked for. */
  traceCount?: number
}

export interface NewIssue {
  experimentId: string
  name: string
  description: string
  status?: IssueStatus | undefined
  severity?: IssueSeverity | undefined
  rootCauses: string[]
  categories: string[]
  sourceRunId?: string | undefined
  createdBy?: string | undefined
}

const columns = `i.issue_id, i.experiment_id, i.name, i.description, i.status, i.severity, i.root_causes, i.categories, i.source_run_id,
  i.created_by, i.created_at_ms, i.updated_at_ms`

const traceCountSql = `(SELECT count(DISTINCT a.trace_pk) FROM assessments a WHERE a.name = i.issue_id AND a.kind = 'issue'
  AND a.valid = 1 AND a.deleted_at_ms IS NULL)`

type IssueValues = [
  issueId: string,
  experimentId: number,
  name: string,
  description: string,
  status: IssueStatus,
  severity: IssueSeverity | null,
  rootCauses: string,
  categories: string,
  sourceRunId: string | null,
  createdBy: string | null,
  createdAtMs: number,
  updatedAtMs: number,
  traceCount: number | null,
]

function toIssue(row: unknown): Issue {
  const values = row as IssueValues
  return {
    issueId: values[0],
    experimentId: String(values[1]),
    name: values[2],
    description: values[3],
    status: values[4],
    ...(values[5] === null ? {} : { severity: values[5] }),
    rootCauses: JSON.parse(values[6]) as string[],
    categories: JSON.parse(values[7]) as string[],
    ...(values[8] === null ? {} : { sourceRunId: values[8] }),
    ...(values[9] === null ? {} : { createdBy: values[9] }),
    createdAtMs: values[10],
    updatedAtMs: values[11],
    ...(values[12] === null ? {} : { traceCount: values[12] }),
  }
}

/** Throws NOT_FOUND and INVALID_INPUT for the experiment. */
export function createIssue(db: Database, issue: NewIssue, nowMs: number): Issue {
  return durableTransaction(db, () => {
    const experimentId = requireActiveExperiment(db, issue.experimentId)
    const issueId = `iss-${crypto.randomUUID().replaceAll('-', '')}`
    prepared(
      db,
      `INSERT INTO issues (issue_id, experiment_id, name, description, status, severity, root_causes, categories, source_run_id,
        created_by, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      issueId,
      experimentId,
      issue.name,
      issue.description,
      issue.status ?? 'pending',
      issue.severity ?? null,
      JSON.stringify(issue.rootCauses),
      JSON.stringify(issue.categories),
      issue.sourceRunId ?? null,
      issue.createdBy ?? null,
      nowMs,
      nowMs,
    )
    return getIssue(db, issueId)
  })
}

/** Throws NOT_FOUND. */
export function getIssue(db: Database, issueId: string): Issue {
  const row = preparedRaw(db, `SELECT ${columns}, NULL FROM issues i WHERE i.issue_id = ?`).get(issueId)
  if (row === undefined) throw new AppError('NOT_FOUND', `Issue with ID '${issueId}' not found`)
  return toIssue(row)
}

export interface IssueChange {
  name?: string | undefined
  description?: string | undefined
  status?: IssueStatus | undefined
  severity?: IssueSeverity | undefined
}

/** What is not given stays. Throws NOT_FOUND. */
export function updateIssue(db: Database, issueId: string, change: IssueChange, nowMs: number): Issue {
  return durableTransaction(db, () => {
    prepared(
      db,
      `UPDATE issues SET name = ifnull(?, name), description = ifnull(?, description), status = ifnull(?, status),
        severity = ifnull(?, severity), updated_at_ms = ? WHERE issue_id = ?`,
    ).run(
      change.name ?? null,
      change.description ?? null,
      change.status ?? null,
      change.severity ?? null,
      nowMs,
      issueId,
    )
    return getIssue(db, issueId)
  })
}

/** One condition; all must hold. An issue without a source run meets none about it. */
export interface IssueCondition {
  field: 'status' | 'source_run_id'
  isEqual: boolean
  value: string
}

export interface IssueSearch {
  experimentId?: string | undefined
  conditions: readonly IssueCondition[]
  withTraceCount: boolean
  offset: number
  limit: number
}

/** The most severe first, then (with counts) those of most traces, then the newest. */
export function searchIssues(db: Database, search: IssueSearch): Issue[] {
  const where: Sql[] = search.conditions.map(({ field, isEqual, value }) =>
    sql(`i.${field} ${isEqual ? '=' : '<>'} ?`, value),
  )
  if (search.experimentId !== undefined) where.push(sql('i.experiment_id = ?', Number(search.experimentId)))
  const { text, params } = allOf(where)
  const rank = `CASE i.severity ${issueSeverities.map((name, index) => `WHEN '${name}' THEN ${index}`).join(' ')} ELSE -1 END`
  const rows = preparedRaw(
    db,
    `SELECT ${columns}, ${search.withTraceCount ? traceCountSql : 'NULL'} AS trace_count FROM issues i WHERE ${text}
      ORDER BY ${rank} DESC, trace_count DESC, i.created_at_ms DESC, i.issue_id DESC LIMIT ? OFFSET ?`,
  ).all(...params, search.limit, search.offset)
  return rows.map(toIssue)
}
