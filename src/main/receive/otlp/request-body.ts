/**
 * Reads one HTTP request body: decompresses while it streams in and stops at the limits, whatever the headers claim.
 */
import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { constants, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { AppError } from '../../../shared/model/error.ts'
import type { ByteBudget } from './byte-budget.ts'
import { undecodable } from './wire-reader.ts'

export const contentEncodings = ['identity', 'gzip', 'deflate', 'zlib', 'zstd'] as const
export type ContentEncoding = (typeof contentEncodings)[number]

const chunkSize = 128 * 1024

/** Largest window that a zstd frame may ask memory for, as a power of two. */
const zstdWindowLog = 26

export interface ReadBody {
  /** Decompressed; fills its ArrayBuffer. */
  body: Uint8Array
  /** Bytes taken from the budget, to be given back when the body is done with. */
  heldBytes: number
}

/** The encoding that a `Content-Encoding` header names, or undefined when it is not supported. */
export function toContentEncoding(header: string | undefined): ContentEncoding | undefined {
  const name = header?.trim().toLowerCase() ?? ''
  if (name === '') {
    return 'identity'
  }
  return contentEncodings.find((encoding) => encoding === name)
}

/**
 * Reads and decompresses. Throws AppError: TOO_LARGE beyond `maxBytes` (compressed or not), UNAVAILABLE when the budget
 * is used up, INVALID_INPUT for corrupt data, CANCELLED when the sender goes away. Holds nothing after a failure.
 */
export async function readBody(
  request: IncomingMessage,
  encoding: ContentEncoding,
  maxBytes: number,
  budget: ByteBudget,
): Promise<ReadBody> {
  const held = { bytes: 0 }
  const chunks: Buffer[] = []
  let size = 0
  const keep = (chunk: Buffer) => {
    size += chunk.byteLength
    if (size > maxBytes) {
      throw tooLarge(maxBytes)
    }
    if (!budget.take(chunk.byteLength)) {
      throw new AppError('UNAVAILABLE', 'Assay is still storing earlier requests. Try again in a moment.', {
        details: { reason: 'backPressure' },
      })
    }
    held.bytes += chunk.byteLength
    chunks.push(chunk)
  }
  try {
    if (encoding === 'identity') {
      for await (const chunk of requestChunks(request)) {
        keep(chunk)
      }
    } else {
      await decompress(request, encoding, maxBytes, keep)
    }
  } catch (error) {
    budget.giveBack(held.bytes)
    throw error
  }
  return { body: join(chunks, size), heldBytes: held.bytes }
}

/** One array of its own memory, not a slice of Node's buffer pool, so that it can be transferred to a thread. */
function join(chunks: readonly Buffer[], size: number): Uint8Array {
  const body = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return body
}

/** Chunks of the request as they come. Not an async iterator of the stream itself: leaving that early destroys the socket. */
async function* requestChunks(request: IncomingMessage): AsyncGenerator<Buffer> {
  let wake = () => {}
  const onChange = () => wake()
  let isOver = false
  let isGone = false
  const onEnd = () => {
    isOver = true
    wake()
  }
  const onGone = () => {
    isGone = !request.complete
    isOver = true
    wake()
  }
  request.on('readable', onChange)
  request.on('end', onEnd)
  request.on('close', onGone)
  request.on('error', onGone)
  try {
    for (;;) {
      const waiting = new Promise<void>((resolve) => {
        wake = resolve
      })
      for (let chunk = request.read() as Buffer | null; chunk !== null; chunk = request.read() as Buffer | null) {
        yield chunk
      }
      if (isGone) {
        throw new AppError('CANCELLED', 'The sender closed the connection.')
      }
      if (isOver || request.readableEnded) {
        return
      }
      await waiting
    }
  } finally {
    request.off('readable', onChange)
    request.off('end', onEnd)
    request.off('close', onGone)
    request.off('error', onGone)
  }
}

async function decompress(
  request: IncomingMessage,
  encoding: Exclude<ContentEncoding, 'identity'>,
  maxBytes: number,
  keep: (chunk: Buffer) => void,
): Promise<void> {
  let stream: Transform | undefined
  let compressedBytes = 0
  let failure: unknown
  let finished: Promise<void> | undefined
  try {
    for await (const chunk of requestChunks(request)) {
      compressedBytes += chunk.byteLength
      if (compressedBytes > maxBytes) {
        throw tooLarge(maxBytes)
      }
      if (stream === undefined) {
        const created = createDecompressor(encoding, chunk)
        stream = created
        finished = new Promise<void>((resolve) => {
          created.on('data', (piece: Buffer) => {
            try {
              keep(piece)
            } catch (error) {
              failure ??= error
              created.destroy()
            }
          })
          created.on('error', () => {
            failure ??= undecodable(`The body is not valid ${encoding} data, or ends too early.`, 'corruptCompression')
          })
          created.on('close', resolve)
        })
      }
      await write(stream, chunk)
      if (failure !== undefined) {
        throw failure
      }
    }
    if (stream === undefined) {
      throw undecodable(`The body is empty, but was sent with Content-Encoding: ${encoding}.`, 'corruptCompression')
    }
    stream.end()
    await finished
    if (failure !== undefined) {
      throw failure
    }
  } finally {
    stream?.destroy()
  }
}

/** Resolves when the chunk has been taken in, or the stream is closed. */
function write(stream: Transform, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve)
    stream.write(chunk, () => {
      stream.off('close', resolve)
      resolve()
    })
  })
}

/** `deflate` means zlib data (RFC 9110), but some senders send it raw: the first byte of zlib data tells. */
function createDecompressor(encoding: Exclude<ContentEncoding, 'identity'>, first: Buffer): Transform {
  switch (encoding) {
    case 'gzip':
      return createGunzip({ chunkSize })
    case 'zlib':
      return createInflate({ chunkSize })
    case 'deflate':
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate({ chunkSize }) : createInflateRaw({ chunkSize })
    case 'zstd':
      return createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: zstdWindowLog } })
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    'TOO_LARGE',
    `The request is larger than ${maxBytes} bytes after decompression. Send smaller batches.`,
    { details: { reason: 'tooLarge' } },
  )
}
