/** Parquet files as rows of JSON, one row group in memory at a time. */
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { AppError } from '../../../shared/model/error.ts'
import type { Json } from '../../../shared/model/json.ts'
import { setOwn } from '../../formats/any-value.ts'
import { throwIfCancelled } from './byte-source.ts'

/** A Parquet file has to be read from its end: without a path it is held in memory up to this size. */
export const parquetBufferLimitBytes = 256 * 1024 * 1024

/** Rows are taken in such parts that about this much is unpacked at once. */
const partBytes = 128 * 1024 * 1024

export interface ParquetSource {
  path?: string | undefined
  open: () => Readable
  signal?: AbortSignal | undefined
}

export interface ParquetFile {
  rowCount: number
  columns: string[]
  /**
   * Parts of the file in order. A part that cannot be read is given as its error and reading goes on; `isLost` says
   * how many rows that cost.
   */
  parts(): AsyncGenerator<{ rows: { [column: string]: Json }[]; firstRow: number; lost: number }>
  /** The first rows, for a preview. */
  head(count: number): Promise<{ [column: string]: Json }[]>
  close(): Promise<void>
}

/** @throws AppError TOO_LARGE without a path, INVALID_INPUT when the file's directory cannot be read. */
export async function openParquet(source: ParquetSource): Promise<ParquetFile> {
  const { file, close } = await openRandomAccess(source)
  try {
    const metadata = await parquetMetadataAsync(file)
    const rowCount = Number(metadata.num_rows)
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name)
    const read = async (rowStart: number, rowEnd: number): Promise<{ [column: string]: Json }[]> => {
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd, useOffsetIndex: true })
      return rows.map(toJsonRow)
    }
    return {
      rowCount,
      columns,
      head: (count) => read(0, Math.min(count, rowCount)),
      async *parts() {
        let firstRow = 0
        for (const group of metadata.row_groups) {
          const groupRows = Number(group.num_rows)
          const perPart = Math.max(
            1,
            Math.floor((groupRows * partBytes) / Math.max(partBytes, Number(group.total_byte_size))),
          )
          for (let start = 0; start < groupRows; start += perPart) {
            throwIfCancelled(source.signal)
            const end = Math.min(start + perPart, groupRows)
            let rows: { [column: string]: Json }[] | undefined
            try {
              rows = await read(firstRow + start, firstRow + end)
            } catch (error) {
              if (error instanceof AppError) throw error
            }
            yield { rows: rows ?? [], firstRow: firstRow + start, lost: rows === undefined ? end - start : 0 }
          }
          firstRow += groupRows
        }
      },
      close,
    }
  } catch (error) {
    await close()
    if (error instanceof AppError) throw error
    throw new AppError(
      'INVALID_INPUT',
      'The Parquet file cannot be read: its directory at the end is missing or damaged.',
      { cause: error },
    )
  }
}

async function openRandomAccess({
  path,
  open: openStream,
  signal,
}: ParquetSource): Promise<{ file: AsyncBuffer; close: () => Promise<void> }> {
  if (path === undefined) {
    const bytes = await readAll(openStream(), signal)
    return {
      file: { byteLength: bytes.byteLength, slice: (start, end) => bytes.slice(start, end) },
      close: async () => undefined,
    }
  }
  const handle = await open(path, 'r')
  const { size } = await handle.stat()
  const file: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      throwIfCancelled(signal)
      const from = start < 0 ? Math.max(0, size + start) : start
      const bytes = new ArrayBuffer(Math.max(0, Math.min(end, size) - from))
      const view = new Uint8Array(bytes)
      for (let done = 0; done < view.length; ) {
        const { bytesRead } = await handle.read(view, done, view.length - done, from + done)
        if (bytesRead === 0) throw new AppError('INVALID_INPUT', 'The file became shorter while it was read.')
        done += bytesRead
      }
      return bytes
    },
  }
  return { file, close: () => handle.close() }
}

async function readAll(stream: Readable, signal: AbortSignal | undefined): Promise<ArrayBuffer> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      throwIfCancelled(signal)
      size += chunk.byteLength
      if (size > parquetBufferLimitBytes) {
        throw new AppError(
          'TOO_LARGE',
          'A Parquet file of this size can only be imported from a path on this machine.',
          {
            details: { limitBytes: parquetBufferLimitBytes },
          },
        )
      }
      parts.push(chunk)
    }
  } finally {
    stream.destroy()
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return bytes.buffer
}

function toJsonRow(row: Record<string, unknown>): { [column: string]: Json } {
  const result: { [column: string]: Json } = {}
  for (const [column, value] of Object.entries(row)) setOwn(result, column, toJson(value))
  return result
}

/** Parquet's values as JSON: exact integers as numbers or texts, times as ISO text, bytes as base64. */
function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (Array.isArray(value)) return value.map(toJson)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, toJson)
  if (typeof value === 'object') return toJsonRow(value as Record<string, unknown>)
  return null
}
