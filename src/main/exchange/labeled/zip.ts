/** Several files as one to download. Contents are stored as they are, without times: equal files give equal bytes. */
import { closeSync, openSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { AppError } from '../../../shared/model/error.ts'
import { createAtomicFile } from '../export/atomic-file.ts'

export interface ZipEntry {
  /** With slashes. */
  name: string
  path: string
}

interface Stored {
  name: Buffer
  crc: number
  sizeBytes: number
  offset: number
}

/** Without the extensions for more than that. */
const maxBytes = 0xffff_ffff
const pieceBytes = 1024 * 1024
/** 1 January 1980, the first day that the format knows. */
const dosDate = 0x21
/** Names are UTF-8. */
const utf8Flag = 0x800

/**
 * Writes a ZIP (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16) and answers its size.
 *
 * @throws AppError TOO_LARGE (4 GiB and more), STORE_FULL and others of `createAtomicFile`
 */
export function writeZip(path: string, entries: readonly ZipEntry[]): number {
  const file = createAtomicFile(path)
  try {
    const stored = entries.map((entry): Stored => {
      const measured = { name: Buffer.from(entry.name), crc: 0, sizeBytes: 0, offset: file.sizeBytes() }
      readPieces(entry.path, (piece) => {
        measured.crc = crc32(piece, measured.crc)
        measured.sizeBytes += piece.length
      })
      if (measured.offset + measured.sizeBytes > maxBytes) {
        throw new AppError('TOO_LARGE', `${basename(path)} would be over 4 GiB. Export to a folder instead.`)
      }
      file.write(Buffer.concat([header(0x04034b50, [20], measured), tail(measured, []), measured.name]))
      readPieces(entry.path, (piece) => file.write(Uint8Array.from(piece)))
      return measured
    })
    const start = file.sizeBytes()
    for (const entry of stored) {
      // Comment, disk and attributes are 0.
      const place = Buffer.alloc(14)
      place.writeUInt32LE(entry.offset, 10)
      file.write(Buffer.concat([header(0x02014b50, [20, 20], entry), tail(entry, [place]), entry.name]))
    }
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt16LE(stored.length, 8)
    end.writeUInt16LE(stored.length, 10)
    end.writeUInt32LE(file.sizeBytes() - start, 12)
    end.writeUInt32LE(start, 16)
    file.write(end)
    file.finish()
  } finally {
    file.discard()
  }
  return file.sizeBytes()
}

/** Signature and versions, up to the sizes. */
function header(signature: number, versions: readonly number[], { crc, sizeBytes }: Stored): Buffer {
  const bytes = Buffer.alloc(4 + versions.length * 2 + 20)
  let at = bytes.writeUInt32LE(signature, 0)
  for (const version of versions) at = bytes.writeUInt16LE(version, at)
  at = bytes.writeUInt16LE(utf8Flag, at)
  // Stored, at midnight.
  at = bytes.writeUInt16LE(0, at)
  at = bytes.writeUInt16LE(0, at)
  at = bytes.writeUInt16LE(dosDate, at)
  at = bytes.writeUInt32LE(crc, at)
  at = bytes.writeUInt32LE(sizeBytes, at)
  bytes.writeUInt32LE(sizeBytes, at)
  return bytes
}

/** Lengths of the name and of nothing else, then what only the directory has. */
function tail({ name }: Stored, more: readonly Buffer[]): Buffer {
  const lengths = Buffer.alloc(4)
  lengths.writeUInt16LE(name.length, 0)
  return Buffer.concat([lengths, ...more])
}

function readPieces(path: string, take: (piece: Buffer) => void): void {
  const descriptor = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(pieceBytes)
    for (;;) {
      const length = readSync(descriptor, buffer, 0, pieceBytes, null)
      if (length === 0) return
      take(buffer.subarray(0, length))
    }
  } finally {
    closeSync(descriptor)
  }
}
