/** Rows of a table file (JSON, CSV, Parquet) as a stream, each with its line; what cannot be read goes to a log and loses nothing else. */
import type { Json } from '../../../shared/model/json.ts'
import { isJsonObject, parseRecord } from '../../formats/json-text.ts'
import { BrokenCompressionError, readPlainBytes } from '../import/byte-source.ts'
import { CsvRows } from '../import/csv-rows.ts'
import type { JsonRecord } from '../import/json-splitter.ts'
import { openParquet } from '../import/parquet-rows.ts'
import type { SkipLog } from '../import/skip-log.ts'
import { decodeCsv, describe, makeSplitter, type Sniffed, type SniffSource } from '../import/sniff.ts'

export interface Row {
  row: { [column: string]: Json }
  /** 1-based: the line, or in documents and Parquet files the record. */
  place: number
}

/** What a file looks like as a table, whatever else it may be. Errors as `sniff`. */
export async function describeTable(source: SniffSource): Promise<Sniffed> {
  const found = await describe(source)
  return found.format === 'otlp' || found.format === 'mlflow' ? describe(source, 'jsonl') : found
}

/** `onProgress`: rows so far, and the share of the file, undefined while its size is unknown. Throws CANCELLED by the signal. */
export async function* readRows(
  source: SniffSource,
  sniffed: Sniffed,
  skips: SkipLog,
  onProgress: (progress: number | undefined) => void,
): AsyncGenerator<Row> {
  let bytesRead = 0
  const bytes = () =>
    readPlainBytes({
      open: source.open,
      signal: source.signal,
      onBytesRead: (count) => {
        bytesRead = count
      },
    })
  const tell = () => onProgress(source.sizeBytes ? Math.min(1, bytesRead / source.sizeBytes) : undefined)
  let place = 0
  try {
    if (sniffed.format === 'parquet') yield* readParquet(source, skips, onProgress)
    else if (sniffed.format === 'csv') {
      const csv = new CsvRows(sniffed.delimiter, skips)
      for await (const chunk of decodeCsv(bytes(), sniffed.encoding)) {
        for (const each of csv.push(chunk)) yield { row: each.row, place: each.place }
        tell()
      }
      for (const each of csv.flush()) yield { row: each.row, place: each.place }
    } else {
      const splitter = makeSplitter(sniffed.layout ?? 'document', sniffed.format)
      for await (const chunk of bytes()) {
        for (const record of splitter.push(chunk)) {
          place = record.place
          yield* toRows(record, skips)
        }
        tell()
      }
      for (const record of splitter.flush()) yield* toRows(record, skips)
    }
  } catch (error) {
    if (!(error instanceof BrokenCompressionError)) throw error
    skips.add(error.isTruncated ? 'compressedDataCutOff' : 'compressedDataDamaged', place + 1)
  }
}

function* toRows(record: JsonRecord, skips: SkipLog): Generator<Row> {
  const { bytes, place, problem } = record
  if (problem !== undefined) return skips.add(problem === 'tooLarge' ? 'recordTooLarge' : 'cutOff', place)
  const parsed = parseRecord(bytes)
  if (!parsed.ok) return skips.add(parsed.problem, place)
  for (const value of Array.isArray(parsed.value) ? parsed.value : [parsed.value]) {
    if (isJsonObject(value)) yield { row: value, place }
    else skips.add('unknownRecord', place)
  }
}

async function* readParquet(
  source: SniffSource,
  skips: SkipLog,
  onProgress: (progress: number | undefined) => void,
): AsyncGenerator<Row> {
  const file = await openParquet(source)
  try {
    for await (const { rows, firstRow, lost } of file.parts()) {
      if (lost > 0) skips.add('invalidParquet', firstRow + 1, lost)
      for (const [index, row] of rows.entries()) yield { row, place: firstRow + index + 1 }
      onProgress(file.rowCount === 0 ? undefined : (firstRow + rows.length) / file.rowCount)
    }
  } finally {
    await file.close()
  }
}
