/** What a file is, from its first bytes: compression, format, layout, columns. */
import type { Readable } from 'node:stream'
import { AppError } from '../../../shared/model/error.ts'
import type { ColumnMapping, ImportFormat, ImportPreview } from '../../../shared/model/job.ts'
import type { Json } from '../../../shared/model/json.ts'
import { setOwn } from '../../formats/any-value.ts'
import { isJsonObject, parseRecord } from '../../formats/json-text.ts'
import { BrokenCompressionError, type Compression, readPlainBytes, sniffCompression, transcode } from './byte-source.ts'
import { guessTargets, repeatableTargets } from './column-guess.ts'
import { CsvRows, sniffDelimiter } from './csv-rows.ts'
import { listColumns, readColumn } from './generic-columns.ts'
import { DocumentSplitter, type JsonSplitter, LineSplitter } from './json-splitter.ts'
import { isMlflowRecord, mlflowContainerKeys } from './mlflow-records.ts'
import { isOtlpRecord, otlpContainerKeys, otlpParentKeys } from './otlp-records.ts'
import { openParquet } from './parquet-rows.ts'
import { SkipLog } from './skip-log.ts'

/** Largest single record; JSON text of it still fits a V8 string with room to spare. */
export const maxRecordBytes = 256 * 1024 * 1024

const headBytes = 1024 * 1024
const maxSampleRecords = 50
const maxSamples = 5
const maxSampleLength = 200

const genericContainerKeys: readonly string[] = ['data', 'rows', 'records', 'examples', 'items']

export interface SniffSource {
  open: () => Readable
  fileName: string
  sizeBytes?: number | undefined
  path?: string | undefined
  signal?: AbortSignal | undefined
}

export interface Sniffed {
  format: ImportFormat
  compression: Compression
  /** How JSON is laid out; undefined for CSV and Parquet. */
  layout: 'lines' | 'document' | undefined
  delimiter: string
  /** Of CSV text, where it is not UTF-8. */
  encoding: 'utf-8' | 'shift_jis'
  columns: string[]
  records: { [key: string]: Json }[]
}

/**
 * Looks at the head of a source.
 *
 * @param format what the person says it is; else it is found out
 * @throws AppError UNSUPPORTED_FORMAT, INVALID_INPUT for an empty file
 */
export async function sniff(source: SniffSource, format?: ImportFormat): Promise<Sniffed> {
  const compression = sniffCompression(await readHead(source.open(), 4))
  const { head, isWhole } = await readPlainHead(source)
  const base = { compression, layout: undefined, delimiter: ',', encoding: 'utf-8', columns: [], records: [] } as const
  if (head.toString('latin1', 0, 4) === 'PAR1') {
    if (compression !== 'none')
      throw new AppError(
        'UNSUPPORTED_FORMAT',
        'Unpack the Parquet file first: it cannot be read from inside another compression.',
      )
    return { ...base, format: 'parquet', columns: [], records: [] }
  }
  const text = head.toString('utf8')
  if (text.trim() === '') throw new AppError('INVALID_INPUT', 'The file is empty.')
  if (format === 'csv' || (format === undefined && !looksLikeJson(text)))
    return { ...base, ...sniffCsv(head, text, isWhole, source.fileName, format) }
  if (format === 'parquet') throw new AppError('UNSUPPORTED_FORMAT', 'This is not a Parquet file.')
  const layout = isJsonLines(text, isWhole) ? 'lines' : 'document'
  const records = sampleRecords(head, isWhole, layout)
  const found = format ?? classify(records, text)
  const rows = records
    .flatMap((record) => unwrap(record, found))
    .filter(isJsonObject)
    .slice(0, maxSampleRecords)
  return {
    ...base,
    format: found,
    layout,
    records: found === 'jsonl' ? rows : [],
    columns: found === 'jsonl' ? listColumns(rows) : [],
  }
}

/** Format, compression and, for generic formats, columns with guesses and samples. */
export async function previewImport(source: SniffSource): Promise<ImportPreview> {
  const { format, compression, columns, records } = await describe(source)
  const preview: ImportPreview = { format, compression }
  if (source.sizeBytes !== undefined) preview.sizeBytes = source.sizeBytes
  if (format === 'otlp' || format === 'mlflow') return preview
  const sampled = columns.map((name) => ({ name, samples: sampleColumn(records, name) }))
  const guesses = guessTargets(sampled)
  preview.columns = sampled.map(({ name, samples }, index) => ({
    name,
    guess: guesses[index] ?? 'metadata',
    samples: samples.slice(0, maxSamples).map(toSampleText),
  }))
  return preview
}

/**
 * The mapping to use: the guess, with what the person chose put over it. A target that they gave to a column is
 * taken from the columns it was guessed for.
 */
export function makeMapping(sniffed: Pick<Sniffed, 'columns' | 'records'>, chosen: ColumnMapping = {}): ColumnMapping {
  const { columns, records } = sniffed
  const guesses = guessTargets(columns.map((name) => ({ name, samples: sampleColumn(records, name) })))
  const taken = new Set(Object.values(chosen).filter((target) => !repeatableTargets.has(target)))
  const mapping: ColumnMapping = {}
  columns.forEach((name, index) => {
    const guess = guesses[index] ?? 'metadata'
    setOwn(mapping, name, taken.has(guess) ? 'metadata' : guess)
  })
  for (const [name, target] of Object.entries(chosen)) setOwn(mapping, name, target)
  return mapping
}

/** As `sniff`, with the columns of a Parquet file read from its directory. */
export async function describe(source: SniffSource, format?: ImportFormat): Promise<Sniffed> {
  const sniffed = await sniff(source, format)
  if (sniffed.format !== 'parquet') return sniffed
  const file = await openParquet(source)
  try {
    const records = await file.head(maxSampleRecords)
    return { ...sniffed, columns: records.length > 0 ? listColumns(records) : file.columns, records }
  } finally {
    await file.close()
  }
}

/** A splitter for the layout, with the containers of the format. */
export function makeSplitter(layout: 'lines' | 'document', format: ImportFormat | undefined): JsonSplitter {
  if (layout === 'lines') return new LineSplitter(maxRecordBytes)
  return new DocumentSplitter({
    maxRecordBytes,
    containerKeys: new Set(containersOf(format)),
    parentKeys: new Set(format === 'otlp' || format === undefined ? otlpParentKeys : []),
  })
}

function containersOf(format: ImportFormat | undefined): readonly string[] {
  if (format === 'otlp') return otlpContainerKeys
  if (format === 'mlflow') return mlflowContainerKeys
  if (format === undefined) return [...otlpContainerKeys, ...mlflowContainerKeys, ...genericContainerKeys]
  return [...mlflowContainerKeys, ...genericContainerKeys]
}

/** Elements of lists and containers that stand inside one record. */
export function unwrap(value: Json, format: ImportFormat): Json[] {
  if (Array.isArray(value)) return value.flatMap((item) => (Array.isArray(item) ? item : unwrap(item, format)))
  if (format === 'otlp' || !isJsonObject(value)) return [value]
  for (const key of containersOf(format)) {
    const elements = value[key]
    if (Object.hasOwn(value, key) && Array.isArray(elements) && elements.every(isJsonObject)) return elements
  }
  return [value]
}

async function readHead(stream: Readable, count: number): Promise<Buffer> {
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      if (chunk.byteLength > 0) return Buffer.from(chunk.subarray(0, count))
    }
    return Buffer.alloc(0)
  } finally {
    stream.destroy()
  }
}

async function readPlainHead({ open, signal }: SniffSource): Promise<{ head: Buffer; isWhole: boolean }> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of readPlainBytes({ open, signal })) {
      parts.push(chunk)
      size += chunk.length
      if (size > headBytes) return { head: Buffer.concat(parts), isWhole: false }
    }
  } catch (error) {
    // The import reports it with what could be read.
    if (!(error instanceof BrokenCompressionError) || size === 0) throw toAppError(error)
  }
  return { head: Buffer.concat(parts), isWhole: true }
}

function toAppError(error: unknown): unknown {
  if (!(error instanceof BrokenCompressionError)) return error
  return new AppError('INVALID_INPUT', error.message, { cause: error })
}

/** JSON by its first character, or by lines of it after a first line that is broken. */
function looksLikeJson(text: string): boolean {
  if (startsLikeJson(text)) return true
  const lines = text
    .split('\n', 21)
    .slice(0, 20)
    .filter((line) => line.trim() !== '')
  const objects = lines.filter((line) => isObjectText(line))
  return objects.length > 0 && objects.length * 2 >= lines.length
}

/** An object or array, RFC 7464's record separator aside. */
function startsLikeJson(text: string): boolean {
  return /^[{[]/.test(text.slice(0, 4096).replaceAll('\u001e', ' ').trimStart())
}

function isObjectText(line: string): boolean {
  if (!line.startsWith('{')) return false
  try {
    return isJsonObject(JSON.parse(line))
  } catch {
    return false
  }
}

/** Whether every line is a record, as far as the head tells. */
function isJsonLines(text: string, isWhole: boolean): boolean {
  const all = text.split('\n')
  const lines = (isWhole ? all : all.slice(0, -1))
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(0, 200)
  const [first] = lines
  if (first === undefined) return false
  if (isCompleteValue(first)) return lines.length > 1 || isObjectText(first)
  if (first.trim() === '[') return false
  const starts = lines.filter((line) => line.startsWith('{'))
  const complete = starts.filter(isObjectText)
  return complete.length > 0 && complete.length * 2 >= starts.length && !lines.some((line) => /^[\]}]/.test(line))
}

function isCompleteValue(line: string): boolean {
  if (!startsLikeJson(line)) return false
  return parseRecord(Buffer.from(line)).ok
}

function sampleRecords(head: Buffer, isWhole: boolean, layout: 'lines' | 'document'): Json[] {
  const splitter = makeSplitter(layout, undefined)
  const pieces = splitter.push(head)
  if (isWhole) pieces.push(...splitter.flush())
  const records: Json[] = []
  for (const { bytes, container, problem } of pieces) {
    if (records.length >= maxSampleRecords) break
    const parsed = problem === undefined ? parseRecord(bytes) : undefined
    if (!parsed?.ok) continue
    records.push(
      container !== undefined && otlpContainerKeys.includes(container) ? { [container]: [parsed.value] } : parsed.value,
    )
  }
  return records
}

function classify(records: readonly Json[], text: string): ImportFormat {
  const flat = records.flatMap((record) => (Array.isArray(record) ? record : [record]))
  for (const record of flat) {
    if (isOtlpRecord(record)) return 'otlp'
    if (unwrap(record, 'mlflow').some(isMlflowRecord)) return 'mlflow'
    if (unwrap(record, 'jsonl').some(isJaegerRecord)) {
      throw new AppError(
        'UNSUPPORTED_FORMAT',
        'Jaeger’s own JSON cannot be imported yet. Export the trace as OTLP JSON instead.',
      )
    }
  }
  if (flat.some(isJsonObject)) return 'jsonl'
  // The first record does not fit into the head: its keys tell.
  if (/"(resource_?[sS]pans|resource_?[lL]ogs|resource_?[mM]etrics|scopeSpans)"\s*:/.test(text)) return 'otlp'
  if (/"(trace_info|info)"\s*:\s*\{/.test(text) && /"(trace_id|request_id)"\s*:/.test(text)) return 'mlflow'
  if (/^\s*(\[\s*)?\{\s*"/.test(text)) return 'jsonl'
  throw new AppError('UNSUPPORTED_FORMAT', 'The JSON in this file is of no form that can be imported.')
}

function isJaegerRecord(value: Json): boolean {
  return isJsonObject(value) && Array.isArray(value.spans) && isJsonObject(value.processes)
}

function sniffCsv(
  head: Buffer,
  text: string,
  isWhole: boolean,
  fileName: string,
  format: ImportFormat | undefined,
): Pick<Sniffed, 'format' | 'delimiter' | 'encoding' | 'columns' | 'records'> {
  const encoding = isUtf8(head, isWhole) ? 'utf-8' : 'shift_jis'
  const decoded = encoding === 'utf-8' ? text : new TextDecoder(encoding).decode(head, { stream: !isWhole })
  const firstLine = decoded.split('\n', 1)[0] ?? ''
  const isNamedCsv = /\.(csv|tsv|tab)(\.gz|\.zst)?$/i.test(fileName)
  const hasDelimiter = /[,;\t|]/.test(firstLine)
  if (head.includes(0) || (format === undefined && !isNamedCsv && !hasDelimiter)) {
    throw new AppError(
      'UNSUPPORTED_FORMAT',
      'This is none of OTLP JSON, MLflow trace JSON, CSV, JSON lines or Parquet.',
    )
  }
  const delimiter = sniffDelimiter(firstLine)
  const csv = new CsvRows(delimiter, new SkipLog())
  const rows = csv.push(Buffer.from(decoded))
  if (isWhole) rows.push(...csv.flush())
  return {
    format: 'csv',
    delimiter,
    encoding,
    columns: [...csv.columns],
    records: rows.slice(0, maxSampleRecords).map(({ row }) => row),
  }
}

function isUtf8(head: Buffer, isWhole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !isWhole })
    return true
  } catch {
    return false
  }
}

function sampleColumn(records: readonly { [key: string]: Json }[], name: string): Json[] {
  const samples: Json[] = []
  for (const record of records) {
    const value = readColumn(record, name)
    if (value !== undefined && value !== null && value !== '') samples.push(value)
    if (samples.length >= 20) break
  }
  return samples
}

function toSampleText(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= maxSampleLength ? text : `${text.slice(0, maxSampleLength - 1)}…`
}

/** CSV bytes as UTF-8. */
export function decodeCsv(chunks: AsyncGenerator<Buffer>, encoding: Sniffed['encoding']): AsyncGenerator<Buffer> {
  return encoding === 'utf-8' ? chunks : transcode(chunks, encoding)
}
