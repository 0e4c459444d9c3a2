/**
 * Cuts a byte stream of JSON into records without parsing it, so that a file of any size is read in the memory of
 * its largest record. Two splitters with the same face:
 *
 * - `LineSplitter`: JSON lines. A raw line feed never occurs inside a JSON value, so every line stands alone and a
 *   broken one loses only itself.
 * - `DocumentSplitter`: pretty-printed, concatenated or one huge document. Elements of a top-level array, and of
 *   the arrays under the given container keys (`{"traces": [...]}`), are records of their own.
 *
 * Cutting happens at ASCII bytes only, so multi-byte characters and chunk borders do no harm.
 */

export interface JsonRecord {
  /** The JSON text, trimmed of surrounding white space in lines, exact in documents. */
  bytes: Buffer
  /** 1-based: line number for lines, ordinal of the record for documents. */
  place: number
  /** Key of the array that the record is an element of; undefined for a whole line, document or array element. */
  container: string | undefined
  /** Why `bytes` is not the whole record. */
  problem?: 'tooLarge' | 'cutOff' | undefined
}

export interface JsonSplitter {
  push(chunk: Buffer): JsonRecord[]
  flush(): JsonRecord[]
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const tab = 0x09
const space = 0x20
const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
/** RFC 7464 record separator. */
const recordSeparator = 0x1e

const none = Buffer.alloc(0)

/** Collects the pieces of one record across chunks, up to a limit. */
class Collector {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #length = 0
  isTooLarge = false

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(part: Buffer): void {
    if (this.isTooLarge || part.length === 0) return
    this.#length += part.length
    if (this.#length > this.#maxBytes) {
      this.isTooLarge = true
      this.#parts = []
      return
    }
    this.#parts.push(part)
  }

  /** Everything collected; the collector is empty afterwards. */
  take(): Buffer {
    const [first] = this.#parts
    const bytes = this.#parts.length === 1 && first ? first : Buffer.concat(this.#parts)
    this.clear()
    return bytes
  }

  clear(): void {
    this.#parts = []
    this.#length = 0
    this.isTooLarge = false
  }
}

export class LineSplitter implements JsonSplitter {
  readonly #collector: Collector
  #place = 1

  constructor(maxRecordBytes: number) {
    this.#collector = new Collector(maxRecordBytes)
  }

  push(chunk: Buffer): JsonRecord[] {
    const records: JsonRecord[] = []
    let start = 0
    for (;;) {
      const end = chunk.indexOf(lineFeed, start)
      if (end === -1) break
      this.#collector.add(chunk.subarray(start, end))
      this.#endLine(records)
      this.#place += 1
      start = end + 1
    }
    this.#collector.add(chunk.subarray(start))
    return records
  }

  flush(): JsonRecord[] {
    const records: JsonRecord[] = []
    this.#endLine(records)
    return records
  }

  #endLine(records: JsonRecord[]): void {
    if (this.#collector.isTooLarge) {
      this.#collector.clear()
      records.push({ bytes: none, place: this.#place, container: undefined, problem: 'tooLarge' })
      return
    }
    const bytes = trim(this.#collector.take())
    if (bytes.length > 0) records.push({ bytes, place: this.#place, container: undefined })
  }
}

function isWhiteSpace(byte: number | undefined): boolean {
  return byte === space || byte === lineFeed || byte === carriageReturn || byte === tab || byte === recordSeparator
}

function trim(bytes: Buffer): Buffer {
  let start = 0
  let end = bytes.length
  while (start < end && isWhiteSpace(bytes[start])) start += 1
  while (end > start && isWhiteSpace(bytes[end - 1])) end -= 1
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end)
}

export interface DocumentSplitterOptions {
  maxRecordBytes: number
  /** Keys of a top-level object whose arrays are streamed, such as `resourceSpans`. */
  containerKeys: ReadonlySet<string>
  /** Keys whose object may hold such an array one level down, such as `result` in `{"result": {"resourceSpans": []}}`. */
  parentKeys: ReadonlySet<string>
}

/** Longest key worth remembering; container keys are shorter. */
const maxKeyLength = 64

export class DocumentSplitter implements JsonSplitter {
  readonly #options: DocumentSplitterOptions
  readonly #collector: Collector
  #count = 0
  #depth = 0
  #inString = false
  #isEscaped = false
  #inScalar = false
  /** Depth outside the record that is being collected, or -1 when none is. */
  #recordDepth = -1
  /** Depth of the elements of the array being streamed, or -1. */
  #containerDepth = -1
  #containerKey: string | undefined
  /** Inside a top-level object whose array was streamed: the rest of it is no record. */
  #isUnwrapped = false
  #key = ''
  #isKeyTooLong = false
  #outerKey: string | undefined
  #innerKey: string | undefined
  #isAtLineStart = false
  /** The top-level value being read goes over more than one line. */
  #isSpanningLines = false
  /** Whether all top-level values so far stood on one line each. */
  #areLines: boolean | undefined

  constructor(options: DocumentSplitterOptions) {
    this.#options = options
    this.#collector = new Collector(options.maxRecordBytes)
  }

  push(chunk: Buffer): JsonRecord[] {
    const records: JsonRecord[] = []
    const length = chunk.length
    let recordStart = 0
    let index = 0
    while (index < length) {
      if (this.#inString) {
        index = this.#skipString(chunk, index)
        if (index < length && chunk[index] === lineFeed) {
          // No JSON string holds a raw line feed: the string was cut off. Let the damage end here.
          this.#inString = false
          this.#isEscaped = false
        } else continue
      }
      const byte = chunk[index] as number
      if (this.#inScalar && isScalarEnd(byte, this.#depth)) {
        this.#inScalar = false
        if (this.#recordDepth === this.#depth) {
          this.#collector.add(chunk.subarray(recordStart, index))
          this.#endRecord(records)
        }
      }
      switch (byte) {
        case quote:
          if (this.#startsRecord()) recordStart = index
          this.#inString = true
          this.#key = ''
          this.#isKeyTooLong = false
          break
        case openBrace:
        case openBracket:
          if (byte === openBrace && this.#isAtLineStart && this.#isInsideCutLine()) {
            this.#collector.add(chunk.subarray(recordStart, index))
            this.#abandon(records)
          }
          if (this.#startsContainer(byte)) {
            if (this.#recordDepth !== -1) this.#collector.clear()
            this.#recordDepth = -1
            this.#containerDepth = this.#depth + 1
          } else if (this.#startsRecord()) recordStart = index
          this.#depth += 1
          break
        case closeBrace:
        case closeBracket:
          if (this.#depth === this.#containerDepth && this.#recordDepth === -1) {
            if (byte === closeBracket) this.#endContainer()
            else records.push(this.#broken())
          } else if (this.#depth === 0) {
            records.push(this.#broken())
          } else {
            this.#depth -= 1
            if (this.#depth === this.#recordDepth) {
              this.#collector.add(chunk.subarray(recordStart, index + 1))
              this.#endRecord(records)
              if (this.#depth === 0) this.#endTopLevel()
            } else if (this.#depth === 0) this.#endTopLevel()
          }
          break
        case colon:
          if (this.#depth === 1) this.#outerKey = this.#isKeyTooLong ? undefined : this.#key
          else if (this.#depth === 2) this.#innerKey = this.#isKeyTooLong ? undefined : this.#key
          break
        case lineFeed:
          if (this.#depth > 0) this.#isSpanningLines = true
          break
        case space:
        case carriageReturn:
        case tab:
        case comma:
        case recordSeparator:
          break
        default:
          if (!this.#inScalar && this.#startsRecord()) {
            recordStart = index
            this.#inScalar = true
          }
      }
      this.#isAtLineStart = byte === lineFeed
      index += 1
    }
    if (this.#recordDepth !== -1) this.#collector.add(chunk.subarray(recordStart))
    return records
  }

  flush(): JsonRecord[] {
    const records: JsonRecord[] = []
    if (this.#inScalar && this.#recordDepth === 0) this.#endRecord(records)
    else if (this.#depth > 0 || this.#recordDepth !== -1) this.#abandon(records)
    return records
  }

  /** Goes to the end of the string, the end of the chunk or a line feed that cuts the string off. */
  #skipString(chunk: Buffer, from: number): number {
    const start = from
    let index = from
    while (index < chunk.length) {
      const byte = chunk[index]
      if (this.#isEscaped) {
        this.#isEscaped = false
        if (byte === lineFeed) return index
      } else if (byte === quote) {
        this.#keepKey(chunk, start, index)
        this.#inString = false
        if (this.#recordDepth === this.#depth) this.#inScalar = true
        return index + 1
      } else if (byte === backslash) this.#isEscaped = true
      else if (byte === lineFeed) return index
      index += 1
    }
    this.#keepKey(chunk, start, index)
    return index
  }

  #keepKey(chunk: Buffer, start: number, end: number): void {
    if (this.#depth > 2 || this.#containerDepth !== -1 || this.#isKeyTooLong) return
    if (this.#key.length + end - start > maxKeyLength) this.#isKeyTooLong = true
    else this.#key += chunk.toString('latin1', start, end)
  }

  /** True when a value that begins here is a record of its own; collecting starts. */
  #startsRecord(): boolean {
    if (this.#recordDepth !== -1) return false
    if (this.#depth !== this.#containerDepth && (this.#depth !== 0 || this.#isUnwrapped)) return false
    this.#recordDepth = this.#depth
    return true
  }

  #startsContainer(byte: number): boolean {
    if (byte !== openBracket || this.#containerDepth !== -1) return false
    if (this.#depth === 0) {
      this.#containerKey = undefined
      return true
    }
    if (this.#recordDepth > 0) return false
    const { containerKeys, parentKeys } = this.#options
    const isOuter = this.#depth === 1 && this.#outerKey !== undefined && containerKeys.has(this.#outerKey)
    const isInner =
      this.#depth === 2 &&
      this.#outerKey !== undefined &&
      parentKeys.has(this.#outerKey) &&
      this.#innerKey !== undefined &&
      containerKeys.has(this.#innerKey)
    if (!isOuter && !isInner) return false
    this.#containerKey = isOuter ? this.#outerKey : this.#innerKey
    this.#isUnwrapped = true
    return true
  }

  #endContainer(): void {
    this.#containerDepth = -1
    this.#containerKey = undefined
    this.#depth -= 1
    if (this.#depth === 0) this.#endTopLevel()
  }

  #endRecord(records: JsonRecord[]): void {
    this.#count += 1
    const isTooLarge = this.#collector.isTooLarge
    const bytes = this.#collector.take()
    records.push({
      bytes: isTooLarge ? none : bytes,
      place: this.#count,
      container: this.#containerKey,
      problem: isTooLarge ? 'tooLarge' : undefined,
    })
    this.#recordDepth = -1
  }

  #endTopLevel(): void {
    this.#isUnwrapped = false
    this.#outerKey = undefined
    this.#innerKey = undefined
    this.#areLines = !this.#isSpanningLines && this.#areLines !== false
    this.#isSpanningLines = false
  }

  /**
   * An object that begins at the start of a line while a record is open: where every value so far stood on its own
   * line, the line before was cut off. (Pretty-printed text indents what is inside.)
   */
  #isInsideCutLine(): boolean {
    return this.#areLines === true && this.#recordDepth !== -1 && this.#depth > this.#recordDepth
  }

  #broken(): JsonRecord {
    this.#count += 1
    return { bytes: none, place: this.#count, container: undefined, problem: 'cutOff' }
  }

  /** Gives up on the top-level value being read and starts afresh. */
  #abandon(records: JsonRecord[]): void {
    this.#count += 1
    records.push({
      bytes: this.#collector.take(),
      place: this.#count,
      container: this.#containerKey,
      problem: 'cutOff',
    })
    this.#depth = 0
    this.#recordDepth = -1
    this.#containerDepth = -1
    this.#containerKey = undefined
    this.#inScalar = false
    this.#inString = false
    this.#isEscaped = false
    this.#isSpanningLines = false
    this.#isUnwrapped = false
    this.#outerKey = undefined
    this.#innerKey = undefined
  }
}

/** A bare word ends at punctuation; at the top level only at the end of its line, so that garbage is one record. */
function isScalarEnd(byte: number, depth: number): boolean {
  if (depth === 0) return byte === lineFeed || byte === openBrace || byte === openBracket
  return byte === comma || byte === closeBracket || byte === closeBrace || byte === lineFeed
}
