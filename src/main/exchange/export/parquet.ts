/** Parquet, one row a trace, written a row group at a time so that memory stays bounded. */
import { ByteWriter, parquetWriteRows } from 'hyparquet-writer'
import type { AtomicFile } from './atomic-file.ts'
import { type ExportedTrace, readRootContent, type ViewSpan } from './exported-trace.ts'
import type { TableColumn } from './table-columns.ts'

/** Rows held before they are written; rows with long texts are the common case here. */
const rowGroupSize = 1000
const flushBytes = 1_000_000

type Row = Record<string, string | number | bigint | boolean | undefined>

/** Pulls all traces through; `traces` may throw to stop. */
export function writeParquet(
  file: AtomicFile,
  columns: readonly TableColumn[],
  view: ViewSpan,
  traces: Iterable<ExportedTrace>,
): void {
  // JSON columns are texts in Parquet too: readers differ in what they make of its JSON type.
  const types = columns.map(({ name, type }) => ({ name, type: type === 'JSON' ? ('STRING' as const) : type }))
  writeParquetRows(file, types, toRows(columns, view, traces))
}

/** Pulls all rows through; cells that are absent are null. */
export function writeParquetRows(
  file: Pick<AtomicFile, 'write'>,
  columns: readonly { name: string; type: 'STRING' | 'DOUBLE' | 'INT64' | 'BOOLEAN' }[],
  rows: Iterable<Row>,
): void {
  parquetWriteRows({
    writer: toWriter(file),
    rows,
    columns: columns.map(({ name, type }) => ({ name, type, nullable: true })),
    rowGroupSize,
    createdBy: 'Assay',
  })
}

function* toRows(columns: readonly TableColumn[], view: ViewSpan, traces: Iterable<ExportedTrace>): Iterable<Row> {
  for (const trace of traces) {
    const content = readRootContent(trace, view)
    const row: Row = {}
    for (const column of columns) {
      const cell = column.read(trace, content)
      row[column.name] = column.type === 'INT64' && typeof cell === 'number' ? BigInt(Math.round(cell)) : cell
    }
    yield row
  }
}

/** The library's writer, emptied into the file whenever it holds enough. */
function toWriter(file: Pick<AtomicFile, 'write'>): ByteWriter {
  const writer = new ByteWriter()
  const flush = () => {
    file.write(new Uint8Array(writer.buffer.slice(0, writer.index)))
    writer.index = 0
  }
  const grow = writer.ensure.bind(writer)
  writer.ensure = (size) => {
    if (writer.index > flushBytes) flush()
    grow(size)
  }
  writer.finish = flush
  return writer
}
