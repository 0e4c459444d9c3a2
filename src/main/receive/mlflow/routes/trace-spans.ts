/** Traces with their spans. */
import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'
import { readTraceRecords } from '../../../store/trace-records.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, RawAnswer, type Route } from '../route.ts'
import { toKnownTraceId, toTraceIds, traceNotFound } from '../trace-ids.ts'
import { isComplete } from '../trace-texts.ts'

const json = 'application/json'

/** How long a call waits for spans that are on their way, as MLflow's server does, and how often it looks. */
const longestWaitMs = 3_000
const lookEveryMs = 50

export const traceSpanRoutes: readonly Route[] = [
  defineRoute({
    methods: 'GET',
    path: '/mlflow/traces/get',
    input: z.object({ trace_id: field.text, allow_partial: field.optionalFlag }),
    handle: async ({ trace_id, allow_partial = false }, { backend }) => {
      const traceId = toKnownTraceId(trace_id)
      const endMs = performance.now() + longestWaitMs
      for (;;) {
        const [record] = readTraceRecords(backend.db(), [traceId])
        if (record === undefined) throw traceNotFound(trace_id)
        if (allow_partial || isComplete(record)) break
        if (performance.now() >= endMs) {
          throw new MlflowError(
            'RESOURCE_DOES_NOT_EXIST',
            `Trace with ID ${trace_id} is not fully exported yet, please try again later.`,
          )
        }
        await pause(lookEveryMs)
      }
      const [text] = await backend.read('traceTexts', { traceIds: [traceId] })
      if (text === undefined) throw traceNotFound(trace_id)
      return new RawAnswer(`{"trace":${text}}`, json)
    },
  }),
  defineRoute({
    methods: ['GET', 'POST'],
    path: '/mlflow/traces/batchGet',
    input: z.object({ trace_ids: field.texts, experiment_ids: field.texts.optional() }),
    handle: async ({ trace_ids, experiment_ids }, { backend }) => {
      const wanted = readTraceRecords(backend.db(), toTraceIds(trace_ids)).filter(
        (record) =>
          isComplete(record) &&
          (experiment_ids === undefined || experiment_ids.length === 0 || experiment_ids.includes(record.experimentId)),
      )
      const texts = await backend.read('traceTexts', { traceIds: wanted.map(({ traceId }) => traceId) })
      return new RawAnswer(`{"traces":[${texts.join(',')}]}`, json)
    },
  }),
]
