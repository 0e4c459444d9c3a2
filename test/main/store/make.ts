/** What the store's tests make their data of. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { migrate } from '../../../src/main/store/migrate.ts'
import { type OpenWorkspace, openWorkspace } from '../../../src/main/store/open-store.ts'
import type { StoredSpan } from '../../../src/main/store/stored-span.ts'
import type { IngestSpan } from '../../../src/shared/model/ingest.ts'
import type { OtlpSpan } from '../../../src/shared/model/otlp.ts'
import type { SpanSummary } from '../../../src/shared/model/view.ts'

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A new workspace file, closed and removed when the test ends. */
export function makeWorkspace(): OpenWorkspace {
  const workspace = openWorkspace(join(makeFolder(), 'test.assay'), { mode: 'create' })
  onTestFinished(() => {
    if (workspace.db.open) workspace.close()
  })
  return workspace
}

/** The same store without a file, for tests that need hundreds of them. */
export function makeMemoryStore(): Database {
  const db = new SqliteDatabase(':memory:')
  migrate(db)
  return db
}

export const resource = {
  attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }],
  droppedAttributesCount: 0,
  entityRefs: [],
  schemaUrl: '',
}
export const scope = { name: 'tester', version: '1', attributes: [], droppedAttributesCount: 0, schemaUrl: '' }

export const traceId = (n: number): string => n.toString(16).padStart(32, '0')
export const spanId = (n: number): string => n.toString(16).padStart(16, '0')

/** Starts one millisecond after the span before it and lasts half a millisecond. */
export function makeSpan(trace: number, span: number, parent?: number, change: Partial<OtlpSpan> = {}): OtlpSpan {
  const startNano = 1_700_000_000_000_000_000n + BigInt(trace) * 1_000_000_000n + BigInt(span) * 1_000_000n
  return {
    traceId: traceId(trace),
    spanId: spanId(span),
    parentSpanId: parent === undefined ? undefined : spanId(parent),
    traceState: '',
    flags: 256,
    name: `span ${span}`,
    kind: 1,
    startNano,
    endNano: startNano + 500_000n,
    attributes: [{ key: 'n', value: { intValue: String(span) } }],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: 0,
    statusMessage: '',
    resource,
    scope,
    ...change,
  }
}

export function makeSummary(change: Partial<SpanSummary> = {}): SpanSummary {
  return {
    type: 'UNKNOWN',
    model: undefined,
    usage: undefined,
    cost: undefined,
    sessionId: undefined,
    userId: undefined,
    inputPreview: undefined,
    outputPreview: undefined,
    traceTags: undefined,
    isPending: false,
    ...change,
  }
}

export function makeIngest(span: OtlpSpan, summary: Partial<SpanSummary> = {}): IngestSpan {
  return { span, summary: makeSummary(summary) }
}

/** The text of every string attribute, as a stand-in for the normaliser's choice. */
export function extractText({ span }: StoredSpan): string[] {
  return span.attributes.flatMap(({ value }) => ('stringValue' in value ? [value.stringValue as string] : []))
}
