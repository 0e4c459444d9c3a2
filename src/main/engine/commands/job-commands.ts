/** What a job thread does: one long piece of work, on connections of its own. */
import type { MessagePort } from 'node:worker_threads'
import { AppError } from '../../../shared/model/error.ts'
import type {
  ColumnMapping,
  ExportReport,
  ExportRequest,
  ImportFormat,
  ImportPreview,
  ImportReport,
} from '../../../shared/model/job.ts'
import type { DoctorReport } from '../../../shared/model/workspace.ts'
import { backupTo } from '../../store/backup.ts'
import { examineWorkspace } from '../../store/doctor.ts'
import { openReader } from '../../store/open-store.ts'
import type { CommandCall } from '../channel/protocol.ts'

export interface JobEvent {
  /** Records so far. */
  done: number
  /** 0 to 1; undefined while the size is unknown. */
  progress: number | undefined
}

/** A file, or text that was pasted. */
export type ImportInput = { fileName: string; sizeBytes: number } & ({ path: string } | { text: string })

export type JobCommands = ReturnType<typeof createJobCommands>

/** Progress is worth a message ten times a second. */
const progressGapMs = 100

export function createJobCommands(emit: (event: JobEvent) => void) {
  let lastMs = 0
  function report(done: number, progress: number | undefined): void {
    const nowMs = performance.now()
    if (nowMs - lastMs < progressGapMs) return
    lastMs = nowMs
    emit({ done, progress })
  }

  return {
    previewImport(_input: ImportInput): ImportPreview {
      throw notYet()
    },

    runImport(
      _input: ImportInput & {
        format: ImportFormat | undefined
        mapping: ColumnMapping | undefined
        feed: MessagePort
      },
    ): ImportReport {
      throw notYet()
    },

    runExport(_input: { workspacePath: string; path: string; request: ExportRequest }): ExportReport {
      throw notYet()
    },

    async backup(
      { workspacePath, path }: { workspacePath: string; path: string },
      { signal }: CommandCall,
    ): Promise<void> {
      const db = openReader(workspacePath)
      try {
        await backupTo(db, path, ({ donePages, totalPages }) => {
          signal.throwIfAborted()
          report(donePages, totalPages === 0 ? undefined : donePages / totalPages)
        })
      } finally {
        db.close()
      }
    },

    examine: ({ path }: { path: string }): DoctorReport => examineWorkspace(path),
  }
}

function notYet(): AppError {
  return new AppError('UNAVAILABLE', 'This version of Assay cannot import and export yet.')
}
