/** What clients change of a trace's tags and memberships. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../../../shared/model/json.ts'
import { linkTraces as linkStoredTraces } from '../../../store/run-traces.ts'
import { prepared, preparedPluck } from '../../../store/statements.ts'
import { changeTags } from '../../../store/tags.ts'
import { findLivingTracePk, hasStatedName, setTraceName } from '../../../store/trace-name.ts'
import { durableTransaction } from '../../../store/transaction.ts'
import { MlflowError } from '../mlflow-error.ts'
import { traceNotFound } from '../trace-ids.ts'
import { traceNameTag } from '../trace-json.ts'
import type { WriteContext } from '../write-context.ts'

interface TagInput {
  traceId: string
  key: string
}

function setTraceTag({ db, touch }: WriteContext, { traceId, key, value }: TagInput & { value: string }): void {
  durableTransaction(db, () => {
    const tracePk = getTracePk(db, traceId)
    if (key === traceNameTag) setTraceName(db, tracePk, value)
    // An import keeps the name as a tag, too.
    if (key !== traceNameTag || hasTag(db, tracePk, key)) writeTags(db, tracePk, { [key]: value })
  })
  touch({ topic: 'traces', kind: 'changed', traceIds: [traceId] })
}

/** Throws RESOURCE_DOES_NOT_EXIST for a tag that is not there, as MLflow's server does. */
function deleteTraceTag({ db, touch }: WriteContext, { traceId, key }: TagInput): void {
  durableTransaction(db, () => {
    const tracePk = getTracePk(db, traceId)
    const isName = key === traceNameTag && hasStatedName(db, tracePk)
    if (!isName && !hasTag(db, tracePk, key)) {
      throw new MlflowError(
        'RESOURCE_DOES_NOT_EXIST',
        `No trace tag with key '${key}' for trace with ID 'tr-${traceId}'`,
      )
    }
    if (isName) setTraceName(db, tracePk, undefined)
    writeTags(db, tracePk, { [key]: null })
  })
  touch({ topic: 'traces', kind: 'changed', traceIds: [traceId] })
}

/** Traces that have not arrived are linked when they do, as with MLflow's server. */
function linkTracesToRun({ db, nowMs, touch }: WriteContext, input: { runId: string; traceIds: string[] }): void {
  linkStoredTraces(db, input.runId, input.traceIds, nowMs, { awaitUnknown: true })
  touch({ topic: 'runs' })
  touch({ topic: 'labeling' })
}

/** The tag in which clients note the versions of prompts that a trace used: a JSON list of names and versions. */
const promptsTag = 'mlflow.linkedPrompts'

function linkPrompts(
  { db, touch }: WriteContext,
  { traceId, prompts }: { traceId: string; prompts: { name: string; version: string }[] },
): void {
  durableTransaction(db, () => {
    const tracePk = getTracePk(db, traceId)
    const stored = preparedPluck(db, 'SELECT value FROM trace_tags WHERE trace_pk = ? AND key = ?').get(
      tracePk,
      promptsTag,
    )
    const known = toPrompts(typeof stored === 'string' ? stored : '[]')
    const added = prompts.filter(
      ({ name, version }) => !known.some((other) => other.name === name && other.version === version),
    )
    if (added.length > 0) writeTags(db, tracePk, { [promptsTag]: JSON.stringify([...known, ...added]) })
  })
  touch({ topic: 'traces', kind: 'changed', traceIds: [traceId] })
}

function toPrompts(text: string): { name: string; version: string }[] {
  let list: Json
  try {
    list = JSON.parse(text) as Json
  } catch {
    return []
  }
  if (!Array.isArray(list)) return []
  return list.flatMap((item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item) && typeof item.name === 'string'
      ? [{ name: item.name, version: String(item.version ?? '') }]
      : [],
  )
}

function writeTags(db: Database, tracePk: number, tags: Record<string, string | null>): void {
  if (!changeTags(db, tracePk, tags)) return
  prepared(db, 'INSERT OR IGNORE INTO search_pending (trace_pk) VALUES (?)').run(tracePk)
}

function hasTag(db: Database, tracePk: number, key: string): boolean {
  return preparedPluck(db, 'SELECT 1 FROM trace_tags WHERE trace_pk = ? AND key = ?').get(tracePk, key) !== undefined
}

function getTracePk(db: Database, traceId: string): number {
  const tracePk = findLivingTracePk(db, traceId)
  if (tracePk === undefined) throw traceNotFound(`tr-${traceId}`)
  return tracePk
}

export const traceTagWrites = { setTraceTag, deleteTraceTag, linkTracesToRun, linkPrompts }
