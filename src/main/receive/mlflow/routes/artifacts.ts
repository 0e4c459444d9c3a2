/**
 * MLflow's artifact proxy. `<experiment>/traces/<trace>/artifacts/traces.json` is not a file here: its spans go to where all
 * spans are, and it is made from there when it is asked for. Any other file is kept as it is.
 */
import { posix } from 'node:path'
import * as z from 'zod'
import { parseTraceId } from '../../../formats/stable-id.ts'
import {
  type ArtifactEntry,
  findArtifact,
  listArtifacts,
  maxArtifactBytes,
  toArtifactPath,
} from '../../../store/artifacts.ts'
import { getExperiment } from '../../../store/experiments.ts'
import { getRun } from '../../../store/runs.ts'
import { readTraceRecords } from '../../../store/trace-records.ts'
import type { Backend } from '../backend.ts'
import { MlflowError } from '../mlflow-error.ts'
import { defineRoute, field, RawAnswer, type Route } from '../route.ts'
import { toArtifactUri } from '../run-json.ts'

const base = '/mlflow-artifacts/artifacts'
const path = { path: field.text }
const traceFile = 'traces.json'

export const artifactRoutes: readonly Route[] = [
  defineRoute({
    methods: 'PUT',
    path: `${base}/{*path}`,
    hasRawBody: true,
    input: z.object(path),
    handle: async ({ path }, { backend, body }) => {
      const place = toArtifactPath(path)
      if (body.byteLength > maxArtifactBytes) {
        throw new MlflowError('INVALID_PARAMETER_VALUE', `A file may have ${maxArtifactBytes} bytes at most.`)
      }
      const spans = toTracePlace(place)
      if (spans === undefined || spans.file !== traceFile) {
        await backend.write('putArtifact', { path: place, content: body })
        return {}
      }
      const { traceId, experimentId } = spans
      getExperiment(backend.db(), experimentId)
      await backend.write('putTraceSpans', { traceId, experimentId, content: body })
      return {}
    },
  }),
  defineRoute({
    methods: 'GET',
    path: `${base}/{*path}`,
    hasRawBody: true,
    input: z.object(path),
    handle: async ({ path }, { backend }) => {
      const place = toArtifactPath(path)
      const spans = toTracePlace(place)
      const text =
        spans?.file === traceFile ? await backend.read('traceFileText', { traceId: spans.traceId }) : undefined
      const content = text ?? findArtifact(backend.db(), place)
      if (content === undefined) {
        throw new MlflowError('RESOURCE_DOES_NOT_EXIST', 'There is no artifact at this path.')
      }
      // Never as a page: it is whatever a client sent.
      return new RawAnswer(content, 'application/octet-stream', 200, {
        'content-disposition': 'attachment',
        'x-content-type-options': 'nosniff',
      })
    },
  }),
  defineRoute({
    methods: 'DELETE',
    path: `${base}/{*path}`,
    hasRawBody: true,
    input: z.object(path),
    handle: async ({ path }, { backend }) => {
      await backend.write('deleteArtifacts', { path: toArtifactPath(path) })
      return {}
    },
  }),
  defineRoute({
    methods: 'GET',
    path: base,
    input: z.object({ path: field.optionalText }),
    handle: ({ path = '' }, { backend }) => ({
      // Names only, where runs' lists have paths.
      files: list(backend, path).map((entry) => ({ ...toFile(entry), path: posix.basename(entry.path) })),
    }),
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/artifacts/list',
    input: z.object({ run_id: field.optionalText, run_uuid: field.optionalText, path: field.optionalText }),
    handle: ({ run_id, run_uuid, path = '' }, { backend }) => {
      const run = getRun(backend.db(), run_id ?? run_uuid ?? '')
      const root = `${run.experimentId}/${run.runId}/artifacts`
      const entries = list(backend, `${root}/${toArtifactPath(path)}`)
      return {
        root_uri: toArtifactUri(run),
        files: entries.map((entry) => ({ ...toFile(entry), path: entry.path.slice(root.length + 1) })),
      }
    },
  }),
]

interface TracePlace {
  experimentId: string
  traceId: string
  /** Below the trace's artifacts. */
  file: string
}

function toTracePlace(place: string): TracePlace | undefined {
  const match = /^(\d{1,15})\/traces\/([^/]+)\/artifacts(?:\/(.*))?$/.exec(place)
  const traceId = match === null ? undefined : parseTraceId(match[2] as string)
  if (match === null || traceId === undefined) return undefined
  return { experimentId: match[1] as string, traceId, file: match[3] ?? '' }
}

function list(backend: Backend, folder: string): ArtifactEntry[] {
  const place = toArtifactPath(folder)
  const entries = listArtifacts(backend.db(), place)
  const trace = toTracePlace(place)
  if (trace?.file !== '') return entries
  const [record] = readTraceRecords(backend.db(), [trace.traceId])
  if (record === undefined || record.spanCount === 0) return entries
  return [...entries, { path: `${place}/${traceFile}`, isFolder: false, sizeBytes: undefined }]
}

function toFile({ isFolder, sizeBytes }: ArtifactEntry) {
  return { is_dir: isFolder, ...(sizeBytes === undefined ? {} : { file_size: sizeBytes }) }
}
