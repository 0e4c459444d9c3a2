/** Files that other systems wrote, POSTed to the receiver: what is stored equals what the files hold. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { headersFor, readPartialSuccess, startHarness } from './harness.ts'
import { openStoreSink } from './store-sink.ts'

const corpus = new URL('../../../../../shared/corpus/', import.meta.url).pathname
const isPresent = existsSync(corpus)

function listFiles(): string[] {
  if (!isPresent) {
    return []
  }
  const jaeger = readdirSync(join(corpus, 'jaeger')).filter((name) => /^(storage-.*|ui-.*-in.*)\.json$/.test(name))
  return [...readdirSync(join(corpus, 'otlp')).map((name) => `otlp/${name}`), ...jaeger.map((name) => `jaeger/${name}`)]
}

/** Requests of a file: its lines for JSON lines, otherwise the whole. */
function readRequests(file: string): string[] {
  const text = readFileSync(join(corpus, file), 'utf8')
  return file.endsWith('.jsonl') ? text.split('\n').filter((line) => line.trim() !== '') : [text]
}

/** Every object of the parsed JSON, to count without any of our code. */
function* walk(value: unknown, key = ''): Generator<[key: string, object: Record<string, unknown>]> {
  if (Array.isArray(value)) {
    for (const item of value) {
      yield* walk(item, key)
    }
  } else if (typeof value === 'object' && value !== null) {
    yield [key, value as Record<string, unknown>]
    for (const [name, inner] of Object.entries(value)) {
      yield* walk(inner, name)
    }
  }
}

const isBlank = (id: unknown) => typeof id !== 'string' || /^0*$/.test(id)

function countOf(requests: string[]) {
  const spans = new Set<string>()
  let sent = 0
  let blank = 0
  let logs = 0
  let points = 0
  for (const text of requests) {
    for (const [key, object] of walk(JSON.parse(text))) {
      if (key === 'spans') {
        sent++
        if (isBlank(object.traceId) || isBlank(object.spanId)) {
          blank++
        } else {
          spans.add(`${String(object.traceId)} ${String(object.spanId)}`.toLowerCase())
        }
      } else if (key === 'logRecords') {
        logs++
      } else if (key === 'dataPoints') {
        points++
      }
    }
  }
  return { sent, distinct: spans.size, blank, logs, points }
}

test('the corpus is there', ({ skip }) => {
  if (!isPresent) {
    skip(`no corpus at ${corpus}: its files were not POSTed`)
  }
  expect(listFiles().length).toBeGreaterThan(8)
})

describe.runIf(isPresent)('corpus', () => {
  test.each(listFiles())('%s', async (file) => {
    const sink = openStoreSink()
    const { send, receivers } = await startHarness({ sink })
    const requests = readRequests(file)
    let reported = 0
    for (const body of requests) {
      const root = Object.keys(JSON.parse(body) as object)[0]
      const signal = root === 'resourceLogs' ? 'logs' : root === 'resourceMetrics' ? 'metrics' : 'traces'
      const answer = await send(`/v1/${signal}`, { headers: headersFor('json'), body })
      expect(answer.status, answer.text).toBe(200)
      reported += readPartialSuccess(answer, 'json')?.count ?? 0
    }
    const expected = countOf(requests)
    const { counters } = receivers.status()
    expect(counters).toMatchObject({
      spans: expected.sent - expected.blank,
      rejectedSpans: expected.blank,
      logs: expected.logs,
      metrics: expected.points,
    })
    expect(reported).toBe(expected.blank)
    expect(sink.count('spans')).toBe(expected.distinct)
    expect(expected.sent + expected.logs + expected.points).toBeGreaterThan(0)
  })
})
