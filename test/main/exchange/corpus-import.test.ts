/** Files that real systems wrote: what arrives is what an independent count finds in them, and stays on a second import. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeWorkspace } from './make-workspace.ts'

const corpus = join(import.meta.dirname, '../../../../shared/corpus')
const files = existsSync(corpus)
  ? [
      ...readdirSync(join(corpus, 'otlp')).map((name) => join('otlp', name)),
      ...readdirSync(join(corpus, 'jaeger'))
        .filter((name) => name.startsWith('storage-') || /^ui-.*-in(-|\.)/.test(name))
        .map((name) => join('jaeger', name)),
    ]
  : []
if (files.length === 0) console.info(`Skipped: the corpus is not at ${corpus}.`)

interface Counted {
  spans: Set<string>
  /** With repetitions: some files hold a span twice. */
  spanOccurrences: number
  traces: Set<string>
  logs: number
  skippedMetrics: number
}

/** Counts by walking the parsed JSON for objects that have the keys of spans and log records. */
function countIndependently(text: string): Counted {
  const counted: Counted = { spans: new Set(), spanOccurrences: 0, traces: new Set(), logs: 0, skippedMetrics: 0 }
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk)
    else if (value !== null && typeof value === 'object') {
      for (const [key, child] of Object.entries(value)) {
        if (key === 'spans' && Array.isArray(child)) {
          counted.spanOccurrences += child.length
          for (const span of child) {
            counted.spans.add(`${String(span.traceId).toLowerCase()}/${String(span.spanId).toLowerCase()}`)
            counted.traces.add(String(span.traceId).toLowerCase())
          }
        } else if (key === 'logRecords' && Array.isArray(child)) counted.logs += child.length
        else if (key === 'resourceMetrics' && Array.isArray(child)) counted.skippedMetrics += child.length
        else walk(child)
      }
    }
  }
  let documents: unknown[]
  try {
    documents = [JSON.parse(text)]
  } catch {
    documents = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line))
  }
  walk(documents)
  return counted
}

describe.skipIf(files.length === 0)('corpus files import whole', () => {
  test.each(files)('%s', async (name) => {
    const path = join(corpus, name)
    const counted = countIndependently(readFileSync(path, 'utf8'))
    expect(counted.spans.size + counted.logs).toBeGreaterThan(0)
    const workspace = makeWorkspace()
    const report = await workspace.importFile(path)
    expect(report).toMatchObject({ format: 'otlp', newSpans: counted.spans.size, newTraces: counted.traces.size })
    const count = (sql: string) => workspace.db.prepare(sql).pluck().get()
    expect(count('SELECT count(*) FROM spans')).toBe(counted.spans.size)
    expect(count('SELECT count(*) FROM traces')).toBe(counted.traces.size)
    expect(count('SELECT count(*) FROM logs')).toBe(counted.logs)
    const skipped = report.skipped.map(({ reason, count: times }) => [reason, times])
    expect(skipped).toEqual(counted.skippedMetrics === 0 ? [] : [['unsupportedSignal', counted.skippedMetrics]])

    const again = await workspace.importFile(path)
    expect(again).toMatchObject({ newSpans: 0, updatedSpans: 0, newLogs: 0, newTraces: 0, newAssessments: 0 })
    expect(again.unchangedSpans).toBe(counted.spanOccurrences)
  })
})
