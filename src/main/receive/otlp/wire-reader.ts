/**
 * Reads the protobuf wire format, the part that is the same for every message.
 *
 * Written by hand because the writer thread spends its time here and in SQLite: it reads straight into the shapes of
 * `src/shared/model/otlp.ts`, without a second object per message. Bodies are hostile until proven otherwise: every
 * length is checked against the enclosing message before anything is read or allocated, and nesting is bounded by the
 * callers (`maxDepth`). Wire facts: protobuf.dev "Encoding".
 */
import { AppError } from '../../../shared/model/error.ts'

/** Deepest nesting of attribute values, and of groups, that is read. Deeper bodies are refused, never recursed into. */
export const maxDepth = 100

/**
 * Most messages (spans, attributes, values) in one body. An empty one takes two bytes on the wire and fifty in memory,
 * so that the limit on bytes alone would let a hostile body take gigabytes.
 */
export const maxValues = 8_000_000

const longestIdBytes = 16
const internSlots = 4096
const longestInterned = 64

/** Attribute keys repeat in every span: a direct-mapped table of ASCII texts, so its size never grows. */
const internTable: (string | undefined)[] = new Array<string | undefined>(internSlots).fill(undefined)

/** The failure of every decoder here: the body as a whole cannot be used. `reason` becomes the rejection's code. */
export function undecodable(problem: string, reason = 'undecodable'): AppError {
  return new AppError('INVALID_INPUT', problem, { details: { reason } })
}

export class WireReader {
  readonly bytes: Buffer
  readonly view: DataView
  pos: number
  /** End of the message being read; never beyond the end of the enclosing one. */
  end: number
  /** Profile-only string indexes that were met (`AnyValue` field 8, `KeyValue` field 3) and left out. */
  stringIndexes = 0
  private messages = 0

  constructor(body: Uint8Array) {
    this.bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength)
    this.pos = 0
    this.end = body.byteLength
  }

  get hasMore(): boolean {
    return this.pos < this.end
  }

  /** Begins an embedded message and returns the end to hand back to `leave`. */
  enter(): number {
    const outer = this.end
    if (++this.messages > maxValues) {
      throw tooManyValues()
    }
    this.end = this.lengthEnd()
    return outer
  }

  leave(outer: number): void {
    this.pos = this.end
    this.end = outer
  }

  /** Steps over a length-delimited field and returns where it ends; it begins at `pos` before the call's result is used. */
  lengthEnd(): number {
    const length = this.varint()
    const end = this.pos + length
    if (end > this.end) {
      throw truncated()
    }
    return end
  }

  /** Field number and wire type as sent: `field << 3 | wireType`. */
  tag(): number {
    const tag = this.varint()
    if (tag < 8 || tag > 0xffffffff) {
      throw undecodable('The body has a field with an illegal number.')
    }
    return tag
  }

  /** A varint that must fit a length or a tag. Longer ones come back too large to pass any check. */
  varint(): number {
    const first = this.byte()
    if (first < 0x80) {
      return first
    }
    let value = first & 0x7f
    let factor = 0x80
    for (let i = 1; i < 10; i++) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) {
        return value
      }
      factor *= 0x80
    }
    throw undecodable('The body has a number of more than ten bytes.')
  }

  /** `uint32`: the low 32 bits, as protobuf truncates. */
  uint32(): number {
    return this.low32() >>> 0
  }

  /** `int32` and enums. */
  int32(): number {
    return this.low32() | 0
  }

  bool(): boolean {
    const [high, middle, low] = this.varintParts()
    return low !== 0 || middle !== 0 || high !== 0
  }

  /** `int64` as an exact decimal string. */
  int64(): string {
    const [high, middle, low] = this.varintParts()
    if (high === 0 && middle < 0x2000000) {
      return String(middle * 0x10000000 + low)
    }
    return BigInt.asIntN(64, (BigInt(high) << 56n) | (BigInt(middle) << 28n) | BigInt(low)).toString()
  }

  fixed32(): number {
    const at = this.take(4)
    return this.view.getUint32(at, true)
  }

  fixed64(): bigint {
    const at = this.take(8)
    return this.view.getBigUint64(at, true)
  }

  double(): number {
    const at = this.take(8)
    return this.view.getFloat64(at, true)
  }

  /** A string; bytes that are not UTF-8 become U+FFFD, as senders do send them and a span is worth more than a byte. */
  text(): string {
    const end = this.lengthEnd()
    const start = this.pos
    this.pos = end
    return start === end ? '' : this.bytes.toString('utf8', start, end)
  }

  /** A string that is likely to come again, such as an attribute key. */
  internedText(): string {
    const end = this.lengthEnd()
    const start = this.pos
    const length = end - start
    this.pos = end
    if (length === 0 || length > longestInterned) {
      return length === 0 ? '' : this.bytes.toString('utf8', start, end)
    }
    const bytes = this.bytes
    let hash = length
    for (let i = start; i < end; i++) {
      hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0
    }
    const slot = (hash ^ (hash >>> 15)) & (internSlots - 1)
    const known = internTable[slot]
    if (known !== undefined && known.length === length && isSameAscii(known, bytes, start)) {
      return known
    }
    const text = bytes.toString('utf8', start, end)
    if (text.length === length && isSameAscii(text, bytes, start)) {
      internTable[slot] = text
    }
    return text
  }

  /** An id as lower-case hex. Its exact length is the caller's to check; far too long ones stop here. */
  hex(): string {
    const end = this.lengthEnd()
    const start = this.pos
    if (end - start > longestIdBytes) {
      throw undecodable('The body has a trace id or a span id of more than 16 bytes.', 'badId')
    }
    this.pos = end
    return start === end ? '' : this.bytes.toString('hex', start, end)
  }

  /** Bytes as base64, for `bytes_value`. */
  base64(): string {
    const end = this.lengthEnd()
    const start = this.pos
    this.pos = end
    return this.bytes.toString('base64', start, end)
  }

  /**
   * Steps over a field that the caller does not know. `known` has a bit for each field number that the caller does
   * know: such a field with another wire type is no newer field but a broken or foreign message.
   */
  skipUnknown(tag: number, known: number): void {
    const field = tag >>> 3
    if (field < 32 && (known >>> field) & 1) {
      throw undecodable(
        `The body has field ${field} with a wire type that its message does not allow.`,
        'wrongWireType',
      )
    }
    this.skip(tag, 0)
  }

  private skip(tag: number, depth: number): void {
    switch (tag & 7) {
      case 0:
        this.varint()
        return
      case 1:
        this.take(8)
        return
      case 2:
        this.pos = this.lengthEnd()
        return
      case 3:
        this.skipGroup(tag >>> 3, depth + 1)
        return
      case 5:
        this.take(4)
        return
      default:
        throw undecodable('The body has a field with an illegal wire type.')
    }
  }

  private skipGroup(field: number, depth: number): void {
    if (depth > maxDepth) {
      throw tooDeep()
    }
    for (;;) {
      const tag = this.tag()
      if ((tag & 7) === 4) {
        if (tag >>> 3 !== field) {
          throw undecodable('The body has a group that ends as another one.')
        }
        return
      }
      this.skip(tag, depth)
    }
  }

  private byte(): number {
    if (this.pos >= this.end) {
      throw truncated()
    }
    return this.bytes[this.pos++] as number
  }

  private take(length: number): number {
    const at = this.pos
    if (at + length > this.end) {
      throw truncated()
    }
    this.pos = at + length
    return at
  }

  private low32(): number {
    let value = 0
    for (let i = 0; i < 10; i++) {
      const byte = this.byte()
      if (i < 5) {
        value |= (byte & 0x7f) << (7 * i)
      }
      if (byte < 0x80) {
        return value
      }
    }
    throw undecodable('The body has a number of more than ten bytes.')
  }

  /** A 64-bit varint as 8, 28 and 28 bits, so that small ones never become a BigInt. */
  private varintParts(): [high: number, middle: number, low: number] {
    let low = 0
    let middle = 0
    let high = 0
    for (let i = 0; i < 10; i++) {
      const byte = this.byte()
      const bits = byte & 0x7f
      if (i < 4) {
        low |= bits << (7 * i)
      } else if (i < 8) {
        middle |= bits << (7 * (i - 4))
      } else {
        high |= bits << (7 * (i - 8))
      }
      if (byte < 0x80) {
        return [high & 0xff, middle, low]
      }
    }
    throw undecodable('The body has a number of more than ten bytes.')
  }
}

export function tooDeep(): AppError {
  return undecodable(`An attribute value is nested more than ${maxDepth} levels deep.`, 'tooDeep')
}

export function tooManyValues(): AppError {
  return new AppError('TOO_LARGE', `The request has more than ${maxValues} values. Send smaller batches.`, {
    details: { reason: 'tooManyValues' },
  })
}

function truncated(): AppError {
  return undecodable('The body ends in the middle of a message.', 'truncated')
}

function isSameAscii(text: string, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f || code !== bytes[start + i]) {
      return false
    }
  }
  return true
}
