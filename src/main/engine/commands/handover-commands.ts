/** Job commands of the hand-over of sessions: long reads of whole sessions and of files that came back. */
import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { MergeReport, PackageContent, Redaction } from '../../../shared/model/handover.ts'
import type { ExportReport } from '../../../shared/model/job.ts'
import type { QualityFileKind } from '../../../shared/model/label-checks.ts'
import { createAtomicFile } from '../../exchange/export/atomic-file.ts'
import type { LabelsFile } from '../../labeling/labels-file.ts'
import { mergeItems } from '../../labeling/merge.ts'
import { type PackageResult, writePackage } from '../../labeling/package.ts'
import { makeQualityFile } from '../../labeling/quality-file.ts'
import { readLabels, readReturnedFile } from '../../labeling/returned-file.ts'
import { findChangedTraces } from '../../labeling/trace-hash.ts'
import { findSession } from '../../store/labeling-sessions.ts'
import { openReader } from '../../store/open-store.ts'
import type { CommandCall } from '../channel/protocol.ts'
import { readReadableTrace } from './readable-trace.ts'

export interface PackageInput {
  workspacePath: string
  path: string
  packageId: string
  sessionId: string
  reviewer: string | undefined
  content: PackageContent
  redaction: Redaction
  withAssessments: boolean
}

/** Labels that came back, ready for the writer. */
export interface Returned {
  file: LabelsFile
  changedTraceIds: Set<string>
}

/** The file appears when it is whole; its size. */
function writeWhole(path: string, text: string): number {
  const file = createAtomicFile(path)
  try {
    file.write(text)
    file.finish()
  } finally {
    file.discard()
  }
  return file.sizeBytes()
}

export function createHandoverCommands(report: (done: number, progress: number | undefined) => void) {
  const withReader = <T>(path: string, work: (db: Database) => T): T => {
    const db = openReader(path)
    try {
      return work(db)
    } finally {
      db.close()
    }
  }
  const readReturned = (db: Database, path: string, signal: AbortSignal): Returned => {
    const file = readReturnedFile(path, (sessionId) => findSession(db, sessionId) !== undefined)
    const isHere = findSession(db, file.sessionId) !== undefined
    return { file, changedTraceIds: isHere ? findChangedTraces(db, file.items, signal) : new Set() }
  }

  return {
    writePackage: ({ workspacePath, ...input }: PackageInput, { signal }: CommandCall): PackageResult =>
      withReader(workspacePath, (db) =>
        writePackage({
          ...input,
          db,
          read: readReadableTrace,
          signal,
          onProgress: (done, total) => report(done, total === 0 ? undefined : done / total),
          nowMs: Date.now(),
        }),
      ),

    writeLabels: (input: {
      workspacePath: string
      path: string
      sessionId: string
      reviewer: string | undefined
    }): ExportReport =>
      withReader(input.workspacePath, (db) => {
        const labels = readLabels(db, input.sessionId, input.reviewer)
        const sizeBytes = writeWhole(input.path, `${JSON.stringify(labels, null, 1)}\n`)
        const traces = new Set(labels.items.map(({ traceId }) => traceId)).size
        const assessments = labels.items.reduce((sum, { answers }) => sum + answers.length, 0)
        return {
          path: input.path,
          fileName: basename(input.path),
          sizeBytes,
          traces,
          spans: 0,
          assessments,
        }
      }),

    writeQuality: (input: {
      workspacePath: string
      path: string
      sessionId: string
      kind: QualityFileKind
    }): ExportReport =>
      withReader(input.workspacePath, (db) => {
        const { text, itemCount, answerCount } = makeQualityFile(db, input.sessionId, input.kind, Date.now())
        const sizeBytes = writeWhole(input.path, text)
        const fileName = basename(input.path)
        return { path: input.path, fileName, sizeBytes, traces: itemCount, spans: 0, assessments: answerCount }
      }),

    readReturned: (
      { workspacePath, path }: { workspacePath: string; path: string },
      { signal }: CommandCall,
    ): Returned => withReader(workspacePath, (db) => readReturned(db, path, signal)),

    previewMerge: (
      { workspacePath, path }: { workspacePath: string; path: string },
      { signal }: CommandCall,
    ): MergeReport =>
      withReader(workspacePath, (db) => {
        const { file, changedTraceIds } = readReturned(db, path, signal)
        const { items, ...header } = file
        return mergeItems(db, { header, items, changedTraceIds, isPreview: true })
      }),
  }
}
