/** Packages of the sample's traces, which come in every convention. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { readReadableTrace } from '../../../src/main/engine/commands/readable-trace.ts'
import { buildSample } from '../../../src/main/engine/sample.ts'
import { writePackage } from '../../../src/main/labeling/package.ts'
import { createAssessment } from '../../../src/main/store/assessments.ts'
import { assignCodes } from '../../../src/main/store/codes.ts'
import { listNotes } from '../../../src/main/store/coding-notes.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { openReader, openWorkspace } from '../../../src/main/store/open-store.ts'
import { createFilledSession } from '../../../src/main/store/session-fill.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import { noRedaction } from '../../../src/shared/model/handover.ts'
import { makeFolder, makeWorkspace } from '../store/make.ts'

let db: Database
let folder: string
let sessionId: string
let schemaId: string
let traceIds: string[]

beforeEach(() => {
  db = makeWorkspace().db
  folder = makeFolder()
  for (const batch of buildSample({ nowMs: Date.UTC(2026, 0, 1) })) ingestBatch(db, batch, 1)
  schemaId = createLabelSchema(db, { name: 'notes', type: 'expectation', input: { type: 'text' } }).schemaId
  sessionId = createFilledSession(db, {
    name: 'Ann’s round',
    schemaIds: [schemaId],
    reviewers: ['Ana', 'Ben'],
    selection: { filter: {} },
  }).sessionId
  changeSetup(db, { sessionId, rules: { assignment: 'all', isBlind: true } })
  traceIds = db.prepare('SELECT trace_id FROM traces ORDER BY trace_id').pluck().all() as string[]
})

function pack(change: Partial<Parameters<typeof writePackage>[0]> = {}) {
  const path = join(folder, 'p.assay')
  const result = writePackage({
    db,
    path,
    packageId: 'p',
    sessionId,
    reviewer: 'Ana',
    content: 'everything',
    redaction: noRedaction,
    withAssessments: true,
    read: readReadableTrace,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    nowMs: 2,
    ...change,
  })
  return { ...result, path: result.exportReport.path }
}

test('codes of notes stay at home', () => {
  const [traceId = ''] = traceIds
  const source = { type: 'HUMAN' as const, id: 'lead' }
  createAssessment(db, { traceId, name: 'note', kind: 'feedback', value: 'Too long.', source })
  const [note] = listNotes(db, { experimentId: '0' }).notes
  assignCodes(db, { experimentId: '0', noteIds: [note?.noteId ?? ''], codes: [{ name: 'Length' }], by: 'lead' })
  const { path } = pack()
  const tables = ['codes', 'coded_notes', 'note_codes', 'code_changes']
  const counts = inPackage(path, (packed) =>
    tables.map((table) => packed.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
  )
  expect(counts).toEqual([0, 0, 0, 0])
})

function inPackage<T>(path: string, look: (packed: Database) => T): T {
  const packed = openReader(path)
  try {
    return look(packed)
  } finally {
    packed.close()
  }
}

/** Ids of the spans that documents and calls are read from aside. */
const asRead = (store: Database, traceId: string) => readReadableTrace(store, { traceId })

test.each(['everything', 'conversation'] as const)('%s: whoever opens it reads the same', (content) => {
  const { path, exportReport } = pack({ content })
  expect(exportReport.traces).toBe(traceIds.length)
  expect(traceIds.length).toBeGreaterThan(150)
  inPackage(path, (packed) => {
    for (const traceId of traceIds) expect(asRead(packed, traceId)).toEqual(asRead(db, traceId))
  })
  // It opens as any workspace does, with all that is looked at in a file from a stranger.
  openWorkspace(path, { mode: 'open' }).close()
})

describe('what a blind package has not', () => {
  test("others' labels and judges' verdicts", () => {
    const traceId = traceIds[0] as string
    for (const reviewer of ['Ana', 'Ben']) {
      saveAnswer(db, { sessionId, reviewer, traceId, schemaId, value: `said by ${reviewer}` })
      submitItem(db, { sessionId, reviewer, traceId, activeMs: 1 })
    }
    createAssessment(db, {
      traceId,
      name: 'judged',
      kind: 'feedback',
      value: 1,
      source: { type: 'LLM_JUDGE', id: 'judge' },
    })
    const { path } = pack()
    inPackage(path, (packed) => {
      const sources = packed.prepare('SELECT source_id, value FROM assessments').raw().all()
      expect(sources).toEqual([['Ana', '"said by Ana"']])
      expect(packed.prepare('SELECT DISTINCT reviewer FROM session_work').pluck().all()).toEqual(['Ana'])
    })
    changeSetup(db, { sessionId, rules: { isBlind: false } })
    const open = pack({ path: join(folder, 'open.assay') })
    expect(
      inPackage(open.path, (packed) =>
        packed.prepare("SELECT count(*) FROM assessments WHERE name = 'judged'").pluck().get(),
      ),
    ).toBe(1)
    const bare = pack({ path: join(folder, 'bare.assay'), withAssessments: false })
    expect(inPackage(bare.path, (packed) => packed.prepare('SELECT count(*) FROM assessments').pluck().get())).toBe(1)
  })
})

test('nothing of what was redacted is anywhere in the file', () => {
  const traceId = traceIds[0] as string
  saveAnswer(db, {
    sessionId,
    reviewer: 'Ana',
    traceId,
    schemaId,
    value: 'ask ann@example.com',
    rationale: 'by ann@example.com',
  })
  changeSetup(db, { sessionId, guidelines: 'Questions: ann@example.com, Ann' })
  const { path, report } = pack({ redaction: { detectors: ['email'], names: ['Ann'], patterns: ['refund'] } })
  expect(report.redactions.email).toBeGreaterThanOrEqual(3)
  expect(report.redactions.pattern).toBeGreaterThan(0)
  inPackage(path, (packed) => {
    const tables = packed
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_index%'")
      .pluck()
      .all() as string[]
    for (const table of tables) {
      const text = JSON.stringify(packed.prepare(`SELECT * FROM ${table}`).safeIntegers().raw().all(), (_key, value) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      expect({ table, found: /ann@example\.com/.test(text) }).toEqual({ table, found: false })
      expect({ table, found: /(?<![a-z_.])refund/i.exec(text)?.[0] }).toEqual({ table, found: undefined })
    }
  })
})

test('a cancelled or refused package leaves nothing, and never takes the place of a file', () => {
  const abort = new AbortController()
  abort.abort()
  expect(() => pack({ signal: abort.signal })).toThrow(expect.objectContaining({ code: 'CANCELLED' }))
  expect(readdirSync(folder)).toEqual([])
  expect(() => pack({ reviewer: 'Eve' })).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  expect(readdirSync(folder)).toEqual([])
  const { path } = pack({ content: 'conversation' })
  expect(() => pack()).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  expect(existsSync(path)).toBe(true)
  expect(readdirSync(folder)).toEqual(['p.assay'])
})
