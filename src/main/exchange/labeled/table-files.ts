/** Labeled tables as JSON lines, CSV and Parquet. */
import { stringify } from 'csv-stringify/sync'
import type { Json } from '../../../shared/model/json.ts'
import { csvOptions } from '../../formats/csv-options.ts'
import type { AtomicFile } from '../export/atomic-file.ts'
import { toCellText } from '../export/exported-trace.ts'
import { writeParquetRows } from '../export/parquet.ts'
import type { Column, TableRow } from './columns.ts'

/** What a writer needs of a file. */
export type Sink = Pick<AtomicFile, 'write'>

export function writeJsonLines(sink: Sink, columns: readonly Column[], rows: Iterable<TableRow>): void {
  const toLine = createJsonLine(columns)
  for (const row of rows) sink.write(`${toLine(row)}\n`)
}

/** One object a row; members without a value are null, so that every line has the same, in the order of the columns. */
export function createJsonLine(columns: readonly Column[]): (row: TableRow) => string {
  // One call for the whole line is fastest. Members that look like numbers would come first in it.
  if (columns.some(({ name }) => /^\d+$/.test(name) || name === '__proto__')) return createPiecedLine(columns)
  return (row) => {
    const line: Record<string, Json> = {}
    for (const { name, read } of columns) line[name] = read(row) ?? null
    return JSON.stringify(line)
  }
}

function createPiecedLine(columns: readonly Column[]): (row: TableRow) => string {
  const keys = columns.map(({ name }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  return (row) => `${columns.map(({ read }, at) => `${keys[at]}${JSON.stringify(read(row) ?? null)}`).join('')}}`
}

/** With a byte order mark, and an apostrophe before what a spreadsheet would run as a formula. */
export function writeCsv(sink: Sink, columns: readonly Column[], rows: Iterable<TableRow>): void {
  sink.write(`\uFEFF${stringify([columns.map(({ name }) => name)], csvOptions)}`)
  for (const row of rows) {
    sink.write(stringify([columns.map((column) => toCsvCell(column.read(row)))], csvOptions))
  }
}

function toCsvCell(value: Json | undefined): string | number {
  if (value === undefined || value === null) return ''
  return typeof value === 'number' ? value : (toCellText(value) as string)
}

export function writeParquet(sink: Sink, columns: readonly Column[], rows: Iterable<TableRow>): void {
  const types = { text: 'STRING', json: 'STRING', number: 'DOUBLE', boolean: 'BOOLEAN' } as const
  writeParquetRows(
    sink,
    columns.map(({ name, type }) => ({ name, type: types[type] })),
    toParquetRows(columns, rows),
  )
}

function* toParquetRows(columns: readonly Column[], rows: Iterable<TableRow>) {
  for (const row of rows) {
    const cells: Record<string, string | number | boolean | undefined> = {}
    for (const column of columns) {
      const value = column.read(row)
      if (value === undefined || value === null) continue
      cells[column.name] =
        column.type === 'number' || column.type === 'boolean' ? (value as number | boolean) : toCellText(value)
    }
    yield cells
  }
}
