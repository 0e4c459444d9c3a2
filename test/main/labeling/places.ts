/** A session and the places where it is labelled: stores in memory that know each other through labels files only. */
import type { Database } from 'better-sqlite3'
import { listConflicts } from '../../../src/main/labeling/conflicts.ts'
import type { LabelsFile } from '../../../src/main/labeling/labels-file.ts'
import { parseLabelsFile } from '../../../src/main/labeling/labels-file.ts'
import { mergeItems } from '../../../src/main/labeling/merge.ts'
import { readLabels } from '../../../src/main/labeling/returned-file.ts'
import { listAssessments } from '../../../src/main/store/assessments.ts'
import { writePackageMeta } from '../../../src/main/store/handovers.ts'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { annotateItem, reopenItem, saveAnswer, setAside, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession, getSession } from '../../../src/main/store/labeling-sessions.ts'
import { writeMeta } from '../../../src/main/store/meta.ts'
import { copySession } from '../../../src/main/store/session-copy.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { changeSetup, readSetup } from '../../../src/main/store/session-rules.ts'
import { listWork } from '../../../src/main/store/work-records.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from '../store/make.ts'

export const traceCount = 3
const traces = Array.from({ length: traceCount }, (_, index) => index + 1)

export interface Home {
  db: Database
  sessionId: string
  accuracy: string
  expected: string
}

export function makeHome(): Home {
  const db = makeMemoryStore()
  writeMeta(db, 'workspaceId', 'home')
  ingestBatch(db, { spans: traces.map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  const accuracy = createLabelSchema(
    db,
    {
      name: 'accuracy',
      type: 'feedback',
      input: { type: 'categorical', options: ['a', 'b', 'c'], isMultiple: false },
    },
    1,
  ).schemaId
  const expected = createLabelSchema(db, { name: 'expected', type: 'expectation', input: { type: 'text' } }, 1).schemaId
  const session = createSession(db, { name: 'Round', schemaIds: [accuracy, expected], reviewers: ['Ana', 'Ben'] }, 1)
  addItems(db, session.sessionId, traces.map(traceId), 1)
  changeSetup(db, { sessionId: session.sessionId, rules: { assignment: 'all', labelsWanted: 2 } }, 1)
  return { db, sessionId: session.sessionId, accuracy, expected }
}

/** As a package is, without the file. */
export function makePlace(home: Home, packageId: string): Home {
  const db = makeMemoryStore()
  writeMeta(db, 'workspaceId', `${packageId}-workspace`)
  ingestBatch(db, { spans: traces.map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  const session = getSession(home.db, home.sessionId)
  copySession(home.db, db, {
    session,
    rules: readSetup(home.db, home.sessionId).rules,
    reviewers: session.reviewers,
    traceIds: traces.map(traceId),
    keepsTimes: true,
    text: (text) => text,
  })
  const meta = { packageId, sessionId: home.sessionId, workspaceId: 'home', exportedAtMs: 2 }
  writePackageMeta(db, meta, {})
  return { ...home, db }
}

/** What a person does with an item. */
export interface Deed {
  kind: 'label' | 'draft' | 'takeBack' | 'skip' | 'reopen' | 'note'
  reviewer: string
  trace: number
  value: string
  text: string | undefined
}

export function act(place: Home, deed: Deed, nowMs: number): void {
  const { db, sessionId, accuracy, expected } = place
  const ref = { sessionId, reviewer: deed.reviewer, traceId: traceId(deed.trace) }
  const rationale = deed.text === undefined ? undefined : `because ${deed.text}`
  switch (deed.kind) {
    case 'label':
    case 'draft':
      saveAnswer(db, { ...ref, schemaId: accuracy, value: deed.value, rationale: rationale ?? '' }, nowMs)
      if (deed.text !== undefined) saveAnswer(db, { ...ref, schemaId: expected, value: deed.text }, nowMs)
      if (deed.kind === 'label') submitItem(db, { ...ref, activeMs: 10 }, nowMs)
      return
    case 'takeBack':
      saveAnswer(db, { ...ref, schemaId: expected, value: null }, nowMs)
      return
    case 'skip':
      setAside(db, { ...ref, state: 'skipped', reason: deed.text, activeMs: 5 }, nowMs)
      return
    case 'reopen':
      reopenItem(db, ref, nowMs)
      return
    case 'note':
      annotateItem(db, { ...ref, note: deed.value, isUnsure: deed.text !== undefined }, nowMs)
  }
}

/** Through the text of a file, as it travels. */
export function exportFrom(place: Home, nowMs = 3): LabelsFile {
  return parseLabelsFile(JSON.stringify(readLabels(place.db, place.sessionId, undefined, nowMs)))
}

export function deliver(home: Home, file: LabelsFile, nowMs: number, items = file.items) {
  const { items: _, ...header } = file
  return mergeItems(home.db, { header, items, isPreview: false }, nowMs)
}

/** Labels, what each item is in, and conflicts: everything that has to come out the same. */
export function stateOf(home: Home) {
  const names = new Map([
    [home.accuracy, 'accuracy'],
    [home.expected, 'expected'],
  ])
  const labels = traces.map((n) =>
    listAssessments(home.db, { traceId: traceId(n) })
      .map(({ name, value, rationale, source }) => ({ name, value, rationale, by: source.id }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  )
  const work = listWork(home.db, { sessionId: home.sessionId, answers: 'all' }).map((item) => ({
    trace: item.traceId,
    reviewer: item.reviewer,
    state: item.work.state,
    reason: item.work.reason,
    note: item.note.note,
    isUnsure: item.note.isUnsure,
    answers: item.answers
      .map(({ schemaId: id, ...rest }) => ({ schemaId: names.get(id) ?? id, ...rest }))
      .map(({ schemaId, value, rationale, savedAtMs, origin }) => ({ schemaId, value, rationale, savedAtMs, origin }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  }))
  const items = home.db.prepare('SELECT item_status FROM run_traces ORDER BY trace_pk').pluck().all()
  const conflicts = listConflicts(home.db, { sessionId: home.sessionId, limit: 200 }).items.map((conflict) => ({
    ...conflict,
    schemaId: names.get(conflict.schemaId),
  }))
  return { labels, work, items, conflicts }
}

/** Everything stored of labels, with history: what a second merge must not touch. */
export function dumpOf(home: Home) {
  const tables = ['assessments', 'session_work', 'session_answers', 'answer_origins', 'run_traces', 'labeling_sessions']
  return Object.fromEntries(tables.map((table) => [table, home.db.prepare(`SELECT * FROM ${table}`).all()]))
}
