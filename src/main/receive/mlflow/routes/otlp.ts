/**
 * `POST /v1/traces` of MLflow's server: OTLP with the experiment in a header. Every client of MLflow sends its spans here,
 * and so do exporters of plain OpenTelemetry that were set up for MLflow. Source: `mlflow/server/otel_api.py`.
 *
 * Refusals have the form `{"detail": "…"}` there, and MLflow's own form where the store has something to say.
 */
import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod'
import { AppError } from '../../../../shared/model/error.ts'
import { getExperiment } from '../../../store/experiments.ts'
import { defineRoute, RawAnswer, type Route } from '../route.ts'

const experimentHeader = 'x-mlflow-experiment-id'
const runHeader = 'x-mlflow-run-id'
const protobuf = 'application/x-protobuf'
const json = 'application/json'

export const otlpRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/v1/traces',
    versions: [],
    hasRawBody: true,
    input: z.object({}),
    handle: async (_fields, { backend, headers, body }) => {
      const experimentId = headerOf(headers, experimentHeader)
      if (experimentId === undefined) {
        return refuse(422, `The header ${experimentHeader} is missing. Set it to the id of the experiment.`)
      }
      const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
      if (mediaType !== protobuf && mediaType !== json) {
        return refuse(400, `Invalid Content-Type. Expected: ${protobuf} or ${json}`)
      }
      getExperiment(backend.db(), experimentId)
      try {
        const { accepted } = await backend.ingestSpans({
          encoding: mediaType === json ? 'json' : 'protobuf',
          body,
          experimentId,
          runId: headerOf(headers, runHeader),
        })
        if (accepted === 0) return refuse(400, 'Invalid OpenTelemetry format - no spans found')
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'INVALID_INPUT') throw error
        const isBadSpan = error.details?.reason === 'missingIds'
        return refuse(isBadSpan ? 422 : 400, `Invalid OpenTelemetry format. ${error.message}`)
      }
      // An empty `ExportTraceServiceResponse`.
      return mediaType === json ? new RawAnswer('{}', json) : new RawAnswer(new Uint8Array(0), protobuf)
    },
  }),
]

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  const text = (Array.isArray(value) ? value[0] : value)?.trim()
  return text === '' ? undefined : text
}

function refuse(status: number, detail: string): RawAnswer {
  return new RawAnswer(JSON.stringify({ detail }), json, status)
}
