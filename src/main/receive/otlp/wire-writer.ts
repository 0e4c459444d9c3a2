/** Writes the few small protobuf messages that a receiver answers with. */

type Field = Buffer

/** A `uint64`, `int64` or enum field; 0 is the default and is not written. */
export function varintField(field: number, value: number): Field {
  return value === 0 ? Buffer.alloc(0) : Buffer.concat([toVarint(field << 3), toVarint(value)])
}

/** A string, bytes or message field; empty ones are not written. */
export function bytesField(field: number, value: string | Uint8Array): Field {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return bytes.byteLength === 0
    ? Buffer.alloc(0)
    : Buffer.concat([toVarint((field << 3) | 2), toVarint(bytes.byteLength), bytes])
}

/** Non-negative and below 2^53. */
function toVarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}
