/**
 * Cuts CSV bytes into records and survives stray quotes. A parser that only follows quotes loses the rest of the
 * file to one that is never closed; here a quote that cannot be right (text follows where a cell must end, or no end
 * is in sight) costs its own line and reading goes on with the next.
 */

export interface CsvRecord {
  /** One record without its line end, or one line that is no record. */
  bytes: Buffer
  /** 1-based line number where it starts. */
  place: number
  isBroken: boolean
}

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

export class CsvSplitter {
  readonly #delimiter: number
  readonly #maxRecordBytes: number
  /** From the start of the record being read. */
  #pending: Buffer = Buffer.alloc(0)
  #place = 1
  /** State within `#pending`. */
  #at = 0
  #linesInRecord = 0
  #firstLineEnd = -1
  #state: 'cellStart' | 'plain' | 'quoted' | 'quoteInQuoted' = 'cellStart'

  constructor(delimiter: string, maxRecordBytes: number) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#maxRecordBytes = maxRecordBytes
  }

  push(chunk: Buffer): CsvRecord[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    const records: CsvRecord[] = []
    this.#scan(records)
    while (this.#pending.length > this.#maxRecordBytes) {
      this.#giveUpFirstLine(records)
      this.#scan(records)
    }
    return records
  }

  flush(): CsvRecord[] {
    const records: CsvRecord[] = []
    while (this.#pending.length > 0) {
      if (this.#state === 'quoted') {
        this.#giveUpFirstLine(records)
        this.#scan(records)
      } else this.#emit(records, this.#pending.length, this.#pending.length, false)
    }
    return records
  }

  #scan(records: CsvRecord[]): void {
    while (this.#at < this.#pending.length) {
      const byte = this.#pending[this.#at]
      switch (this.#state) {
        case 'quoted':
          if (byte === quote) this.#state = 'quoteInQuoted'
          else if (byte === lineFeed) {
            this.#linesInRecord += 1
            if (this.#firstLineEnd === -1) this.#firstLineEnd = this.#at
          }
          break
        case 'quoteInQuoted':
          if (byte === quote) this.#state = 'quoted'
          else if (byte === this.#delimiter) this.#state = 'cellStart'
          else if (byte === lineFeed) {
            this.#emit(records, this.#at, this.#at + 1, false)
            continue
          } else if (byte !== carriageReturn && byte !== 0x20) {
            // Text after a closing quote. On the first line it is only sloppy; later it means that the quote
            // before it belongs to another record.
            if (this.#firstLineEnd === -1) this.#state = 'plain'
            else {
              this.#giveUpFirstLine(records)
              continue
            }
          }
          break
        default:
          if (byte === lineFeed) {
            this.#emit(records, this.#at, this.#at + 1, false)
            continue
          }
          if (byte === this.#delimiter) this.#state = 'cellStart'
          else this.#state = byte === quote && this.#state === 'cellStart' ? 'quoted' : 'plain'
      }
      this.#at += 1
    }
  }

  #emit(records: CsvRecord[], end: number, next: number, isBroken: boolean): void {
    const trimmed = end > 0 && this.#pending[end - 1] === carriageReturn ? end - 1 : end
    if (trimmed > 0) records.push({ bytes: this.#pending.subarray(0, trimmed), place: this.#place, isBroken })
    this.#place += isBroken ? 1 : this.#linesInRecord + 1
    this.#pending = this.#pending.subarray(next)
    this.#at = 0
    this.#linesInRecord = 0
    this.#firstLineEnd = -1
    this.#state = 'cellStart'
  }

  #giveUpFirstLine(records: CsvRecord[]): void {
    const end = this.#firstLineEnd === -1 ? this.#pending.length : this.#firstLineEnd
    this.#emit(records, end, Math.min(end + 1, this.#pending.length), true)
  }
}
