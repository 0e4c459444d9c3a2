/**
 * Reading an import file as a stream of plain UTF-8 bytes: counts what was read, unpacks gzip and zstd by their
 * magic bytes, drops a byte order mark, turns UTF-16 into UTF-8. Nothing here holds more than a few chunks.
 */
import type { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'
import { AppError } from '../../../shared/model/error.ts'

export type Compression = 'none' | 'gzip' | 'zstd'

/** Compressed input is fed in slices, so that a bomb fills at most this times its ratio before it is looked at. */
const feedBytes = 16 * 1024

/** RFC 1952 and RFC 8878 magic numbers; skippable zstd frames are not a start anyone writes. */
export function sniffCompression(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd'
  return 'none'
}

/** Thrown by the reader after everything that could be unpacked was given out. */
export class BrokenCompressionError extends Error {
  readonly isTruncated: boolean

  constructor(isTruncated: boolean, cause: unknown) {
    super(isTruncated ? 'The compressed file ends too early.' : 'The compressed data is damaged.', { cause })
    this.name = 'BrokenCompressionError'
    this.isTruncated = isTruncated
  }
}

export interface ByteSourceOptions {
  open: () => Readable
  signal?: AbortSignal | undefined
  /** Called with the bytes taken from the file so far, before unpacking. */
  onBytesRead?: ((bytes: number) => void) | undefined
}

/** Plain bytes of a file; the last error, if any, comes after the last good byte. */
export async function* readPlainBytes(options: ByteSourceOptions): AsyncGenerator<Buffer> {
  yield* toUtf8(unpack(readRaw(options)))
}

/** Throws the CANCELLED error that the signal stands for. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.')
}

async function* readRaw({ open, signal, onBytesRead }: ByteSourceOptions): AsyncGenerator<Buffer> {
  throwIfCancelled(signal)
  const stream = open()
  let bytes = 0
  try {
    for await (const part of stream) {
      throwIfCancelled(signal)
      const chunk = typeof part === 'string' ? Buffer.from(part) : toBuffer(part)
      bytes += chunk.length
      onBytesRead?.(bytes)
      yield chunk
    }
  } finally {
    stream.destroy()
  }
}

function toBuffer(part: unknown): Buffer {
  if (Buffer.isBuffer(part)) return part
  if (part instanceof Uint8Array) return Buffer.from(part.buffer, part.byteOffset, part.byteLength)
  throw new AppError('INTERNAL', 'An import stream gave something other than bytes.')
}

/** Collects at least `count` bytes (or all there are) before going on. */
async function takeHead(chunks: AsyncGenerator<Buffer>, count: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  while (length < count) {
    const next = await chunks.next()
    if (next.done) break
    parts.push(next.value)
    length += next.value.length
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}

async function* unpack(raw: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    const head = await takeHead(raw, 4)
    const compression = sniffCompression(head)
    if (compression === 'none') {
      if (head.length > 0) yield head
      yield* raw
      return
    }
    const unpacker = new Unpacker(compression)
    try {
      for await (const chunk of withHead(head, raw)) {
        for (let start = 0; start < chunk.length; start += feedBytes) {
          let rest: Buffer | undefined = chunk.subarray(start, start + feedBytes)
          while (rest) {
            rest = await unpacker.feed(rest)
            yield* unpacker.take()
          }
        }
      }
      await unpacker.finish()
      yield* unpacker.take()
    } catch (error) {
      yield* unpacker.take()
      throw error
    } finally {
      unpacker.close()
    }
  } finally {
    await raw.return(undefined)
  }
}

async function* withHead(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

/**
 * One zlib stream at a time with its output kept in a queue: an async iterator over the stream would drop
 * what was already unpacked when the end turns out to be missing.
 */
class Unpacker {
  readonly #compression: 'gzip' | 'zstd'
  #stream: Gunzip | ZstdDecompress
  #queue: Buffer[] = []
  #failure: Error | undefined
  #hasInput = false

  constructor(compression: 'gzip' | 'zstd') {
    this.#compression = compression
    this.#stream = this.#start()
  }

  #start(): Gunzip | ZstdDecompress {
    const stream = this.#compression === 'gzip' ? createGunzip() : createZstdDecompress()
    stream.on('data', (chunk: Buffer) => this.#queue.push(chunk))
    stream.on('error', (error) => {
      this.#failure = error
    })
    this.#hasInput = false
    return stream
  }

  /** Feeds a slice; gives back what belongs to a next member that has to be fed again. */
  async feed(slice: Buffer): Promise<Buffer | undefined> {
    const stream = this.#stream
    const before = stream.bytesWritten
    this.#hasInput = true
    await new Promise<void>((resolve) => {
      stream.once('error', () => resolve())
      stream.write(slice, () => resolve())
    })
    this.#check()
    // Node continues with a concatenated zstd frame only when it starts a write; inside one it stops there.
    const used = stream.bytesWritten - before
    if (this.#compression !== 'zstd' || used <= 0 || used >= slice.length) return undefined
    stream.destroy()
    this.#stream = this.#start()
    return slice.subarray(used)
  }

  async finish(): Promise<void> {
    if (!this.#hasInput) return
    const stream = this.#stream
    await new Promise<void>((resolve) => {
      stream.once('error', () => resolve())
      stream.once('end', () => resolve())
      stream.end()
    })
    this.#check()
  }

  take(): Buffer[] {
    const taken = this.#queue
    this.#queue = []
    return taken
  }

  close(): void {
    this.#stream.destroy()
  }

  #check(): void {
    if (!this.#failure) return
    const code = 'code' in this.#failure ? this.#failure.code : undefined
    throw new BrokenCompressionError(code === 'Z_BUF_ERROR', this.#failure)
  }
}

/** Removes a UTF-8 mark; decodes UTF-16 (Excel's "Unicode text") when its mark is there. */
async function* toUtf8(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    const head = await takeHead(chunks, 3)
    if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
      if (head.length > 3) yield head.subarray(3)
      yield* chunks
      return
    }
    const encoding =
      head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
    if (encoding) {
      yield* transcode(withHead(head, chunks), encoding)
      return
    }
    if (head.length > 0) yield head
    yield* chunks
  } finally {
    await chunks.return(undefined)
  }
}

/** Decodes another character set as a stream; used here and for Shift_JIS CSV files. */
export async function* transcode(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield Buffer.from(text)
  }
  const last = decoder.decode()
  if (last !== '') yield Buffer.from(last)
}
