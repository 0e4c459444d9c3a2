/** Job commands of labeled exports. */
import { mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type {
  LabeledExport,
  LabeledExportResult,
  LabeledPreview,
  RedactionExample,
} from '../../../shared/model/labeled-export.ts'
import type { LabelRedactor, ViewContent } from '../../exchange/labeled/labeled-item.ts'
import { previewLabeledExport } from '../../exchange/labeled/preview-export.ts'
import { runLabeledExport } from '../../exchange/labeled/run-labeled-export.ts'
import { writeZip } from '../../exchange/labeled/zip.ts'
import { createRedactor, type Redactor, type Replaced } from '../../labeling/redact.ts'
import { redactAnswer } from '../../labeling/redact-answers.ts'
import { viewContent } from '../../normalize/view.ts'
import { openReader } from '../../store/open-store.ts'
import type { CommandCall } from '../channel/protocol.ts'
import { version } from '../version.ts'

export interface LabeledExportInput {
  workspacePath: string
  path: string
  request: LabeledExport
  /** What the file is called inside the ZIP that `path` is to be; undefined: it is the file itself. */
  zipped: string | undefined
}

const view: ViewContent = viewContent

export function createLabeledCommands(report: (done: number, progress: number | undefined) => void) {
  return {
    runLabeledExport(
      { workspacePath, path, request, zipped }: LabeledExportInput,
      call: CommandCall,
    ): LabeledExportResult {
      const db = openReader(workspacePath)
      const folder = zipped === undefined ? undefined : `${path}.parts`
      try {
        if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 })
        const result = runLabeledExport({
          db,
          request,
          path: folder === undefined || zipped === undefined ? path : join(folder, zipped),
          appVersion: version,
          redactor: toLabelRedactor(createRedactor(request.redaction)),
          view,
          signal: call.signal,
          onProgress: (done, total) => report(done, total === 0 ? undefined : done / total),
        })
        return folder === undefined ? result : zip(path, result)
      } finally {
        db.close()
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
      }
    },

    previewLabeledExport(
      { workspacePath, request }: Pick<LabeledExportInput, 'workspacePath' | 'request'>,
      call: CommandCall,
    ): LabeledPreview {
      const db = openReader(workspacePath)
      const { examples, take } = createExamples()
      try {
        return previewLabeledExport({
          db,
          request,
          redactor: toLabelRedactor(createRedactor(request.redaction, take)),
          view,
          signal: call.signal,
          examples,
          onProgress: report,
          nowMs: Date.now,
        })
      } finally {
        db.close()
      }
    },
  }
}

const examplesOfKind = 5
const contextLength = 40
const foundLength = 200

/** The first different ones of each kind, with a little of what stands around them. */
function createExamples(): { examples: RedactionExample[]; take: (replaced: Replaced) => void } {
  const known = new Map<string, Set<string>>()
  const examples: RedactionExample[] = []
  return {
    examples,
    take({ kind, text, at, found, replacement }) {
      const founds = known.get(kind) ?? new Set()
      known.set(kind, founds)
      if (founds.size >= examplesOfKind || founds.has(found)) return
      founds.add(found)
      const end = at + found.length
      examples.push({
        kind,
        before: text.slice(Math.max(0, at - contextLength), at),
        found: found.slice(0, foundLength),
        replacement,
        after: text.slice(end, end + contextLength),
      })
    },
  }
}

function toLabelRedactor(redactor: Redactor): LabelRedactor {
  return { ...redactor, answer: (value) => redactAnswer(value, redactor) }
}

/** The file with its manifest, or all of the folder. */
function zip(path: string, { exportReport, report }: LabeledExportResult): LabeledExportResult {
  const name = exportReport.fileName
  const isFolder = report.files.some((file) => file.name !== name)
  const inside = isFolder
    ? [...report.files.map((file) => file.name), 'manifest.json'].map((file) => ({
        name: `${name}/${file}`,
        path: join(exportReport.path, file),
      }))
    : [name, `${name}.manifest.json`].map((file) => ({ name: file, path: join(dirname(exportReport.path), file) }))
  const sizeBytes = writeZip(path, inside)
  return { exportReport: { ...exportReport, path, fileName: basename(path), sizeBytes }, report }
}
