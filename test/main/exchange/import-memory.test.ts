/**
 * A file much larger than the memory that its import may take. The content is made as it is read and never on disk;
 * a process of its own measures itself, so that nothing else counts.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const layouts = ['lines', 'array', 'container'] as const

test.each(layouts)('400 MB of OTLP %s are read in bounded memory', { timeout: 120_000 }, (layout) => {
  const script = join(import.meta.dirname, 'fixtures/measure-import.ts')
  const output = execFileSync(process.execPath, [script, layout, '400'], { encoding: 'utf8' })
  const { newSpans, expectedSpans, readBytes, grownBytes } = JSON.parse(output) as Record<string, number>
  expect(newSpans).toBe(expectedSpans)
  expect(readBytes).toBeGreaterThan(400_000_000)
  // Held back by nothing but the garbage collector, the heap takes some 270 MB; the file as one text would take more
  // than twice its size, as bytes and as a string, before anything was parsed.
  expect(grownBytes).toBeLessThan(380_000_000)
})
