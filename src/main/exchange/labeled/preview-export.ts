/** What an export would write and replace, without writing anything. */
import type { LabeledExport, LabeledPreview, RedactionExample } from '../../../shared/model/labeled-export.ts'
import { tableFormats } from '../../../shared/model/labeled-export.ts'
import type { LabeledItem } from './labeled-item.ts'
import { type OpenedExport, type OpenOptions, openExport } from './open-export.ts'
import { type RecordFormat, toRecords } from './records.ts'
import { createJsonLine } from './table-files.ts'

/** Longer sources are read no further: a preview is waited for. */
const readMs = 4_000
const lineCount = 3
const lineLength = 1_000

export interface PreviewOptions extends OpenOptions {
  /** What the redactor told of its replacements. */
  examples: readonly RedactionExample[]
  nowMs(): number
}

/** @throws AppError as `openExport`; CANCELLED; INVALID_INPUT with `details.pattern` when an expression takes too long */
export function previewLabeledExport(options: PreviewOptions): LabeledPreview {
  const { db, request, nowMs } = options
  const endMs = nowMs() + readMs
  let read = 0
  const onProgress = (done: number, total: number) => {
    read = done
    options.onProgress(done, total)
  }
  db.exec('BEGIN')
  try {
    const opened = openExport({ ...options, onProgress })
    const { report } = opened
    const toLines = createLines(request, opened)
    const lines: string[] = []
    for (const item of opened.items) {
      const own = toLines(item)
      report.rows += own.length
      if (own.length === 0) report.left++
      if (lines.length < lineCount) lines.push(...own.slice(0, lineCount - lines.length).map(cut))
      if (nowMs() <= endMs) continue
      // What is passed over after this one is not.
      read++
      break
    }
    const { files: _, ...counts } = report
    return { ...counts, read, examples: [...options.examples], lines }
  } finally {
    db.exec('ROLLBACK')
  }
}

function createLines(
  { format, corrections }: LabeledExport,
  { table, schemas }: OpenedExport,
): (item: LabeledItem) => string[] {
  if (tableFormats.includes(format)) {
    const toLine = createJsonLine(table.columns)
    return (item) => table.rowsOf(item).map(toLine)
  }
  return (item) =>
    toRecords(format as RecordFormat, item, { schemas, corrections }).map((record) => JSON.stringify(record))
}

const cut = (line: string) => (line.length > lineLength ? `${line.slice(0, lineLength)}…` : line)
