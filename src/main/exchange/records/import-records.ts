/** Files as records of a dataset. */
import type { RecordImportReport, RecordMapping, RecordPreview } from '../../../shared/model/dataset.ts'
import type { NewRecord } from '../../store/dataset-records.ts'
import { throwIfCancelled } from '../import/byte-source.ts'
import { readColumn } from '../import/generic-columns.ts'
import { SkipLog } from '../import/skip-log.ts'
import { makeMapping, type Sniffed, type SniffSource } from '../import/sniff.ts'
import { describeTable, readRows } from './read-rows.ts'
import { guessTarget, toRecord } from './row-record.ts'

const mostSamples = 3
const longestSample = 200
/** Causes of our own; the others are the importer's. */
const messages = {
  noInputs: 'The row has no inputs.',
}

function mappingOf(sniffed: Sniffed): RecordMapping {
  const guesses = makeMapping(sniffed)
  return Object.fromEntries(sniffed.columns.map((column) => [column, guessTarget(column, guesses[column])]))
}

/** The columns of a file, with what each is likely to be. Errors: UNSUPPORTED_FORMAT, INVALID_INPUT (an empty file). */
export async function previewRecords(source: SniffSource): Promise<RecordPreview> {
  const sniffed = await describeTable(source)
  const guesses = mappingOf(sniffed)
  return {
    format: sniffed.format,
    columns: sniffed.columns.map((name) => {
      const values = sniffed.records.flatMap((record) => readColumn(record, name) ?? [])
      const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
      const samples = [...new Set(texts.filter((text) => text !== ''))].slice(0, mostSamples)
      return {
        name,
        guess: guesses[name] ?? 'tags',
        samples: samples.map((text) => (text.length > longestSample ? `${text.slice(0, longestSample)}…` : text)),
      }
    }),
  }
}

export interface ImportRecordsOptions extends SniffSource {
  mapping: RecordMapping
  /** Stores some of them; the next ones are given when these are stored. */
  store: (records: NewRecord[]) => Promise<{ inserted: number; updated: number }>
  onProgress: (done: number, progress: number | undefined) => void
}

const batchRecords = 1_000

/** `report` says at any time what is stored; it is whole when the promise resolves. Errors as the preview, and CANCELLED. */
export async function importRecords(options: ImportRecordsOptions, report: RecordImportReport): Promise<void> {
  const { fileName, store, onProgress, signal } = options
  const sniffed = await describeTable(options)
  const mapping = { ...mappingOf(sniffed), ...options.mapping }
  const skips = new SkipLog()
  let batch: NewRecord[] = []
  const flush = async () => {
    if (batch.length > 0) {
      const { inserted, updated } = await store(batch)
      report.inserted += inserted
      report.updated += updated
      batch = []
    }
    report.skipped = skips.report()
  }
  const rows = readRows(options, sniffed, skips, (progress) => onProgress(report.recordsRead, progress))
  for await (const { row, place } of rows) {
    throwIfCancelled(signal)
    report.recordsRead++
    const record = toRecord(row, mapping, fileName)
    if (record === undefined) skips.addOther('noInputs', messages.noInputs, place)
    else batch.push(record)
    if (batch.length >= batchRecords) await flush()
  }
  await flush()
}
