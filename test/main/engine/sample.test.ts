import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSample } from '../../../src/main/engine/sample.ts'
import { readSampleData } from '../../../src/main/engine/sample-data.ts'
import { previewWithLogs } from '../../../src/main/normalize/log-preview.ts'
import { searchTexts } from '../../../src/main/normalize/search-text.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import { examineWorkspace } from '../../../src/main/store/doctor.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { type OpenWorkspace, openWorkspace } from '../../../src/main/store/open-store.ts'
import { indexPending } from '../../../src/main/store/search-index.ts'
import { settleTraces } from '../../../src/main/store/settle.ts'
import { iterateSpans } from '../../../src/main/store/stored-span.ts'
import { listTraces } from '../../../src/main/store/trace-list.ts'
import { getTrace, listSession } from '../../../src/main/store/trace-read.ts'
import { Assessment } from '../../../src/shared/model/assessment.ts'
import { defaultTraceSort, type TraceFilter, type TraceRow } from '../../../src/shared/model/trace.ts'
import { SpanView } from '../../../src/shared/model/view.ts'

const nowMs = Date.parse('2026-11-23T09:30:00Z')
const batches = buildSample({ nowMs })
const spans = batches.flatMap((batch) => batch.spans)
const logs = batches.flatMap((batch) => batch.logs ?? [])
const assessments = batches.flatMap((batch) => batch.assessments ?? [])
const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/

const withoutBigInt = (value: unknown) =>
  JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item))

describe('the sample', () => {
  it('is the same for the same moment, and keeps its ids at another', () => {
    expect(withoutBigInt(buildSample({ nowMs }))).toBe(withoutBigInt(batches))
    const later = buildSample({ nowMs: nowMs + 86_400_000 }).flatMap((batch) => batch.spans)
    expect(later.map(({ span }) => span.spanId)).toEqual(spans.map(({ span }) => span.spanId))
    expect(later[0]?.span.startNano).not.toBe(spans[0]?.span.startNano)
  })

  it('lies in the two weeks before now', () => {
    const from = BigInt(nowMs - 15 * 86_400_000) * 1_000_000n
    for (const { span } of spans) {
      expect(span.startNano).toBeGreaterThan(from)
      expect(span.endNano).toBeGreaterThanOrEqual(span.startNano)
      expect(span.endNano).toBeLessThan(BigInt(nowMs) * 1_000_000n)
    }
    for (const { createdAtMs = 0 } of assessments) expect(createdAtMs).toBeLessThan(nowMs)
  })

  it('has well-formed trees: children of known spans, inside their parents', () => {
    const byId = new Map(spans.map(({ span }) => [`${span.traceId}/${span.spanId}`, span]))
    expect(byId.size).toBe(spans.length)
    const rootless = new Set<string>()
    for (const { span } of spans) {
      if (span.parentSpanId === undefined) continue
      const parent = byId.get(`${span.traceId}/${span.parentSpanId}`)
      if (parent === undefined) rootless.add(span.traceId)
      else expect([span.startNano >= parent.startNano, span.endNano <= parent.endNano]).toEqual([true, true])
    }
    expect(rootless.size).toBe(1)
  })

  it('uses every convention, and every span has a kind and a valid view', () => {
    const used = new Set<string>()
    for (const { span } of spans) {
      const view = viewSpan(
        span,
        logs.filter((log) => log.spanId === span.spanId),
      )
      expect(SpanView.safeParse(view).error).toBeUndefined()
      expect(view.type).not.toBe('UNKNOWN')
      for (const name of view.conventions) used.add(name)
      if (view.type !== 'CHAT_MODEL') continue
      expect(view.model).toBeDefined()
      expect(view.inputMessages.at(-1)?.role).toMatch(/^(user|tool)$/)
      if (span.statusCode !== 2) {
        expect(view.outputMessages).toHaveLength(1)
        expect(view.usage?.total).toBeGreaterThan(20)
      }
    }
    expect([...used].sort()).toEqual(['mlflow', 'openinference', 'otel-genai', 'otel-genai-deprecated'])
  })

  it('shows reasoning, pictures, parallel tool calls, tool errors, tables and code', () => {
    const chats = spans
      .map(({ span }) =>
        viewSpan(
          span,
          logs.filter((log) => log.spanId === span.spanId),
        ),
      )
      .filter((view) => view.type === 'CHAT_MODEL')
    const parts = chats.flatMap((view) =>
      [...view.inputMessages, ...view.outputMessages].flatMap((message) => message.parts),
    )
    expect(parts.filter((part) => part.type === 'reasoning').length).toBeGreaterThan(5)
    expect(parts.filter((part) => part.type === 'image')).toHaveLength(3)
    expect(
      chats.some((view) => view.outputMessages[0]?.parts.filter((part) => part.type === 'toolCall').length === 3),
    ).toBe(true)
    expect(
      spans.filter(({ span, summary }) => summary.type === 'TOOL' && span.statusCode === 2).length,
    ).toBeGreaterThan(3)
    const answers = chats.flatMap((view) => view.outputMessages.flatMap((message) => message.parts))
    for (const mark of ['|---|', '```sql', '```python', '## Shopping list']) {
      expect(answers.some((part) => part.type === 'text' && part.text.includes(mark))).toBe(true)
    }
    // An answer of a tool is linked to its call in every convention.
    for (const part of parts) if (part.type === 'toolResult') expect(part.name).toBeDefined()
  })

  it('never says the same thing twice', () => {
    const { questions, conversations, agents } = readSampleData()
    const answers = [...questions, ...conversations.flatMap(({ turns }) => turns), ...agents].map(({ a }) => a)
    expect(new Set(answers).size).toBe(answers.length)
    for (const { docs } of questions) for (const id of docs) expect(readSampleData().knowledge.has(id)).toBe(true)
  })

  it('has judgements of every source that the model accepts', () => {
    for (const made of assessments) {
      const stored = { metadata: {}, ...made, valid: made.valid ?? true }
      expect(Assessment.safeParse(stored).error).toBeUndefined()
    }
    const names = new Set(assessments.map(({ name, source }) => `${source.type} ${name}`))
    for (const name of [
      'HUMAN user_feedback',
      'HUMAN accuracy',
      'HUMAN expected_response',
      'HUMAN expected_facts',
      'LLM_JUDGE correctness',
      'LLM_JUDGE relevance',
      'LLM_JUDGE groundedness',
      'LLM_JUDGE chunk_relevance',
      'CODE is_concise',
      'CODE is_valid_json',
    ]) {
      expect(names).toContain(name)
    }
    expect(assessments.some(({ overrides }) => overrides !== undefined)).toBe(true)
    expect(assessments.some(({ error }) => error !== undefined)).toBe(true)
    const feedback = assessments.filter(({ name }) => name === 'user_feedback')
    expect(feedback.filter(({ value }) => value === false).length).toBeGreaterThan(20)
    for (const { source } of feedback) expect(source.id).toMatch(/^enduser_\d{4}$/)
  })
})

describe('the sample in a workspace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-sample-'))
  const path = join(folder, 'Sample.assay')
  let workspace: OpenWorkspace
  let rows: TraceRow[]

  const list = (filter: TraceFilter = {}) =>
    listTraces(workspace.db, { filter, sort: defaultTraceSort, limit: 500 }).rows

  beforeAll(() => {
    workspace = openWorkspace(path, { mode: 'create' })
    for (const batch of batches) ingestBatch(workspace.db, batch, nowMs)
    const extract = (stored: Parameters<Parameters<typeof indexPending>[1]>[0]) => searchTexts(stored.span, stored.logs)
    while (settleTraces(workspace.db, 1_000, (stored) => previewWithLogs(stored.span, stored.logs)).remaining > 0);
    while (indexPending(workspace.db, extract, 1_000).pending > 0);
    rows = list()
  })

  afterAll(() => {
    workspace.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is about 200 traces in every state', () => {
    expect(rows).toHaveLength(200)
    const states = Object.groupBy(rows, (row) => row.state)
    expect(states.ERROR).toHaveLength(10)
    expect(states.IN_PROGRESS).toHaveLength(1)
    expect(states.OK).toHaveLength(189)
    for (const row of rows) {
      expect(row.inputPreview).toBeDefined()
      if (row.state === 'OK') expect(row.outputPreview).toBeDefined()
    }
  })

  it('has tokens for all that answered, costs where a convention carries them', () => {
    const answered = rows.filter((row) => row.state === 'OK')
    for (const row of answered) expect(row.totalTokens).toBeGreaterThan(0)
    const costly = answered.filter((row) => (row.cost ?? 0) > 0)
    expect(costly.length).toBeGreaterThan(80)
    for (const row of costly) expect(row.cost).toBeLessThan(0.5)
  })

  it('has one long trace', () => {
    const long = rows.filter((row) => row.spanCount > 100)
    expect(long.map((row) => row.spanCount)).toEqual([397])
    expect(getTrace(workspace.db, long[0]?.traceId ?? '').serviceName).toBe('contract-review')
  })

  it('has conversations of two to eight turns in order', () => {
    const sessions = new Set(rows.flatMap((row) => row.sessionId ?? []))
    expect(sessions.size).toBe(12)
    for (const sessionId of sessions) {
      const { rows: turns, total } = listSession(workspace.db, sessionId, 50)
      expect(total).toBeGreaterThanOrEqual(2)
      expect(total).toBeLessThanOrEqual(8)
      const starts = turns.map((turn) => turn.startUs)
      expect(starts).toEqual([...starts].sort((a, b) => a - b))
      expect(new Set(turns.map((turn) => turn.userId)).size).toBe(1)
    }
  })

  it('has about 40 Japanese traces, which a word within a sentence finds', () => {
    expect(rows.filter((row) => japanese.test(row.inputPreview ?? '')).length).toBeGreaterThanOrEqual(40)
    const found = list({ search: '医療費控除' })
    expect(found.length).toBeGreaterThanOrEqual(4)
    expect(list({ search: '解雇予告手当' }).length).toBeGreaterThanOrEqual(1)
    expect(list({ search: 'L3F-25301' })).toHaveLength(1)
    expect(list({ search: 'zzzznothing' })).toEqual([])
  })

  it('finds what was said only in log records', () => {
    const logTrace = logs.find((log) => log.eventName === 'gen_ai.choice')
    const texts = [...iterateSpans(workspace.db, logTrace?.traceId ?? '')].flatMap(({ span, logs: own }) =>
      searchTexts(span, own),
    )
    expect(texts.length).toBeGreaterThan(3)
  })

  it('changes nothing when it comes again', () => {
    const again = batches.map((batch) => ingestBatch(workspace.db, batch, nowMs + 1))
    const sum = (key: 'newSpans' | 'updatedSpans' | 'newLogs' | 'newAssessments' | 'newTraces') =>
      again.reduce((total, result) => total + result[key], 0)
    expect([sum('newSpans'), sum('updatedSpans'), sum('newLogs'), sum('newAssessments'), sum('newTraces')]).toEqual([
      0, 0, 0, 0, 0,
    ])
    expect(again.reduce((total, result) => total + result.unchangedSpans, 0)).toBe(spans.length)
    expect(list()).toEqual(rows)
  })

  it('passes the doctor', () => {
    expect(examineWorkspace(path)).toMatchObject({ isHealthy: true, findings: [] })
  })
})
