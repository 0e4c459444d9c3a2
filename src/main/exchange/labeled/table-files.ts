/** Labeled tables as JSON lines, CSV and Parquet. */
import { stringify } from 'csv-stringify/sync'
import type { Json } from '../../../shared/model/json.ts'
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

/** One object a row; members without a value are null, so that every line has the same. */
export function createJsonLine(columns: readonly Column[]): (row: TableRow) => string {
  const parts = columns.map(({ name, read }, at) => ({ key: `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`, read }))
  return (row) => {
    let line = ''
    for (const { key, read } of parts) {
      const value = read(row)
      line += value === undefined ? `${key}null` : key + JSON.stringify(value)
    }
    return `${line}}`
  }
}

const csvOptions = { escape_formulas: true, record_delimiter: 'windows' } as const

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
