/**
 * CSV, one row a trace, UTF-8 with a byte order mark (spreadsheets take it for another encoding without one).
 * Texts that a spreadsheet would run as a formula get a leading apostrophe; the other formats keep them exact.
 */
import { stringify } from 'csv-stringify/sync'
import { csvOptions } from '../../formats/csv-options.ts'
import type { AtomicFile } from './atomic-file.ts'
import { readRootContent, type TraceWriter, type ViewSpan } from './exported-trace.ts'
import type { TableColumn } from './table-columns.ts'

export function createCsvWriter(file: AtomicFile, columns: readonly TableColumn[], view: ViewSpan): TraceWriter {
  file.write('\uFEFF')
  file.write(stringify([columns.map((column) => column.name)], csvOptions))
  return {
    write(trace) {
      const content = readRootContent(trace, view)
      file.write(stringify([columns.map((column) => column.read(trace, content) ?? '')], csvOptions))
    },
    end: () => undefined,
  }
}
