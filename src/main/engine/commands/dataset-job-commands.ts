/** What a job thread does for datasets. */
import type { DuplicateReport } from '../../../shared/model/dataset.ts'
import { findDuplicates } from '../../evaluation/datasets/duplicates.ts'
import { openReader } from '../../store/open-store.ts'
import type { CommandCall } from '../channel/protocol.ts'

export function createDatasetJobCommands(report: (done: number, progress: number | undefined) => void) {
  return {
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
