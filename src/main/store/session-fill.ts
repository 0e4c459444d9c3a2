/** Bringing traces into labeling sessions, and by which rule: the rules are a tag of the session's run, so that they can be repeated. */
import type { Database } from 'better-sqlite3'
import * as z from 'zod'
import type { LabelingSession } from '../../shared/model/labeling.ts'
import { type ItemSource, type Sample, SampleRule } from '../../shared/model/session-sample.ts'
import { findLabelSchema } from './label-schemas.ts'
import { createSession, getSession, getSessionPk, type NewSession, touchSession } from './labeling-sessions.ts'
import { setRunTag } from './runs.ts'
import { type Added, addKeys } from './session-items.ts'
import { changeSetup, type RulesChange } from './session-rules.ts'
import { drawSample, sourceKeys, withoutItems } from './session-sample.ts'
import { prepared, preparedPluck } from './statements.ts'
import { durableTransaction } from './transaction.ts'

const sampleTag = 'assay.sample'
/** Additions that are remembered, newest last, and the longest list of ids that is still a filter rather than a choice. */
const mostRules = 20
const mostFilterIds = 20

interface Filling {
  selection?: ItemSource | undefined
  /** Absent: all of them. */
  sample?: Sample | undefined
}

/**
 * Makes a session with its rules, guidelines and traces. Its experiment, when none is named, is that of its questions, else that of
 * its first trace. Errors: as `createSession`; NOT_FOUND (dataset); INVALID_INPUT (rules).
 */
export function createFilledSession(
  db: Database,
  input: NewSession & Filling & { rules?: RulesChange | undefined; guidelines?: string | undefined },
  nowMs = Date.now(),
): LabelingSession {
  const { rules, guidelines, selection, sample } = input
  return durableTransaction(db, () => {
    const { sessionId } = createSession(
      db,
      { ...input, experimentId: input.experimentId ?? impliedExperiment(db, input) },
      nowMs,
    )
    if (rules !== undefined || guidelines !== undefined) changeSetup(db, { sessionId, rules, guidelines }, nowMs)
    if (selection !== undefined) addSelection(db, { sessionId, selection, sample }, nowMs)
    return getSession(db, sessionId)
  })
}

function impliedExperiment(db: Database, input: { schemaIds: readonly string[] } & Filling): string | undefined {
  const [schemaId] = input.schemaIds
  if (schemaId !== undefined) return findLabelSchema(db, schemaId)?.experimentId
  const [key] = input.selection === undefined ? [] : sourceKeys(db, input.selection)
  if (key === undefined) return undefined
  return String(preparedPluck(db, 'SELECT experiment_id FROM traces WHERE trace_pk = ?').get(key))
}

/**
 * Adds traces, or a sample of those not in the session yet; traces already there keep their state. Unknown hand-picked ids are left
 * out. Errors: NOT_FOUND (session, dataset).
 */
export function addSelection(
  db: Database,
  input: { sessionId: string; selection: ItemSource; sample?: Sample | undefined },
  nowMs = Date.now(),
): Added {
  const { sessionId, selection, sample } = input
  return durableTransaction(db, () => {
    const candidates = withoutItems(db, sourceKeys(db, selection), sessionId)
    const drawn = sample === undefined ? undefined : drawSample(db, candidates, sample)
    const added = addKeys(db, sessionId, drawn?.keys ?? candidates, nowMs)
    const rule = ruleOf(db, selection, sample)
    if (added.count > 0 && rule !== undefined) {
      writeRules(db, sessionId, [
        ...listSampleRules(db, sessionId),
        {
          ...rule,
          addedAtMs: added.addedAtMs,
          populationCount: drawn?.populationCount ?? candidates.length,
          addedCount: added.count,
        },
      ])
    }
    return added
  })
}

/** Takes back what one addition added, and nothing else. */
export function undoAddition(
  db: Database,
  input: { sessionId: string; addedAtMs: number },
  nowMs = Date.now(),
): { count: number } {
  const { sessionId, addedAtMs } = input
  return durableTransaction(db, () => {
    const runPk = getSessionPk(db, sessionId)
    const count = prepared(db, 'DELETE FROM run_traces WHERE run_pk = ? AND added_at_ms = ?').run(
      runPk,
      addedAtMs,
    ).changes
    if (count > 0) touchSession(db, runPk, nowMs)
    const rules = listSampleRules(db, sessionId)
    const left = rules.filter((rule) => rule.addedAtMs !== addedAtMs)
    if (left.length < rules.length) writeRules(db, sessionId, left)
    return { count }
  })
}

/** By which rules traces came into the session, oldest first; traces chosen one by one have none. Throws NOT_FOUND. */
export function listSampleRules(db: Database, sessionId: string): SampleRule[] {
  const runPk = getSessionPk(db, sessionId)
  const text = preparedPluck(db, 'SELECT value FROM run_tags WHERE run_pk = ? AND key = ?').get(runPk, sampleTag)
  if (typeof text !== 'string') return []
  const rules = z.array(SampleRule).safeParse(parseJson(text))
  // Any client may set a run's tags: what is no rule is left out.
  return rules.success ? rules.data : []
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function ruleOf(
  db: Database,
  selection: ItemSource,
  sample: Sample | undefined,
): Pick<SampleRule, 'sample' | 'filter' | 'exceptCount' | 'dataset'> | undefined {
  const drawn = sample === undefined ? {} : { sample }
  if ('datasetId' in selection) {
    const name = preparedPluck(db, 'SELECT name FROM datasets WHERE dataset_id = ?').get(selection.datasetId) as string
    return { ...drawn, dataset: { datasetId: selection.datasetId, name } }
  }
  if ('filter' in selection && (selection.filter.traceIds ?? []).length <= mostFilterIds) {
    const { filter, except = [] } = selection
    return { ...drawn, filter, ...(except.length === 0 ? {} : { exceptCount: except.length }) }
  }
  return sample === undefined ? undefined : drawn
}

function writeRules(db: Database, sessionId: string, rules: readonly SampleRule[]): void {
  setRunTag(db, sessionId, sampleTag, JSON.stringify(rules.slice(-mostRules)))
}
