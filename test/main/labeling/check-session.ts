/** A session of some traces with one question, labelled by its reviewers. */
import type { Database } from 'better-sqlite3'
import { ingestBatch } from '../../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../../src/main/store/label-schemas.ts'
import { saveAnswer, submitItem } from '../../../src/main/store/label-work.ts'
import { createSession } from '../../../src/main/store/labeling-sessions.ts'
import { addItems } from '../../../src/main/store/session-items.ts'
import { changeSetup } from '../../../src/main/store/session-rules.ts'
import type { SessionRules } from '../../../src/shared/model/label-work.ts'
import { makeIngest, makeMemoryStore, makeSpan, traceId } from '../store/make.ts'

export interface CheckSession {
  db: Database
  sessionId: string
  /** Of the question: a, b or c. */
  schemaId: string
  ref: (reviewer: string, n: number) => { sessionId: string; reviewer: string; traceId: string }
  label: (reviewer: string, n: number, value: string) => void
}

export function makeCheckSession(traceCount: number, rules: Partial<SessionRules> = {}): CheckSession {
  const db = makeMemoryStore()
  const traces = Array.from({ length: traceCount }, (_, index) => index + 1)
  ingestBatch(db, { spans: traces.map((n) => makeIngest(makeSpan(n, 1))) }, 1)
  const { schemaId } = createLabelSchema(db, {
    name: 'accuracy',
    type: 'feedback',
    input: { type: 'categorical', options: ['a', 'b', 'c'], isMultiple: false },
  })
  const { sessionId } = createSession(db, { name: 'Round', schemaIds: [schemaId], reviewers: ['Ana', 'Ben'] })
  addItems(db, sessionId, traces.map(traceId))
  changeSetup(db, { sessionId, rules: { assignment: 'all', ...rules } })
  const ref = (reviewer: string, n: number) => ({ sessionId, reviewer, traceId: traceId(n) })
  return {
    db,
    sessionId,
    schemaId,
    ref,
    label: (reviewer, n, value) => {
      saveAnswer(db, { ...ref(reviewer, n), schemaId, value })
      submitItem(db, { ...ref(reviewer, n), activeMs: 10 })
    },
  }
}
