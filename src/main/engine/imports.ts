import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { AppError } from '../../shared/model/error.ts'
import type { ColumnMapping, ImportFormat, ImportPreview, ImportSource } from '../../shared/model/job.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'
import type { ImportInput } from './commands/import-input.ts'
import { type JobRegistry, JobStoppedError } from './jobs.ts'
import type { Uploads } from './uploads.ts'
import type { Workspaces } from './workspaces.ts'

export interface Imports {
  preview(source: ImportSource, signal: AbortSignal | undefined): Promise<ImportPreview>
  /** Starts an import job into the open workspace and answers its id. An upload is removed with the job's end. */
  start(request: {
    source: ImportSource
    format?: ImportFormat | undefined
    mapping?: ColumnMapping | undefined
  }): string
}

/** Where the bytes are. @throws AppError NOT_FOUND */
export function locateSource(source: ImportSource, uploads: Uploads): ImportInput {
  if ('text' in source) {
    const fileName = source.fileName ?? 'pasted'
    // Text has no time of its own. Now is when someone had it in hand, and puts it on top of the list, where it is
    // looked for; 1970 would hide it at the very end.
    const modifiedAtMs = source.modifiedAtMs ?? Date.now()
    return { text: source.text, fileName, sizeBytes: Buffer.byteLength(source.text), modifiedAtMs }
  }
  const isUpload = 'uploadId' in source
  const path = isUpload ? uploads.getPath(source.uploadId) : resolve(source.path)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new AppError('NOT_FOUND', 'There is no such file.')
  if (!stats.isFile()) throw new AppError('INVALID_INPUT', 'Only a file can be imported, not a folder.')
  const sizeBytes = stats.size
  // The upload's own file is as old as the upload: with its time a second import would differ from the first.
  if (isUpload) return { path, fileName: source.fileName, sizeBytes, modifiedAtMs: source.modifiedAtMs }
  // Whole milliseconds, as a browser tells them: the same file by either way is the same import.
  return { path, fileName: basename(path), sizeBytes, modifiedAtMs: Math.max(0, Math.floor(stats.mtimeMs)) }
}

export function createImports(workspaces: Workspaces, jobs: JobRegistry, uploads: Uploads): Imports {
  return {
    preview: (source, signal) => runInJobThread('previewImport', locateSource(source, uploads), { signal }),

    start({ source, format, mapping }) {
      const { writer, isReadOnly } = workspaces.getSession()
      if (isReadOnly) throw new AppError('STORE_READ_ONLY', 'The workspace is open read-only.')
      const input = locateSource(source, uploads)
      return jobs.start('import', input.fileName, async (job) => {
        const { port1, port2 } = new MessageChannel()
        try {
          // Batches go from the import thread to the writer thread directly; the engine thread never sees them.
          await writer.call('attachFeed', { port: port1 }, { transfer: [port1] })
          const { report, stoppedBy } = await runInJobThread(
            'runImport',
            { ...input, format, mapping, feed: port2 },
            { signal: job.signal, onProgress: job.report, port: port2 },
          )
          job.report(report.recordsRead, undefined)
          if (stoppedBy === undefined) return { importReport: report }
          throw new JobStoppedError(stoppedBy.code, stoppedBy.message, { importReport: report })
        } finally {
          if ('uploadId' in source) await uploads.remove(source.uploadId)
        }
      })
    },
  }
}
