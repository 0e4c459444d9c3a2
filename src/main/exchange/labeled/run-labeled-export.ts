/** Runs one export of labels: source → items, one at a time → a form → files that appear when they are whole, and a manifest. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../shared/model/error.ts'
import {
  type LabeledExport,
  type LabeledExportReport,
  type LabeledExportResult,
  tableFormats,
} from '../../../shared/model/labeled-export.ts'
import type { LabelSchema } from '../../../shared/model/labeling.ts'
import { listLabelSchemas } from '../../store/label-schemas.ts'
import { type LabelKind, listLabelKinds, openLabeledSet } from '../../store/labeled-items.ts'
import { getSession } from '../../store/labeling-sessions.ts'
import { createAtomicFile } from '../export/atomic-file.ts'
import { makeTable, type TableRow } from './columns.ts'
import { makeCard } from './dataset-card.ts'
import {
  type ItemOptions,
  iterateItems,
  type LabeledItem,
  type LabelRedactor,
  listQuestions,
  questionKey,
  type ViewSpan,
} from './labeled-item.ts'
import { makeManifest, writeManifest } from './manifest.ts'
import { type RecordFormat, toRecords } from './records.ts'
import { type Sink, writeCsv, writeJsonLines, writeParquet } from './table-files.ts'

export interface LabeledExportOptions {
  /** A connection of its own: one read transaction spans the whole export. */
  db: Database
  request: LabeledExport
  /** The file; of `huggingface` the folder, which must not be there or be empty. */
  path: string
  appVersion: string
  redactor: LabelRedactor
  view: ViewSpan
  signal: AbortSignal
  onProgress(done: number, total: number): void
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

interface Opened {
  items: Iterable<LabeledItem>
  kinds: LabelKind[]
  schemas: LabelSchema[]
  report: LabeledExportReport
  versions: Map<string, Set<number>>
}

function open(options: LabeledExportOptions): Opened {
  const { db, request, redactor } = options
  const set = openLabeledSet(db, request.source)
  const kinds = listLabelKinds(db, set)
  const report: LabeledExportReport = {
    selected: set.keys.length,
    items: 0,
    rows: 0,
    labels: 0,
    left: 0,
    redactions: redactor.counts,
    files: [],
  }
  const versions = new Map<string, Set<number>>()
  const itemOptions: ItemOptions = {
    db,
    set,
    kinds,
    where: request.where,
    hidesReviewers: request.hidesReviewers,
    asMessages: !tableFormats.includes(request.format) && request.format !== 'mlflow',
    redactor,
    view: options.view,
    signal: options.signal,
    onProgress: (done) => options.onProgress(done, set.keys.length),
  }
  return {
    items: count(iterateItems(itemOptions), report, versions),
    kinds,
    schemas: readSchemas(db, request),
    report,
    versions,
  }
}

function* count(
  items: Iterable<LabeledItem>,
  report: LabeledExportReport,
  versions: Map<string, Set<number>>,
): Iterable<LabeledItem> {
  for (const item of items) {
    report.items++
    report.labels += item.trace.labels.length
    for (const { name, kind, schemaVersion } of item.trace.labels) {
      if (kind === 'issue' || schemaVersion === undefined) continue
      const key = questionKey({ name, kind })
      const known = versions.get(key)
      if (known === undefined) versions.set(key, new Set([schemaVersion]))
      else known.add(schemaVersion)
    }
    yield item
  }
}

/** Those that a session asks, or all that are here. */
function readSchemas(db: Database, { source }: LabeledExport): LabelSchema[] {
  return source.kind === 'session' ? getSession(db, source.sessionId).schemas : listLabelSchemas(db, {})
}

function writeFile(options: LabeledExportOptions, path: string): LabeledExportResult {
  const opened = open(options)
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
    const opened = open(options)
    const { columns, rowsOf } = makeTable(options.request.shape, opened.kinds, options.request.hidesReviewers)
    const data = createHashedFile(join(folder, dataFile))
    try {
      writeParquet(data.sink, columns, toRows(opened, rowsOf))
      opened.report.files.push(data.entry(dataFile))
      data.file.finish()
    } finally {
      data.file.discard()
    }
    writeText(join(folder, 'README.md'), makeCard(describe(options, opened), columns, dataFile), opened.report)
    const manifest = createAtomicFile(join(folder, 'manifest.json'))
    manifest.write(manifestOf(options, opened))
    manifest.finish()
    rmSync(path, { recursive: true, force: true })
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

function writeContent(sink: Sink, { request }: LabeledExportOptions, opened: Opened): void {
  const { format, shape, hidesReviewers, corrections } = request
  if (format === 'jsonl' || format === 'csv' || format === 'parquet') {
    const write = { jsonl: writeJsonLines, csv: writeCsv, parquet: writeParquet }[format]
    const { columns, rowsOf } = makeTable(shape, opened.kinds, hidesReviewers)
    write(sink, columns, toRows(opened, rowsOf))
    return
  }
  const recordOptions = { schemas: opened.schemas, corrections }
  for (const item of opened.items) {
    const records = toRecords(format as RecordFormat, item, recordOptions)
    if (records.length === 0) opened.report.left++
    opened.report.rows += records.length
    for (const record of records) sink.write(`${JSON.stringify(record)}\n`)
  }
}

function* toRows({ items, report }: Opened, rowsOf: (item: LabeledItem) => TableRow[]): Iterable<TableRow> {
  for (const item of items) {
    const rows = rowsOf(item)
    report.rows += rows.length
    yield* rows
  }
}

function describe(options: LabeledExportOptions, { kinds, schemas, versions, report }: Opened) {
  const { appVersion, request } = options
  return makeManifest({ appVersion, request, questions: listQuestions(kinds), schemas, versions, report }, questionKey)
}

function manifestOf(options: LabeledExportOptions, opened: Opened): string {
  return writeManifest(describe(options, opened))
}

function createHashedFile(path: string) {
  const file = createAtomicFile(path)
  const hash = createHash('sha256')
  const sink: Sink = {
    write(chunk) {
      hash.update(chunk)
      file.write(chunk)
    },
  }
  const entry = (name: string) => ({ name, sizeBytes: file.sizeBytes(), sha256: hash.digest('hex') })
  return { file, sink, entry }
}

function resultOf(path: string, report: LabeledExportReport): LabeledExportResult {
  const sizeBytes = report.files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const counts = { traces: report.items, spans: 0, assessments: report.labels }
  return { exportReport: { path, fileName: basename(path), sizeBytes, ...counts }, report }
}
