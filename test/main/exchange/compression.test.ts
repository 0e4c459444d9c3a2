import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenCompressionError, readPlainBytes } from '../../../src/main/exchange/import/byte-source.ts'
import { makeSpanLine } from './make-records.ts'
import { makeWorkspace } from './make-workspace.ts'

async function readAll(chunks: readonly Buffer[]): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of readPlainBytes({ open: () => Readable.from(chunks) })) parts.push(part)
  return Buffer.concat(parts)
}

function cut(bytes: Buffer, fractions: readonly number[]): Buffer[] {
  const cuts = [...new Set(fractions.map((fraction) => Math.floor(fraction * bytes.length)))].sort((a, b) => a - b)
  const chunks: Buffer[] = []
  let start = 0
  for (const at of [...cuts, bytes.length]) {
    chunks.push(bytes.subarray(start, at))
    start = at
  }
  return chunks
}

const fractions = fc.array(fc.double({ min: 0, max: 0.999999, noNaN: true }), { maxLength: 6 })
const packers: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gzipSync,
  zstd: zstdCompressSync,
  plain: (bytes) => bytes,
}

describe('unpacking', () => {
  test('gives the same bytes for one or several members, wherever chunks end', async () => {
    const content = fc.array(
      fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
      { minLength: 1, maxLength: 4 },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('gzip', 'zstd'), content, fractions, async (name, members, at) => {
        const pack = packers[name] as (bytes: Buffer) => Buffer
        // A leading letter keeps the content from starting like a byte order mark.
        const plain = [Buffer.from('a'), ...members]
        expect(await readAll(cut(Buffer.concat(plain.map(pack)), at))).toEqual(Buffer.concat(plain))
      }),
      { numRuns: 60 },
    )
  })

  test.each(['gzip', 'zstd'])('a %s file without its end gives what was there, then says so', async (name) => {
    const line = `${makeSpanLine(1)}\n`
    const packed = packers[name]?.(
      Buffer.from(Array.from({ length: 2000 }, (_, index) => makeSpanLine(index)).join('\n')),
    ) as Buffer
    const parts: Buffer[] = []
    const reading = (async () => {
      for await (const part of readPlainBytes({ open: () => Readable.from([packed.subarray(0, packed.length - 500)]) }))
        parts.push(part)
    })()
    await expect(reading).rejects.toThrow(BrokenCompressionError)
    expect(Buffer.concat(parts).length).toBeGreaterThan(line.length * 100)
  })

  test.each<[string, Buffer]>([
    ['a UTF-8 mark is dropped', Buffer.from('\uFEFF{"質":1}')],
    ['UTF-16 with the low byte first', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"質":1}', 'utf16le')])],
    [
      'UTF-16 with the high byte first',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('{"質":1}', 'utf16le').swap16()]),
    ],
  ])('%s', async (_name, bytes) => {
    for (let at = 0; at < bytes.length; at += 1) {
      expect((await readAll([bytes.subarray(0, at), bytes.subarray(at)])).toString()).toBe('{"質":1}')
    }
  })
})

describe('compressed imports', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `${makeSpanLine(index)}\n`)

  test.each(Object.keys(packers))('%s, in several members, is recognised by its first bytes', async (name) => {
    const pack = packers[name] as (bytes: Buffer) => Buffer
    const bytes = Buffer.concat([lines.slice(0, 20), lines.slice(20)].map((part) => pack(Buffer.from(part.join('')))))
    const report = await makeWorkspace().importBytes(bytes, { fileName: 'no-ending' })
    expect(report).toMatchObject({ newSpans: 50, skipped: [] })
  })

  test('a truncated file keeps its whole records and reports the rest', async () => {
    const packed = gzipSync(Buffer.from(lines.join('')), { level: 0 })
    const report = await makeWorkspace().importBytes(packed.subarray(0, Math.floor(packed.length * 0.6)))
    expect(report.newSpans).toBeGreaterThan(20)
    expect(report.newSpans).toBeLessThan(35)
    expect(report.skipped.map(({ reason }) => reason).sort()).toEqual(['compressedDataCutOff', 'invalidJson'])
  })

  test('damage in the middle is reported as damage', async () => {
    const packed = gzipSync(Buffer.from(lines.join('').repeat(200)), { level: 1 })
    const middle = packed.length >> 1
    packed.fill(0xff, middle, middle + 40)
    const report = await makeWorkspace().importBytes(packed)
    expect(report.skipped.map(({ reason }) => reason)).toContain('compressedDataDamaged')
  })

  test('a file of nothing but a compressed header is refused', async () => {
    await expect(makeWorkspace().importBytes(Buffer.from([0x1f, 0x8b, 8, 0]))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})
