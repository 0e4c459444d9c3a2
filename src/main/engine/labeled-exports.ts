/** Exports of labels, as jobs. */
import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Json } from '../../shared/model/json.ts'
import type { LabeledExport, LabeledFormat, LabeledPreview, LabeledSource } from '../../shared/model/labeled-export.ts'
import { createRedactor } from '../labeling/redact.ts'
import { openRecordSet } from '../store/exported-records.ts'
import { getSession } from '../store/labeling-sessions.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'
import type { DataFolder } from './data-folder.ts'
import { createExportStarter, toFileName } from './export-starter.ts'
import type { JobRegistry } from './jobs.ts'
import { workspaceName } from './recents.ts'
import type { Workspaces } from './workspaces.ts'

export interface LabeledExports {
  /** Without a path a ZIP waits in the data folder to be downloaded. */
  start(request: LabeledExport & { path?: string | undefined }): string
  preview(request: LabeledExport, signal: AbortSignal | undefined): Promise<LabeledPreview>
}

/** Throws what keeps the source from being read. */
function nameOfSource(db: Database, source: LabeledSource): string | undefined {
  if (source.kind === 'session') return getSession(db, source.sessionId).name
  if (source.kind === 'traces') return undefined
  const { name, version } = openRecordSet(db, source)
  return `${name} v${version}${typeof source.split === 'string' ? ` ${source.split}` : ''}`
}

const extensions: Record<LabeledFormat, string> = {
  jsonl: '.jsonl',
  csv: '.csv',
  parquet: '.parquet',
  huggingface: '',
  mlflow: '.mlflow.jsonl',
  openaiChat: '.chat.jsonl',
  openaiEvals: '.evals.jsonl',
  preference: '.preference.jsonl',
  openaiPreference: '.openai-preference.jsonl',
}

export function createLabeledExports(
  workspaces: Workspaces,
  jobs: JobRegistry,
  dataFolder: DataFolder,
): LabeledExports {
  const startExport = createExportStarter(jobs, dataFolder)

  function nameOf({ source, format }: LabeledExport): string {
    const { db, path } = workspaces.getSession()
    return `${toFileName(nameOfSource(db, source) ?? workspaceName(path))}${extensions[format]}`
  }

  return {
    preview(request, signal) {
      const { path: workspacePath } = workspaces.getSession()
      createRedactor(request.redaction)
      return runInJobThread('previewLabeledExport', { workspacePath, request }, { signal })
    },

    start({ path: given, ...request }) {
      const { path: workspacePath } = workspaces.getSession()
      const fileName = nameOf(request)
      // An expression that cannot be read is told at once.
      createRedactor(request.redaction)
      const shownName = given === undefined ? `${fileName}.zip` : basename(given)
      return startExport(given, shownName, async (path, job) => {
        const input = { workspacePath, path, request, zipped: given === undefined ? fileName : undefined }
        const { exportReport, report } = await runInJobThread('runLabeledExport', input, {
          signal: job.signal,
          onProgress: job.report,
        })
        job.report(exportReport.traces, 1)
        return { exportReport, details: report as unknown as Json }
      })
    },
  }
}
