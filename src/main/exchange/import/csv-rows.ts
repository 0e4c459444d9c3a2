/** CSV files as rows by column name. */
import { parse } from 'csv-parse/sync'
import { setOwn } from '../../formats/any-value.ts'
import { type CsvRecord, CsvSplitter } from './csv-splitter.ts'
import type { SkipLog } from './skip-log.ts'

export interface CsvRow {
  row: { [column: string]: string }
  place: number
  sizeBytes: number
}

const maxCsvRecordBytes = 64 * 1024 * 1024
const delimiters = [',', '\t', ';', '|']

/** The delimiter that the first line has most of; a comma when it has none. */
export function sniffDelimiter(firstLine: string): string {
  const unquoted = firstLine.replace(/"[^"]*"/g, '')
  const counts = delimiters.map((delimiter) => unquoted.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Reads rows chunk by chunk; the first record names the columns. Rows that cannot be read go to `skips`. */
export class CsvRows {
  readonly #delimiter: string
  readonly #skips: SkipLog
  readonly #splitter: CsvSplitter
  #columns: string[] | undefined

  constructor(delimiter: string, skips: SkipLog) {
    this.#delimiter = delimiter
    this.#skips = skips
    this.#splitter = new CsvSplitter(delimiter, maxCsvRecordBytes)
  }

  get columns(): readonly string[] {
    return this.#columns ?? []
  }

  push(chunk: Buffer): CsvRow[] {
    return this.#toRows(this.#splitter.push(chunk))
  }

  flush(): CsvRow[] {
    return this.#toRows(this.#splitter.flush())
  }

  #toRows(records: CsvRecord[]): CsvRow[] {
    const good = records.filter((record) => {
      if (record.isBroken) this.#skips.add('invalidCsv', record.place)
      return !record.isBroken
    })
    const cells = this.#parseAll(good)
    const rows: CsvRow[] = []
    good.forEach((record, index) => {
      const values = cells[index]
      if (values === undefined) this.#skips.add('invalidCsv', record.place)
      else if (this.#columns === undefined) this.#columns = nameColumns(values)
      else if (values.some((value) => value !== '')) {
        rows.push({ row: this.#toRow(values), place: record.place, sizeBytes: record.bytes.length })
      }
    })
    return rows
  }

  /** All at once, which is fast; one by one when the parser sees other records than the splitter. */
  #parseAll(records: readonly CsvRecord[]): (string[] | undefined)[] {
    if (records.length === 0) return []
    const texts = records.map(({ bytes }) => bytes.toString('utf8'))
    const together = this.#tryParse(texts.join('\n'))
    if (together?.length === records.length) return together
    return texts.map((text) => {
      const single = this.#tryParse(text)
      return single?.length === 1 ? single[0] : undefined
    })
  }

  #tryParse(text: string): string[][] | undefined {
    try {
      return parse(text, {
        delimiter: this.#delimiter,
        record_delimiter: ['\n', '\r\n'],
        relax_quotes: true,
        relax_column_count: true,
        skip_empty_lines: false,
      }) as string[][]
    } catch {
      return undefined
    }
  }

  #toRow(values: readonly string[]): { [column: string]: string } {
    const row: { [column: string]: string } = {}
    for (const [index, column] of (this.#columns ?? []).entries()) setOwn(row, column, values[index] ?? '')
    return row
  }
}

/** Every column gets a name of its own. */
function nameColumns(headers: readonly string[]): string[] {
  const used = new Set<string>()
  return headers.map((header, index) => {
    const base = header.trim() || `column_${index + 1}`
    let name = base
    for (let count = 2; used.has(name); count += 1) name = `${base}_${count}`
    used.add(name)
    return name
  })
}
