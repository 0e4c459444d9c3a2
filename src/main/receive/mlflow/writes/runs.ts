/** What clients change of runs. */
import type { Json } from '../../../../shared/model/json.ts'
import type { Metric, RunStatus } from '../../../../shared/model/run.ts'
import { addRunLinks, type RunLink } from '../../../store/run-links.ts'
import {
  createRun as createStoredRun,
  deleteRun as deleteStoredRun,
  deleteRunTag as deleteStoredTag,
  getRun,
  logBatch,
  restoreRun as restoreStoredRun,
  setRunTag as setStoredTag,
  updateRun as updateStoredRun,
} from '../../../store/runs.ts'
import { durableTransaction } from '../../../store/transaction.ts'
import { type RunInfoJson, type RunJson, toRunInfoJson, toRunJson } from '../run-json.ts'
import type { WriteContext } from '../write-context.ts'

/** Where older clients note the models of a run (`MLFLOW_LOGGED_MODELS`): a JSON list. */
const modelHistoryTag = 'mlflow.log-model.history'

interface RunRef {
  runId: string
}

function createRun(
  { db, nowMs, touch }: WriteContext,
  input: { experimentId: string; name?: string; userId?: string; startMs?: number; tags: Record<string, string> },
): RunJson {
  const run = createStoredRun(db, { ...input, startMs: input.startMs ?? nowMs })
  touch({ topic: 'runs' })
  return toRunJson(run)
}

function updateRun(
  { db, touch }: WriteContext,
  { runId, ...change }: RunRef & { status?: RunStatus; endMs?: number; name?: string },
): RunInfoJson {
  const run = updateStoredRun(db, runId, change)
  touch({ topic: 'runs' })
  return toRunInfoJson(run)
}

function deleteRun({ db, nowMs, touch }: WriteContext, { runId }: RunRef): void {
  deleteStoredRun(db, runId, nowMs)
  touch({ topic: 'runs' })
}

function restoreRun({ db, touch }: WriteContext, { runId }: RunRef): void {
  restoreStoredRun(db, runId)
  touch({ topic: 'runs' })
}

function logRunBatch(
  { db, touch }: WriteContext,
  { runId, ...batch }: RunRef & { metrics?: Metric[]; params?: Record<string, string>; tags?: Record<string, string> },
): void {
  logBatch(db, runId, batch)
  touch({ topic: 'runs' })
}

function setRunTag({ db, touch }: WriteContext, { runId, key, value }: RunRef & { key: string; value: string }): void {
  setStoredTag(db, runId, key, value)
  touch({ topic: 'runs' })
}

function deleteRunTag({ db, touch }: WriteContext, { runId, key }: RunRef & { key: string }): void {
  deleteStoredTag(db, runId, key)
  touch({ topic: 'runs' })
}

function logRunLinks({ db, touch }: WriteContext, { runId, links }: RunRef & { links: RunLink[] }): void {
  addRunLinks(db, runId, links)
  touch({ topic: 'runs' })
}

/** Adds to the list of models that is kept in a tag of the run. */
function logRunModel({ db, touch }: WriteContext, { runId, model }: RunRef & { model: Json }): void {
  durableTransaction(db, () => {
    const history = getRun(db, runId).tags[modelHistoryTag]
    const known: unknown = history === undefined ? [] : JSON.parse(history)
    setStoredTag(db, runId, modelHistoryTag, JSON.stringify([...(Array.isArray(known) ? known : []), model]))
  })
  touch({ topic: 'runs' })
}

export const runWrites = {
  createRun,
  updateRun,
  deleteRun,
  restoreRun,
  logRunBatch,
  setRunTag,
  deleteRunTag,
  logRunLinks,
  logRunModel,
}
