/** What a job thread does for datasets. */
import type { MessagePort } from 'node:worker_threads'
import type {
  DuplicateReport,
  RecordImportReport,
  RecordMapping,
  RecordPreview,
  TracesSource,
} from '../../../shared/model/dataset.ts'
import { AppError } from '../../../shared/model/error.ts'
import { draftTraces } from '../../evaluation/datasets/draft-records.ts'
import { findDuplicates } from '../../evaluation/datasets/duplicates.ts'
import { importRecords, previewRecords } from '../../exchange/records/import-records.ts'
import type { NewRecord } from '../../store/dataset-records.ts'
import { openReader } from '../../store/open-store.ts'
import { countTraces } from '../../store/trace-list.ts'
import { callCommands } from '../channel/call-commands.ts'
import type { CommandCall } from '../channel/protocol.ts'
import { type ImportInput, toSource } from './import-input.ts'
import type { WriterCommands } from './writer-commands.ts'

const batchRecords = 500

interface Fill {
  datasetId: string
  user: string | undefined
  /** To the writer thread. */
  feed: MessagePort
}

/** What was done; `stoppedBy` when it ended early. What is stored by then stays. */
export interface FillEnd {
  report: RecordImportReport
  stoppedBy: { code: AppError['code']; message: string } | undefined
}

export function createDatasetJobCommands(report: (done: number, progress: number | undefined) => void) {
  /** Slices go to the writer one after another, so that others' commands come between, and become one version. */
  async function fill(
    { datasetId, user, feed }: Fill,
    cause: 'merged' | 'imported',
    work: (store: (records: NewRecord[]) => Promise<{ inserted: number; updated: number }>) => Promise<void>,
    filled: RecordImportReport,
  ): Promise<FillEnd> {
    const writer = callCommands<Pick<WriterCommands, 'addDatasetSlice'>>(feed)
    let continues: number | undefined
    try {
      await work(async (records) => {
        const merged = await writer.call('addDatasetSlice', { datasetId, user, records, cause, continues })
        continues = merged.version
        return merged
      })
      return { report: filled, stoppedBy: undefined }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { report: filled, stoppedBy: { code: error.code, message: error.message } }
    } finally {
      feed.close()
    }
  }

  return {
    previewRecords: (input: ImportInput, { signal }: CommandCall): Promise<RecordPreview> =>
      previewRecords({ ...toSource(input), signal }),

    importRecords(input: Fill & { file: ImportInput; mapping: RecordMapping }, { signal }: CommandCall) {
      const filled = emptyReport(input.datasetId)
      const { file, mapping } = input
      return fill(
        input,
        'imported',
        (store) => importRecords({ ...toSource(file), mapping, signal, store, onProgress: report }, filled),
        filled,
      )
    },

    addTraces(input: Fill & { workspacePath: string; source: TracesSource }, { signal }: CommandCall) {
      const filled = emptyReport(input.datasetId)
      const db = openReader(input.workspacePath)
      const { selection } = input.source
      const total =
        'filter' in selection ? countTraces(db, { filter: selection.filter }).count : selection.traceIds.length
      return fill(
        input,
        'merged',
        async (store) => {
          let batch: NewRecord[] = []
          const flush = async () => {
            if (batch.length === 0) return
            const { inserted, updated } = await store(batch)
            filled.inserted += inserted
            filled.updated += updated
            batch = []
          }
          for (const record of draftTraces(db, input.source)) {
            filled.recordsRead++
            if (record !== undefined) batch.push(record)
            if (batch.length >= batchRecords) await flush()
            report(filled.recordsRead, total === 0 ? undefined : Math.min(1, filled.recordsRead / total))
            if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.')
          }
          await flush()
        },
        filled,
      ).finally(() => db.close())
    },

    findDuplicates(
      { workspacePath, datasetId }: { workspacePath: string; datasetId: string },
      { signal }: CommandCall,
    ): DuplicateReport {
      const db = openReader(workspacePath)
      try {
        return findDuplicates(db, { datasetId }, (done, progress) => {
          report(done, progress)
          signal.throwIfAborted()
        })
      } finally {
        db.close()
      }
    },
  }
}

function emptyReport(datasetId: string): RecordImportReport {
  return { datasetId, recordsRead: 0, inserted: 0, updated: 0, skipped: [] }
}
