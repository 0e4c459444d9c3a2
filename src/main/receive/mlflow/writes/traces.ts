/** What clients change of traces as a whole. */
import type { IngestAssessment, IngestTrace } from '../../../../shared/model/ingest.ts'
import type { TraceState } from '../../../../shared/model/trace.ts'
import { toAssessment } from '../../../formats/mlflow-assessment.ts'
import { findMlflowTraceId, type JsonObject, pick, toTexts, toTraceFacts } from '../../../formats/mlflow-info.ts'
import { parseTraceId } from '../../../formats/stable-id.ts'
import { ingestBatch } from '../../../store/ingest.ts'
import { requireActiveExperiment } from '../../../store/runs.ts'
import { preparedPluck } from '../../../store/statements.ts'
import { changeTags } from '../../../store/tags.ts'
import { deleteTraces as deleteStoredTraces } from '../../../store/trace-write.ts'
import { writeTransaction } from '../../../store/transaction.ts'
import { MlflowError } from '../mlflow-error.ts'
import { traceNotFound } from '../trace-ids.ts'
import {
  artifactLocationTag,
  readTraceInfos,
  spansLocationTag,
  type TraceInfoJson,
  traceNameTag,
} from '../trace-json.ts'
import type { WriteContext } from '../write-context.ts'

type Pairs = readonly { key: string; value: string }[]

/**
 * `StartTraceV3`, which clients call when a trace has ended: says what the trace is as a whole. It merges with what is
 * known; spans and assessments that are here stay.
 */
function startTrace(context: WriteContext, { info }: { info: JsonObject }): TraceInfoJson {
  const given = findMlflowTraceId(info) ?? ''
  const traceId = parseTraceId(given)
  if (traceId === undefined) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Invalid value for parameter 'trace_id': give 'tr-' and the 32 hex digits of the OpenTelemetry trace id.`,
    )
  }
  const facts = toTraceFacts(info, traceId, true)
  // Noted by `toTraceFacts` for files, whose experiments are not here.
  if (!hasOwnExperimentKey(info)) delete facts.metadata?.[experimentKey]
  const assessments = pick(info, 'assessments')
  return store(context, facts, {
    experimentId: toExperimentId(info),
    assessments: Array.isArray(assessments) ? assessments.flatMap((value) => toAssessment(value, traceId) ?? []) : [],
  })
}

const experimentKey = 'mlflow.experimentId'

function hasOwnExperimentKey(info: JsonObject): boolean {
  return Object.hasOwn(toTexts(pick(info, 'trace_metadata', 'traceMetadata')), experimentKey)
}

/** Version 2: the server makes the id. */
function startTraceV2(
  context: WriteContext,
  input: { experimentId: string; startMs: number | undefined; metadata: Pairs; tags: Pairs },
): TraceInfoJson {
  const traceId = crypto.randomUUID().replaceAll('-', '')
  const facts = toTraceFacts(
    {
      timestamp_ms: input.startMs ?? context.nowMs,
      request_metadata: input.metadata.map((pair) => ({ ...pair })),
      tags: input.tags.map((pair) => ({ ...pair })),
    },
    traceId,
    true,
  )
  return store(context, facts, { experimentId: input.experimentId, assessments: [] })
}

function endTraceV2(
  context: WriteContext,
  input: { traceId: string; endMs: number | undefined; status: string | undefined; metadata: Pairs; tags: Pairs },
): TraceInfoJson {
  const { traceId, endMs } = input
  const [before] = readTraceInfos(context.db, [traceId])
  if (before === undefined) throw traceNotFound(`tr-${traceId}`)
  const durationMs = endMs === undefined ? undefined : Math.max(0, endMs - Date.parse(before.request_time))
  const facts = toTraceFacts(
    {
      ...(input.status === undefined ? {} : { status: input.status }),
      ...(durationMs === undefined ? {} : { execution_time_ms: durationMs }),
      request_metadata: input.metadata.map((pair) => ({ ...pair })),
      tags: input.tags.map((pair) => ({ ...pair })),
    },
    traceId,
    true,
  )
  return store(context, facts, { experimentId: undefined, assessments: [] })
}

/** Tags that are computed for every answer, or are the trace's name. */
const ownTags = new Set([artifactLocationTag, spansLocationTag, traceNameTag])

function store(
  { db, nowMs, touch }: WriteContext,
  facts: IngestTrace,
  { experimentId, assessments }: { experimentId: string | undefined; assessments: IngestAssessment[] },
): TraceInfoJson {
  const { traceId } = facts
  const tags = Object.fromEntries(Object.entries(facts.tags ?? {}).filter(([key]) => !ownTags.has(key)))
  const isNew = writeTransaction(db, () => {
    const known = preparedPluck(db, 'SELECT 1 FROM traces WHERE trace_id = ?').get(traceId)
    if (experimentId !== undefined) requireActiveExperiment(db, experimentId)
    const traces = [{ ...facts, tags: {}, experimentId, state: settledState(facts.state) }]
    ingestBatch(db, { spans: [], traces, assessments }, nowMs)
    const tracePk = preparedPluck(db, 'SELECT trace_pk FROM traces WHERE trace_id = ?').get(traceId) as number
    changeTags(db, tracePk, tags)
    return known === undefined
  })
  touch({ topic: 'traces', kind: isNew ? 'arrived' : 'changed', traceIds: [traceId] })
  if (assessments.length > 0) touch({ topic: 'assessments', traceIds: [traceId] })
  return readTraceInfos(db, [traceId])[0] as TraceInfoJson
}

/** "In progress" is what a trace without its root is by itself; stated, it would stay so when the root has come. */
function settledState(state: TraceState | undefined): TraceState | undefined {
  return state === 'IN_PROGRESS' ? undefined : state
}

function toExperimentId(info: JsonObject): string {
  const location = pick(info, 'trace_location', 'traceLocation') as JsonObject | undefined
  const experiment = location === undefined ? undefined : pick(location, 'mlflow_experiment', 'mlflowExperiment')
  const given =
    experiment === undefined
      ? pick(info, 'experiment_id', 'experimentId')
      : pick(experiment as JsonObject, 'experiment_id', 'experimentId')
  return given === undefined || given === '' ? '0' : String(given)
}

/** Moves traces of one experiment to the trash, the oldest first; `restoreTraces` can take them back. Returns how many. */
function deleteTraces(
  { db, nowMs, touch }: WriteContext,
  input: {
    experimentId: string
    maxTimestampMs: number | undefined
    maxTraces: number | undefined
    traceIds: string[] | undefined
  },
): number {
  const experimentId = /^\d{1,15}$/.test(input.experimentId) ? Number(input.experimentId) : -1
  const rows =
    input.traceIds !== undefined
      ? preparedPluck(
          db,
          `SELECT t.trace_id FROM json_each(?) j CROSS JOIN traces t ON t.trace_id = j.value
            WHERE t.experiment_id = ? AND t.deleted_at_ms IS NULL`,
        ).all(JSON.stringify([...new Set(input.traceIds)]), experimentId)
      : preparedPluck(
          db,
          `SELECT trace_id FROM traces WHERE experiment_id = ? AND start_us < ? AND deleted_at_ms IS NULL
            ORDER BY start_us, trace_pk LIMIT ?`,
        ).all(experimentId, ((input.maxTimestampMs ?? 0) + 1) * 1000, input.maxTraces ?? -1)
  const traceIds = rows as string[]
  if (traceIds.length === 0) return 0
  const { count } = deleteStoredTraces(db, { selection: { traceIds } }, nowMs)
  touch({ topic: 'traces', kind: 'deleted', traceIds })
  return count
}

export const traceWrites = { startTrace, startTraceV2, endTraceV2, deleteTraces }
