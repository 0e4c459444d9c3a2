/** Which dialog is open. Any screen opens one by the functions here; the feature that owns it draws it. */
import { create } from 'zustand'
import type { LabeledSource } from '../../shared/model/labeled-export.ts'
import type { TraceSelection } from '../../shared/model/trace.ts'
import type { HostFile } from '../data/host.ts'

export type Dialog =
  | { kind: 'import'; files: HostFile[]; text?: string | undefined }
  | { kind: 'export'; selection: TraceSelection; count: number | undefined }
  | { kind: 'exportLabeled'; source: LabeledSource; count?: number | undefined }
  | { kind: 'jobs' }
  | { kind: 'keys' }
  | { kind: 'createWorkspace' }
  | { kind: 'openWorkspace' }
  | { kind: 'doctor' }
  | { kind: 'backup' }
  | { kind: 'newSession'; selection?: TraceSelection | undefined; count?: number | undefined }
  | { kind: 'editSession'; sessionId: string }
  | { kind: 'reviewLinks'; sessionId: string }
  | { kind: 'handOver'; sessionId: string }
  | { kind: 'returnLabels'; sessionId: string }
  | { kind: 'mergeReturned'; file?: HostFile | undefined }
  | { kind: 'conflicts'; sessionId: string }
  | { kind: 'bulkAnswer'; sessionId: string; traceIds: readonly string[] }
  | { kind: 'gold'; sessionId: string; traceId: string }
  | { kind: 'addToSession'; selection: TraceSelection; count: number | undefined }
  | {
      kind: 'makeDataset'
      selection?: TraceSelection | undefined
      count?: number | undefined
      sessionId?: string | undefined
      datasetId?: string | undefined
    }

export const useDialog = create<{ dialog: Dialog | undefined }>(() => ({ dialog: undefined }))

export function openDialog(dialog: Dialog): void {
  useDialog.setState({ dialog })
}

export function closeDialog(): void {
  useDialog.setState({ dialog: undefined })
}

/** Import, with files already chosen or dropped, or text that was pasted; with neither it asks. */
export function openImportDialog(files: HostFile[] = [], text?: string): void {
  openDialog({ kind: 'import', files, text })
}

/**
 * Export of a selection. `count` is how many traces it holds, undefined when not counted yet. Everything is
 * `{ filter: {} }`.
 */
export function openExportDialog(selection: TraceSelection, count?: number): void {
  openDialog({ kind: 'export', selection, count })
}

/** Asks for the dataset that records of these traces go into. `count` as for the export. */
export function openAddToDataset(selection: TraceSelection, count?: number): void {
  openDialog({ kind: 'makeDataset', selection, count })
}

/** Asks for the labeling session that traces are added to. `count` as for the export. */
export function openAddToSession(selection: TraceSelection, count?: number): void {
  openDialog({ kind: 'addToSession', selection, count })
}
