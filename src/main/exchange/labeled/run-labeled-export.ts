/** Runs one export of labels: source → items, one at a time → a form → files that appear when they are whole, and a manifest. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../../shared/model/error.ts'
import type { LabeledExport, LabeledExportReport, LabeledExportResult } from '../../../shared/model/labeled-export.ts'
import { createAtomicFile } from '../export/atomic-file.ts'
import type { TableRow } from './columns.ts'
import { makeCard } from './dataset-card.ts'
import { makeManifest, writeManifest } from './manifest.ts'
import { type OpenedExport, type OpenOptions, openExport } from './open-export.ts'
import { type RecordFormat, toRecords } from './records.ts'
import { type Sink, writeCsv, writeJsonLines, writeParquet } from './table-files.ts'

/** Its connection is its own: one read transaction spans the whole export. */
export interface LabeledExportOptions extends OpenOptions {
  /** The file; of `huggingface` the folder, which must not be there or be empty. */
  path: string
  appVersion: string
}

const dataFile = 'data/train-00000-of-00001.parquet'

/**
 * Writes the export and its manifest (`<file>.manifest.json`). A failed or cancelled one leaves what was there before.
 *
 * @throws AppError NOT_FOUND (session, folder), CONFLICT (folder with something in it), CANCELLED, INVALID_INPUT (an expression),
 *   STORE_FULL, STORE_READ_ONLY, UNAVAILABLE
 */
export function runLabeledExport(options: LabeledExportOptions): LabeledExportResult {
  const { db, request, path } = options
  db.exec('BEGIN')
  try {
    return request.format === 'huggingface' ? writeFolder(options, path) : writeFile(options, path)
  } finally {
    db.exec('ROLLBACK')
  }
}

function writeFile(options: LabeledExportOptions, path: string): LabeledExportResult {
  const opened = openExport(options)
  const hashed = createHashedFile(path)
  const beside = createAtomicFile(`${path}.manifest.json`)
  try {
    writeContent(hashed.sink, options, opened)
    const entry = hashed.entry(basename(path))
    opened.report.files.push(entry)
    beside.write(manifestOf(options, opened))
    hashed.file.finish()
    beside.finish()
  } finally {
    hashed.file.discard()
    beside.discard()
  }
  return resultOf(path, opened.report)
}

/** Under another name until everything in it is whole. */
function writeFolder(options: LabeledExportOptions, path: string): LabeledExportResult {
  if (existsSync(path) && readdirSync(path).length > 0) {
    throw new AppError('CONFLICT', 'There is a folder with something in it already. Choose another name.')
  }
  const folder = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  try {
    makeFolder(join(folder, 'data'))
    const opened = openExport(options)
    const { columns } = opened.table
    const data = createHashedFile(join(folder, dataFile))
    try {
      writeParquet(data.sink, columns, toRows(opened))
      opened.report.files.push(data.entry(dataFile))
      data.file.finish()
    } finally {
      data.file.discard()
    }
    writeText(join(folder, 'README.md'), makeCard(describe(options, opened), columns, dataFile), opened.report)
    const manifest = createAtomicFile(join(folder, 'manifest.json'))
    manifest.write(manifestOf(options, opened))
    manifest.finish()
    // Only an empty one gives way: somebody may have put something there meanwhile.
    if (existsSync(path)) rmdirSync(path)
    renameSync(folder, path)
    return resultOf(path, opened.report)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw new AppError('STORE_READ_ONLY', 'The folder cannot be made there. Choose another place.', { cause })
  }
}

function writeText(path: string, text: string, report: LabeledExportReport): void {
  const { sink, file, entry } = createHashedFile(path)
  try {
    sink.write(text)
    report.files.push(entry(basename(path)))
    file.finish()
  } finally {
    file.discard()
  }
}

function writeContent(sink: Sink, { request }: LabeledExportOptions, opened: OpenedExport): void {
  const { format } = request
  if (format === 'jsonl' || format === 'csv' || format === 'parquet') {
    const write = { jsonl: writeJsonLines, csv: writeCsv, parquet: writeParquet }[format]
    write(sink, opened.table.columns, toRows(opened))
    return
  }
  for (const line of toLines(request, opened)) sink.write(`${line}\n`)
}

/** Of the forms that are no tables. */
function* toLines(request: LabeledExport, { items, schemas, report }: OpenedExport): Iterable<string> {
  for (const item of items) {
    const records = toRecords(request.format as RecordFormat, item, { schemas, corrections: request.corrections })
    if (records.length === 0) report.left++
    report.rows += records.length
    for (const record of records) yield JSON.stringify(record)
  }
}

function* toRows({ items, table, report }: OpenedExport): Iterable<TableRow> {
  for (const item of items) {
    const rows = table.rowsOf(item)
    if (rows.length === 0) report.left++
    report.rows += rows.length
    yield* rows
  }
}

function describe({ appVersion, request }: LabeledExportOptions, opened: OpenedExport) {
  const { questions, schemas, source, versions, report } = opened
  return makeManifest({ appVersion, request, questions, schemas, source, versions, report })
}

function manifestOf(options: LabeledExportOptions, opened: OpenedExport): string {
  return writeManifest(describe(options, opened))
}

/** Texts are encoded some thousand lines at once, for the hash and the file together. */
const textLength = 1 << 16

function createHashedFile(path: string) {
  const file = createAtomicFile(path)
  const hash = createHash('sha256')
  let text = ''
  const flush = () => {
    if (text !== '') put(Buffer.from(text))
    text = ''
  }
  const put = (bytes: Uint8Array) => {
    hash.update(bytes)
    file.write(bytes)
  }
  const sink: Sink = {
    write(chunk) {
      if (typeof chunk === 'string') {
        text += chunk
        if (text.length >= textLength) flush()
        return
      }
      flush()
      put(chunk)
    },
  }
  /** To be called when all of it is written. */
  const entry = (name: string) => {
    flush()
    return { name, sizeBytes: file.sizeBytes(), sha256: hash.digest('hex') }
  }
  return { file, sink, entry }
}

function resultOf(path: string, report: LabeledExportReport): LabeledExportResult {
  const sizeBytes = report.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const counts = { traces: report.items, spans: 0, assessments: report.labels }
  return { exportReport: { path, fileName: basename(path), sizeBytes, ...counts }, report }
}
