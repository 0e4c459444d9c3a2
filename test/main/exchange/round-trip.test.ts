/** What leaves a workspace as OTLP or MLflow JSON and comes into another is the same content in every table. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { runExport } from '../../../src/main/exchange/export/run-export.ts'
import { summarizeSpan } from '../../../src/main/normalize/summarize.ts'
import { viewSpan } from '../../../src/main/normalize/view.ts'
import { createAssessment, deleteAssessment, reviseAssessment } from '../../../src/main/store/assessments.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { openReader } from '../../../src/main/store/open-store.ts'
import { changeTags } from '../../../src/main/store/tags.ts'
import type { ExportFormat } from '../../../src/shared/model/job.ts'
import type { OtlpLogRecord, OtlpSpan } from '../../../src/shared/model/otlp.ts'
import { makeWorkspace, type TestWorkspace } from './make-workspace.ts'

/** Everything in a workspace that has a meaning beyond it: keys are replaced by what they stand for. */
function readContent(db: Database): Record<string, unknown[]> {
  const all = (sql: string) =>
    db
      .prepare(sql)
      .safeIntegers()
      .all()
      .map((row) =>
        JSON.stringify(row, (_key, value) =>
          typeof value === 'bigint' ? `${value}n` : Buffer.isBuffer(value) ? value.toString('hex') : value,
        ),
      )
  const columns = (table: string, without: readonly string[], alias: string) =>
    (db.pragma(`table_info(${table})`) as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => !without.includes(name))
      .map((name) => `${alias}.${name}`)
      .join(', ')
  const resource = `(SELECT json_array(r.attributes, r.dropped_attributes, r.entity_refs, r.schema_url) FROM resources r WHERE r.resource_id = x.resource_id) resource`
  const scope = `(SELECT json_array(c.name, c.version, c.attributes, c.dropped_attributes, c.schema_url) FROM scopes c WHERE c.scope_id = x.scope_id) scope`
  const trace = '(SELECT t.trace_id FROM traces t WHERE t.trace_pk = x.trace_pk) trace_id'
  return {
    traces: all(
      `SELECT ${columns('traces', ['trace_pk', 'created_at_ms', 'experiment_id'], 'x')}, (SELECT e.name FROM experiments e WHERE e.experiment_id = x.experiment_id) experiment FROM traces x ORDER BY trace_id`,
    ),
    texts: all(`SELECT ${trace}, ${columns('trace_texts', ['trace_pk'], 'x')} FROM trace_texts x ORDER BY 1`),
    tags: all(`SELECT ${trace}, ${columns('trace_tags', ['trace_pk'], 'x')} FROM trace_tags x ORDER BY 1, 2`),
    metadata: all(
      `SELECT ${trace}, ${columns('trace_metadata', ['trace_pk'], 'x')} FROM trace_metadata x ORDER BY 1, 2`,
    ),
    spans: all(
      `SELECT ${trace}, ${columns('spans', ['trace_pk', 'payload_pk', 'resource_id', 'scope_id'], 'x')}, ${resource}, ${scope}, p.attributes, p.events, p.links FROM spans x JOIN span_payloads p ON p.payload_pk = x.payload_pk ORDER BY 1, x.span_id`,
    ),
    logs: all(
      `SELECT ${columns('logs', ['log_pk', 'hash', 'resource_id', 'scope_id'], 'x')}, ${resource}, ${scope} FROM logs x WHERE trace_id IN (SELECT trace_id FROM traces) ORDER BY trace_id, span_id, time_nano, event_name, body, attributes`,
    ),
    assessments: all(
      `SELECT ${trace}, ${columns('assessments', ['assessment_pk', 'trace_pk'], 'x')} FROM assessments x WHERE deleted_at_ms IS NULL ORDER BY assessment_id`,
    ),
  }
}

const traceId = 'feedfacefeedfacefeedfacefeedface'

function makeOddSpan(index: number, more: Partial<OtlpSpan> = {}): OtlpSpan {
  return {
    traceId,
    spanId: (index + 1).toString(16).padStart(16, '0'),
    parentSpanId: index === 0 ? undefined : '1'.padStart(16, '0'),
    traceState: 'a=1,b=2',
    flags: 0x301,
    name: '名前 "quoted" \u0000 \ud83d',
    kind: 3,
    startNano: 1_700_000_000_123_456_789n,
    endNano: 1_700_000_002_987_654_321n,
    attributes: [
      { key: 'string', value: { stringValue: 'words' } },
      { key: 'number text', value: { stringValue: '42' } },
      { key: 'json text', value: { stringValue: '{"a": 1}' } },
      { key: 'padded', value: { stringValue: ' [1] ' } },
      { key: 'empty text', value: { stringValue: '' } },
      { key: 'null text', value: { stringValue: 'null' } },
      { key: 'odd', value: { stringValue: 'half \ud83d of a pair, NUL \u0000' } },
      { key: 'int', value: { intValue: '-9223372036854775808' } },
      { key: 'double', value: { doubleValue: -0 } },
      { key: 'whole double', value: { doubleValue: 3 } },
      { key: 'nan', value: { doubleValue: 'NaN' } },
      { key: 'infinite', value: { doubleValue: '-Infinity' } },
      { key: 'bool', value: { boolValue: false } },
      { key: 'bytes', value: { bytesValue: 'AP8=' } },
      { key: 'nothing', value: {} },
      { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, {}, { arrayValue: { values: [] } }] } } },
      {
        key: 'map',
        value: {
          kvlistValue: {
            values: [
              { key: 'k', value: { intValue: '1' } },
              { key: 'k', value: { intValue: '2' } },
            ],
          },
        },
      },
    ],
    droppedAttributesCount: 7,
    events: [
      {
        timeUnixNano: '1700000000123456790',
        name: 'event',
        attributes: [{ key: 'e', value: { intValue: '5' } }],
        droppedAttributesCount: 2,
      },
      { timeUnixNano: '0', name: '', attributes: [], droppedAttributesCount: 0 },
    ],
    droppedEventsCount: 8,
    links: [
      {
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        traceState: 'x=y',
        attributes: [{ key: 'l', value: { stringValue: 's' } }],
        droppedAttributesCount: 3,
        flags: 1,
      },
      { traceId: '', spanId: '', traceState: '', attributes: [], droppedAttributesCount: 0, flags: 0 },
    ],
    droppedLinksCount: 9,
    statusCode: 2,
    statusMessage: 'failed',
    resource: {
      attributes: [{ key: 'service.name', value: { stringValue: 'svc' } }],
      droppedAttributesCount: 1,
      entityRefs: [{ schemaUrl: 'e', type: 'service', idKeys: ['service.name'], descriptionKeys: [] }],
      schemaUrl: 'https://example.test/1',
    },
    scope: {
      name: 'scope',
      version: '2',
      attributes: [{ key: 's', value: { boolValue: true } }],
      droppedAttributesCount: 4,
      schemaUrl: 'https://example.test/2',
    },
    ...more,
  }
}

function makeLog(spanId: string, more: Partial<OtlpLogRecord> = {}): OtlpLogRecord {
  const { resource, scope } = makeOddSpan(0)
  return {
    traceId,
    spanId,
    timeNano: 1_700_000_000_500_000_001n,
    observedTimeNano: 1_700_000_000_500_000_002n,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'gen_ai.client.inference.operation.details',
    body: { kvlistValue: { values: [{ key: 'role', value: { stringValue: 'user' } }] } },
    attributes: [{ key: 'a', value: { stringValue: 'b' } }],
    droppedAttributesCount: 1,
    flags: 1,
    resource,
    scope,
    ...more,
  }
}

/** A workspace with everything that is awkward to carry. */
function fill(workspace: TestWorkspace): void {
  const { db } = workspace
  const root = makeOddSpan(0)
  const spans = [
    root,
    makeOddSpan(1, {
      attributes: [
        { key: 'twice', value: { stringValue: '1' } },
        { key: 'twice', value: { intValue: '2' } },
        { key: '7', value: {} },
        { key: '__proto__', value: {} },
      ],
    }),
    makeOddSpan(2, {
      resource: { attributes: [], droppedAttributesCount: 0, entityRefs: [], schemaUrl: '' },
      scope: { name: '', version: '', attributes: [], droppedAttributesCount: 0, schemaUrl: '' },
      events: [],
      links: [],
      attributes: [],
      kind: 0,
      statusCode: 0,
      statusMessage: '',
      flags: 0,
      traceState: '',
    }),
    makeOddSpan(3, { startNano: 0n, endNano: 0n }),
    makeOddSpan(4, {
      traceId: 'f'.repeat(32),
      parentSpanId: 'e'.repeat(16),
      attributes: [{ key: 'langfuse.trace.tags', value: { stringValue: '["from span"]' } }],
    }),
  ]
  ingestBatch(
    db,
    {
      spans: spans.map((span) => ({ span, summary: summarizeSpan(span) })),
      logs: [
        makeLog(root.spanId),
        makeLog(root.spanId, { body: undefined, eventName: '' }),
        makeLog('', { timeNano: 0n }),
      ],
      traces: [
        {
          traceId,
          experimentName: 'trial',
          name: 'stated',
          state: 'OK',
          sessionId: 'chat',
          userId: 'me',
          cost: 0.1,
          clientRequestId: 'r',
          inputPreview: 'in',
          tags: { team: 'x' },
          metadata: { 'mlflow.sourceRun': 'run' },
        },
      ],
    },
    1_700_000_000_000,
  )
  const source = { type: 'HUMAN', id: 'mika' } as const
  const first = createAssessment(
    db,
    { traceId, name: 'accuracy', kind: 'feedback', value: 0.25, rationale: '理由', source, metadata: { a: 'b' } },
    1_700_000_100_123,
  )
  reviseAssessment(db, { assessmentId: first.assessmentId, change: { value: 0.75 } }, 1_700_000_200_456)
  createAssessment(
    db,
    { traceId, spanId: root.spanId, name: 'facts', kind: 'expectation', value: { list: ['a', 1, null] }, source },
    1_700_000_300_000,
  )
  createAssessment(db, { traceId, name: 'ok', kind: 'feedback', value: true, source }, 1_700_000_300_000)
  createAssessment(
    db,
    { traceId, name: 'label', kind: 'feedback', value: 'yes', source: { type: 'LLM_JUDGE', id: 'judge' } },
    1_700_000_300_000,
  )
  createAssessment(db, { traceId, name: 'text', kind: 'expectation', value: 'So be it.', source }, 1_700_000_300_000)
  createAssessment(
    db,
    {
      traceId,
      name: 'broken',
      kind: 'feedback',
      error: { code: 'TIMEOUT', message: 'slow', stackTrace: 'at x' },
      source: { type: 'CODE', id: 's' },
    },
    1_700_000_300_000,
  )
  const gone = createAssessment(db, { traceId, name: 'gone', kind: 'feedback', value: 1, source }, 1_700_000_300_000)
  deleteAssessment(db, { assessmentId: gone.assessmentId }, 1_700_000_400_000)
  const tracePk = db.prepare('SELECT trace_pk FROM traces WHERE trace_id = ?').pluck().get(traceId) as number
  changeTags(db, tracePk, { mine: 'set by hand' })
}

async function exportAll(workspace: TestWorkspace, format: ExportFormat, name: string = format): Promise<string> {
  const path = join(workspace.folder, name)
  const db = openReader(workspace.path)
  try {
    await runExport({
      db,
      request: { format, selection: { filter: {} }, withAssessments: true },
      path,
      signal: new AbortController().signal,
      view: viewSpan,
      onProgress: () => undefined,
    })
  } finally {
    db.close()
  }
  return path
}

describe.each(['otlp', 'mlflow'] as const)('%s', (format) => {
  test('a workspace of awkward content comes back the same', async () => {
    const source = makeWorkspace()
    fill(source)
    const path = await exportAll(source, format)
    const copy = makeWorkspace()
    const report = await copy.importFile(path)
    expect(report).toMatchObject({ format, skipped: [], newSpans: 5 })
    const before = readContent(source.db)
    expect(before.assessments).toHaveLength(7)
    expect(before.logs).toHaveLength(3)
    expect(readContent(copy.db)).toEqual(before)

    expect(await copy.importFile(path)).toMatchObject({
      newSpans: 0,
      updatedSpans: 0,
      newLogs: 0,
      newAssessments: 0,
      newTraces: 0,
    })
    expect(readContent(copy.db)).toEqual(before)
  })

  test('imported into the workspace it came from, it changes nothing', async () => {
    const source = makeWorkspace()
    fill(source)
    const before = readContent(source.db)
    const path = await exportAll(source, format)
    expect(await source.importFile(path)).toMatchObject({
      newSpans: 0,
      updatedSpans: 0,
      newLogs: 0,
      newAssessments: 0,
      newTraces: 0,
    })
    expect(readContent(source.db)).toEqual(before)
  })

  test('the same content gives the same bytes', async () => {
    const source = makeWorkspace()
    fill(source)
    const bytes = readFileSync(await exportAll(source, format, 'one'))
    expect(readFileSync(await exportAll(source, format, 'two'))).toEqual(bytes)
    const copy = makeWorkspace()
    await copy.importBytes(bytes)
    expect(
      readFileSync(await exportAll(copy, format))
        .toString()
        .split('\n')
        .sort(),
    ).toEqual(bytes.toString().split('\n').sort())
  })
})
