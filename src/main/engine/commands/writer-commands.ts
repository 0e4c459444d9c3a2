/** What the writer thread does: every change of the open workspace, one after another. */
import type { MessagePort } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import type { IngestBatch, IngestResult } from '../../../shared/model/ingest.ts'
import { previewWithLogs } from '../../normalize/log-preview.ts'
import { searchTexts } from '../../normalize/search-text.ts'
import { normalizerVersion } from '../../normalize/version.ts'
import type { Change } from '../../receive/mlflow/write-context.ts'
import type { Submitted } from '../../receive/otlp/sink.ts'
import { createAssessment, deleteAssessment, restoreAssessment, reviseAssessment } from '../../store/assessments.ts'
import { ingestBatch } from '../../store/ingest.ts'
import { createLabelSchema, createLabelSchemas, deleteLabelSchema } from '../../store/label-schemas.ts'
import { deleteSession } from '../../store/labeling-sessions.ts'
import { writeMeta } from '../../store/meta.ts'
import { type OpenOptions, type OpenWorkspace, openWorkspace } from '../../store/open-store.ts'
import { indexPending, mergeIndex } from '../../store/search-index.ts'
import { addSelection, createFilledSession, undoAddition } from '../../store/session-fill.ts'
import { removeItems } from '../../store/session-items.ts'
import { updateSessionAndRecount } from '../../store/session-recount.ts'
import { settleTraces } from '../../store/settle.ts'
import { deleteTarget, saveTarget } from '../../store/targets.ts'
import { deleteTraces, emptyTrash, restoreTraces, tagTraces } from '../../store/trace-write.ts'
import { deleteView, saveView } from '../../store/views.ts'
import type { GroupResult } from '../channel/serve-commands.ts'
import { createCodingCommands } from './coding-commands.ts'
import { createDatasetCommands } from './dataset-commands.ts'
import { createEvaluationCommands } from './evaluation-commands.ts'
import { ingestBodies, type OtlpBody } from './ingest-otlp.ts'
import { createLabelCommands } from './label-commands.ts'
import { type MlflowReply, runWrite, runWrites, type WriteCall } from './mlflow-calls.ts'

/** Longest that background work holds up a command. */
const sliceMs = 25

/** What the writer tells the engine without being asked. */
export type WriterEvent =
  | { kind: 'stored'; traceIds: string[]; newTraces: number; newAssessments: number }
  | { kind: 'changed'; changes: Change[] }
  | { kind: 'search'; pending: number }

export interface WriterHost {
  emit(event: WriterEvent): void
  addPort(port: MessagePort): void
}

/** What the engine needs to know of a workspace that was opened. */
export interface Opened {
  path: string
  isReadOnly: boolean
  migrationBackup: string | undefined
}

type Tail<T extends (db: Database, input: never, ...rest: never[]) => unknown> = Parameters<T>[1]

export type WriterCommands = ReturnType<typeof createWriter>['commands']

export function createWriter(host: WriterHost) {
  let workspace: OpenWorkspace | undefined
  let isReadOnly = false
  let lastPending = 0
  /** Whether the search index may have segments worth merging: at the start, and after anything was indexed. */
  let mayMerge = true

  function getDb(): Database {
    if (workspace === undefined) throw new AppError('NO_WORKSPACE', 'No workspace is open.')
    if (isReadOnly) throw new AppError('STORE_READ_ONLY', 'The workspace is open read-only.')
    return workspace.db
  }

  function tell(result: IngestResult): void {
    const { traceIds, newTraces, newAssessments } = result
    if (traceIds.length > 0) host.emit({ kind: 'stored', traceIds, newTraces, newAssessments })
  }

  const commands = {
    open({ path, ...options }: OpenOptions & { path: string }): Opened {
      workspace = openWorkspace(path, options)
      isReadOnly = workspace.lock === undefined
      // What summaries and search texts were made with: a later version knows what to make again.
      if (options.mode === 'create') writeMeta(workspace.db, 'normalizerVersion', String(normalizerVersion))
      return { path: workspace.path, isReadOnly, migrationBackup: workspace.migrationBackup }
    },
    close(): void {
      workspace?.close()
      workspace = undefined
    },
    /** One body; several waiting ones are run together by `groups`. */
    ingestOtlp(body: OtlpBody): Submitted {
      const [result] = ingestOtlpGroup([body])
      if (result === undefined || 'error' in result) throw result?.error
      return result.value as Submitted
    },
    ingestBatch(batch: IngestBatch): IngestResult {
      const result = ingestBatch(getDb(), batch, Date.now())
      tell(result)
      return result
    },
    /** Serves `ingestBatch` on one more port, for an import thread. */
    attachFeed({ port }: { port: MessagePort }): void {
      host.addPort(port)
    },
    markSample(_input: undefined): void {
      writeMeta(getDb(), 'isSample', 'true')
    },
    /** A change that an MLflow client makes, by its name. What it touched is told even when it fails halfway. */
    mlflowWrite: (call: WriteCall): MlflowReply =>
      runWrite(getDb(), call, (changes) => host.emit({ kind: 'changed', changes })),
    /** The same for `streamedWrites`; several waiting ones are run together by `groups`. */
    mlflowStreamedWrite(call: WriteCall): MlflowReply {
      const [result] = mlflowWriteGroup([call])
      if (result === undefined || 'error' in result) throw result?.error
      return result.value as MlflowReply
    },
    tagTraces: (input: Tail<typeof tagTraces>) => tagTraces(getDb(), input),
    deleteTraces: (input: Tail<typeof deleteTraces>) => deleteTraces(getDb(), input, Date.now()),
    restoreTraces: (input: Tail<typeof restoreTraces>) => restoreTraces(getDb(), input),
    /** One slice; to be called again while something remains. */
    emptyTrash: (_input: undefined) => emptyTrash(getDb(), sliceMs),
    createAssessment: (input: Tail<typeof createAssessment>) => createAssessment(getDb(), input, Date.now()),
    reviseAssessment: (input: Tail<typeof reviseAssessment>) => reviseAssessment(getDb(), input, Date.now()),
    deleteAssessment: (input: Tail<typeof deleteAssessment>) => deleteAssessment(getDb(), input, Date.now()),
    restoreAssessment: (input: Tail<typeof restoreAssessment>) => restoreAssessment(getDb(), input),
    saveView: (input: Tail<typeof saveView>) => saveView(getDb(), input),
    saveTarget: (input: Tail<typeof saveTarget>) => saveTarget(getDb(), input, Date.now()),
    deleteTarget: ({ targetId }: { targetId: string }) => deleteTarget(getDb(), targetId),
    deleteView: ({ viewId }: { viewId: string }) => deleteView(getDb(), viewId),
    ...createLabelCommands(getDb),
    ...createCodingCommands(getDb),
    ...createEvaluationCommands(getDb),
    createLabelSchema: (input: Tail<typeof createLabelSchema>) => createLabelSchema(getDb(), input, Date.now()),
    createLabelSchemas: (input: Tail<typeof createLabelSchemas>) => createLabelSchemas(getDb(), input, Date.now()),
    deleteLabelSchema: ({ schemaId }: { schemaId: string }) => deleteLabelSchema(getDb(), schemaId),
    createLabelingSession: (input: Tail<typeof createFilledSession>) => createFilledSession(getDb(), input, Date.now()),
    updateLabelingSession: (input: Tail<typeof updateSessionAndRecount>) =>
      updateSessionAndRecount(getDb(), input, Date.now()),
    deleteLabelingSession: ({ sessionId }: { sessionId: string }) => deleteSession(getDb(), sessionId),
    addSessionTraces: (input: Tail<typeof addSelection>) => addSelection(getDb(), input, Date.now()),
    undoAddSessionTraces: (input: Tail<typeof undoAddition>) => undoAddition(getDb(), input, Date.now()),
    removeSessionTraces: ({ sessionId, traceIds }: { sessionId: string; traceIds: string[] }) =>
      removeItems(getDb(), sessionId, traceIds, Date.now()),
    ...createDatasetCommands(getDb),
  }

  function ingestOtlpGroup(bodies: OtlpBody[]): GroupResult[] {
    const db = getDb()
    const { results, stored } = ingestBodies(bodies, (batch) => ingestBatch(db, batch, Date.now()))
    for (const result of stored) tell(result)
    return results
  }

  function mlflowWriteGroup(calls: WriteCall[]): GroupResult[] {
    return runWrites(getDb(), calls, (changes) => host.emit({ kind: 'changed', changes }))
  }

  /** Settles summaries, indexes text, merges the index, a slice at a time; true while there is more. */
  function whenIdle(): boolean {
    if (workspace === undefined || isReadOnly) return false
    const settled = settleTraces(workspace.db, sliceMs, ({ span, logs }) => previewWithLogs(span, logs))
    if (settled.traceIds.length > 0) {
      host.emit({ kind: 'stored', traceIds: settled.traceIds, newTraces: 0, newAssessments: 0 })
    }
    if (settled.remaining > 0) return true
    const { indexed, pending } = indexPending(workspace.db, ({ span, logs }) => searchTexts(span, logs), sliceMs)
    if (pending > 0 || lastPending > 0) host.emit({ kind: 'search', pending })
    lastPending = pending
    if (indexed > 0) mayMerge = true
    if (pending > 0) return true
    if (mayMerge) mayMerge = mergeIndex(workspace.db, sliceMs)
    return mayMerge
  }

  return { commands, ingestOtlpGroup, mlflowWriteGroup, whenIdle }
}
