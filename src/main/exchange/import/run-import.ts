/** Imports one file into the open workspace, as a stream: memory depends on the largest record, not on the file. */
import type { Readable } from 'node:stream'
import { AppError } from '../../../shared/model/error.ts'
import type { IngestBatch, IngestResult } from '../../../shared/model/ingest.ts'
import type { ColumnMapping, ImportFormat, ImportReport } from '../../../shared/model/job.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { OtlpSpan } from '../../../shared/model/otlp.ts'
import type { SpanSummary } from '../../../shared/model/view.ts'
import { isJsonObject, parseRecord } from '../../formats/json-text.ts'
import { BrokenCompressionError, readPlainBytes, throwIfCancelled } from './byte-source.ts'
import { CsvRows } from './csv-rows.ts'
import { convertGenericRecord, groupColumns } from './generic-record.ts'
import { type Found, IngestFeed } from './ingest-feed.ts'
import type { JsonRecord } from './json-splitter.ts'
import { convertMlflowRecord } from './mlflow-records.ts'
import { convertOtlpRecord, type OtlpDecoders, otlpContainerKeys } from './otlp-records.ts'
import { openParquet } from './parquet-rows.ts'
import { SkipLog } from './skip-log.ts'
import { decodeCsv, describe, makeMapping, makeSplitter, type Sniffed, unwrap } from './sniff.ts'

export interface RunImportOptions extends OtlpDecoders {
  /** A stream of the raw bytes from the start; called more than once. */
  open: () => Readable
  fileName: string
  sizeBytes?: number | undefined
  /** Where the file is, if it is one: Parquet is read at random places. */
  path?: string | undefined
  /** Time given to rows that have none: the file's own, so that a second import gives the same. */
  modifiedAtMs?: number | undefined
  format?: ImportFormat | undefined
  mapping?: ColumnMapping | undefined
  experimentId?: string | undefined
  signal?: AbortSignal | undefined
  /** Stores one batch durably. The next one is given only after the one before is stored. */
  ingest: (batch: IngestBatch) => Promise<IngestResult>
  summarize: (span: OtlpSpan) => SpanSummary
  /** Records so far; 0 to 1 of the bytes, undefined while the size is unknown. */
  onProgress?: ((done: number, progress: number | undefined) => void) | undefined
}

/** An import that ended early. What was stored stays; `report` says what that is. */
export class ImportStoppedError extends AppError {
  readonly report: ImportReport

  constructor(cause: AppError, report: ImportReport) {
    const { newTraces, newSpans } = report
    const kept = `${newTraces} new traces with ${newSpans} spans were stored before that and stay.`
    super(cause.code, cause.code === 'CANCELLED' ? `The import was cancelled. ${kept}` : `${cause.message} ${kept}`, {
      cause,
      details: { ...cause.details, newTraces, newSpans, recordsRead: report.recordsRead },
    })
    this.report = report
  }
}

/**
 * Reads, converts and stores a file. A second import of the same file changes nothing.
 *
 * @throws ImportStoppedError CANCELLED or a STORE_ failure after the start; AppError UNSUPPORTED_FORMAT,
 *   INVALID_INPUT, TOO_LARGE before it
 */
export async function runImport(options: RunImportOptions): Promise<ImportReport> {
  const sniffed = await describe(options, options.format)
  const run = new ImportRun(options, sniffed)
  try {
    await run.execute()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await run.feed.settle()
    throw new ImportStoppedError(error, run.report())
  }
  return run.report()
}

type Convert = (record: Json, place: number) => Found

class ImportRun {
  readonly #options: RunImportOptions
  readonly #sniffed: Sniffed
  readonly #skips = new SkipLog()
  readonly feed: IngestFeed
  #recordsRead = 0
  #bytesRead = 0
  #convert: Convert

  constructor(options: RunImportOptions, sniffed: Sniffed) {
    this.#options = options
    this.#sniffed = sniffed
    this.feed = new IngestFeed(options)
    this.#convert = this.#makeConvert()
  }

  report(): ImportReport {
    const { fileName } = this.#options
    return {
      fileName,
      format: this.#sniffed.format,
      recordsRead: this.#recordsRead,
      ...this.feed.totals,
      skipped: this.#skips.report(),
    }
  }

  async execute(): Promise<void> {
    const { format } = this.#sniffed
    try {
      if (format === 'parquet') await this.#readParquet()
      else if (format === 'csv') await this.#readCsv()
      else await this.#readJson()
    } catch (error) {
      if (!(error instanceof BrokenCompressionError)) throw error
      this.#skips.add(error.isTruncated ? 'compressedDataCutOff' : 'compressedDataDamaged', this.#recordsRead + 1)
    }
    await this.feed.finish()
    this.#options.onProgress?.(this.#recordsRead, 1)
  }

  #makeConvert(): Convert {
    const skips = this.#skips
    switch (this.#sniffed.format) {
      case 'otlp':
        return (record, place) => convertOtlpRecord(record, place, this.#options, skips)
      case 'mlflow':
        return (record, place) => convertMlflowRecord(record, place, this.#options, skips)
      default: {
        const mapping = makeMapping(this.#sniffed, this.#options.mapping)
        const columns = groupColumns(mapping)
        const defaultStartNano = BigInt(Math.round(this.#options.modifiedAtMs ?? 0)) * 1_000_000n
        return (record, place) => {
          if (isJsonObject(record))
            return convertGenericRecord(record, place, columns, { mapping, defaultStartNano }, skips)
          skips.add('unknownRecord', place)
          return {}
        }
      }
    }
  }

  #readBytes(): AsyncGenerator<Buffer> {
    const { open, signal } = this.#options
    return readPlainBytes({
      open,
      signal,
      onBytesRead: (bytes) => {
        this.#bytesRead = bytes
      },
    })
  }

  async #take(record: Json, place: number, sizeBytes: number): Promise<void> {
    throwIfCancelled(this.#options.signal)
    this.#recordsRead += 1
    let found: Found
    try {
      found = this.#convert(record, place)
    } catch (error) {
      if (!(error instanceof RangeError) && !(error instanceof AppError)) throw error
      this.#skips.add('invalidRecord', place)
      return
    }
    await this.feed.add(found, sizeBytes)
  }

  #progress(): void {
    const { sizeBytes, onProgress } = this.#options
    onProgress?.(this.#recordsRead, sizeBytes ? Math.min(1, this.#bytesRead / sizeBytes) : undefined)
  }

  async #readJson(): Promise<void> {
    const splitter = makeSplitter(this.#sniffed.layout ?? 'document', this.#sniffed.format)
    try {
      for await (const chunk of this.#readBytes()) {
        for (const record of splitter.push(chunk)) await this.#takeJson(record)
        this.#progress()
      }
    } catch (error) {
      // What was unpacked up to the damage may hold one more record without a line end.
      if (error instanceof BrokenCompressionError) for (const record of splitter.flush()) await this.#takeJson(record)
      throw error
    }
    for (const record of splitter.flush()) await this.#takeJson(record)
  }

  async #takeJson(record: JsonRecord): Promise<void> {
    const { bytes, place, container, problem } = record
    if (problem !== undefined) {
      this.#recordsRead += 1
      this.#skips.add(problem === 'tooLarge' ? 'recordTooLarge' : 'cutOff', place)
      return
    }
    const parsed = parseRecord(bytes)
    if (!parsed.ok) {
      if (parsed.problem === 'invalidJson' && (await this.#takeSeveral(bytes, place))) return
      this.#recordsRead += 1
      this.#skips.add(parsed.problem, place)
      return
    }
    const { format } = this.#sniffed
    const isOtlpElement = container !== undefined && otlpContainerKeys.includes(container)
    const values = isOtlpElement ? [{ [container]: [parsed.value] }] : unwrap(parsed.value, format)
    for (const value of values) await this.#take(value, place, bytes.length / values.length)
  }

  /** Several documents on one line, which is no JSON line but clear enough. False when they are not all whole. */
  async #takeSeveral(bytes: Buffer, place: number): Promise<boolean> {
    if (this.#sniffed.layout !== 'lines') return false
    const splitter = makeSplitter('document', this.#sniffed.format)
    const records = [...splitter.push(bytes), ...splitter.flush()]
    const isGood =
      records.length > 1 && records.every(({ bytes: part, problem }) => problem === undefined && parseRecord(part).ok)
    if (isGood) for (const record of records) await this.#takeJson({ ...record, place })
    return isGood
  }

  async #readCsv(): Promise<void> {
    const { delimiter, encoding } = this.#sniffed
    const csv = new CsvRows(delimiter, this.#skips)
    for await (const chunk of decodeCsv(this.#readBytes(), encoding)) {
      for (const { row, place, sizeBytes } of csv.push(chunk)) await this.#take(row, place, sizeBytes)
      this.#progress()
    }
    for (const { row, place, sizeBytes } of csv.flush()) await this.#take(row, place, sizeBytes)
  }

  async #readParquet(): Promise<void> {
    const file = await openParquet(this.#options)
    try {
      for await (const { rows, firstRow, lost } of file.parts()) {
        if (lost > 0) {
          this.#recordsRead += lost
          this.#skips.add('invalidParquet', firstRow + 1, lost)
        }
        for (const [index, row] of rows.entries()) {
          await this.#take(row, firstRow + index + 1, JSON.stringify(row).length)
        }
        this.#options.onProgress?.(
          this.#recordsRead,
          file.rowCount === 0 ? undefined : (firstRow + rows.length) / file.rowCount,
        )
      }
    } finally {
      await file.close()
    }
  }
}
