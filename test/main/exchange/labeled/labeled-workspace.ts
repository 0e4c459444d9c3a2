/** Conversations in a session, labelled by two reviewers, and exports of them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { previewLabeledExport } from '../../../../src/main/exchange/labeled/preview-export.ts'
import { runLabeledExport } from '../../../../src/main/exchange/labeled/run-labeled-export.ts'
import { createRedactor } from '../../../../src/main/labeling/redact.ts'
import { redactAnswer } from '../../../../src/main/labeling/redact-answers.ts'
import { viewContent } from '../../../../src/main/normalize/view.ts'
import { createLabelSchema } from '../../../../src/main/store/label-schemas.ts'
import { saveAnswer, submitItem } from '../../../../src/main/store/label-work.ts'
import { createSession } from '../../../../src/main/store/labeling-sessions.ts'
import { openReader } from '../../../../src/main/store/open-store.ts'
import { addItems } from '../../../../src/main/store/session-items.ts'
import { changeSetup } from '../../../../src/main/store/session-rules.ts'
import { settleLabels } from '../../../../src/main/store/settled-labels.ts'
import { noRedaction } from '../../../../src/shared/model/handover.ts'
import type { Json } from '../../../../src/shared/model/json.ts'
import type { LabeledExport, LabeledExportReport, LabeledPreview } from '../../../../src/shared/model/labeled-export.ts'
import { makeWorkspace, type TestWorkspace } from '../make-workspace.ts'

export interface Labeled extends TestWorkspace {
  sessionId: string
  /** In the order of their times. */
  traceIds: string[]
  label(reviewer: string, place: number, answers: Record<string, Json>, rationale?: string): void
  settle(place: number, name: string, value: Json): void
  preview(change: Partial<LabeledExport>, nowMs?: () => number): LabeledPreview
  run(
    change: Partial<LabeledExport>,
    name?: string,
    more?: { signal?: AbortSignal; onProgress?: (done: number) => void },
  ): { bytes: Buffer; text: string; report: LabeledExportReport; path: string }
}

export interface Turn {
  question: string
  /** A text, or two to choose between. */
  answer: Json
}

export const turns: readonly Turn[] = [
  { question: '何ですか', answer: '本です' },
  { question: 'Where is Ann?', answer: 'Write to ann@example.com' },
  { question: 'Which one?', answer: { a: 'the red one', b: 'the blue one' } },
  { question: '=SUM(A1)', answer: 'no "idea",\nreally' },
]

/** `correct`, `expected_response`, `better` and `score` are asked of Ana and Ben about each turn. */
export async function makeLabeled(given: readonly Turn[] = turns): Promise<Labeled> {
  const workspace = makeWorkspace()
  const { db } = workspace
  // The latest first: the order of arrival is not that of the export.
  const lines = given.map((turn, at) => JSON.stringify({ ...turn, time: `2026-01-02T03:04:0${at}Z` })).reverse()
  await workspace.importBytes(lines.join('\n'))
  const traceIds = db.prepare('SELECT trace_id FROM traces ORDER BY start_us').pluck().all() as string[]
  const schemas = [
    createLabelSchema(db, {
      name: 'correct',
      type: 'feedback',
      input: { type: 'passFail', positiveLabel: 'Yes', negativeLabel: 'No' },
      enableComment: true,
    }),
    createLabelSchema(db, { name: 'expected_response', type: 'expectation', input: { type: 'text' } }),
    createLabelSchema(db, { name: 'better', type: 'feedback', input: { type: 'pairwise', hasBothBad: true } }),
    createLabelSchema(db, { name: 'score', type: 'feedback', input: { type: 'rating', max: 5 } }),
  ]
  const schemaIds = schemas.map(({ schemaId }) => schemaId)
  const idOf = (name: string) => schemas.find((schema) => schema.name === name)?.schemaId as string
  const { sessionId } = createSession(db, { name: 'Round', schemaIds, reviewers: ['Ana', 'ben@example.com'] })
  addItems(db, sessionId, traceIds)
  changeSetup(db, { sessionId, rules: { assignment: 'all' } })
  let nowMs = 1_800_000_000_000
  const toRequest = (change: Partial<LabeledExport>): LabeledExport => ({
    source: { kind: 'session', sessionId },
    format: 'jsonl',
    shape: 'trace',
    where: [],
    corrections: 'expected_response',
    redaction: noRedaction,
    hidesReviewers: false,
    ...change,
  })
  const toOptions = (reader: Database, request: LabeledExport) => {
    const redactor = createRedactor(request.redaction)
    return {
      db: reader,
      request,
      redactor: { ...redactor, answer: (value: Json) => redactAnswer(value, redactor) },
      view: viewContent,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    }
  }
  return {
    ...workspace,
    sessionId,
    traceIds,
    label(reviewer, place, answers, rationale) {
      const ref = { sessionId, reviewer, traceId: traceIds[place] as string }
      for (const [name, value] of Object.entries(answers)) {
        const because = name === 'correct' && rationale !== undefined ? { rationale } : {}
        saveAnswer(db, { ...ref, schemaId: idOf(name), value, ...because }, nowMs)
      }
      submitItem(db, { ...ref, activeMs: 10 }, nowMs++)
    },
    settle(place, name, value) {
      const traceId = traceIds[place] as string
      settleLabels(db, { sessionId, traceId, schemaId: idOf(name), value, settledBy: 'Cleo' }, nowMs++)
    },
    preview(change, now = Date.now) {
      const reader = openReader(workspace.path)
      try {
        return previewLabeledExport({ ...toOptions(reader, toRequest(change)), examples: [], nowMs: now })
      } finally {
        reader.close()
      }
    },
    run(change, name = 'export', more = {}) {
      const path = join(workspace.folder, name)
      const reader = openReader(workspace.path)
      try {
        const request = toRequest(change)
        const { report } = runLabeledExport({ ...toOptions(reader, request), path, appVersion: '1.2.3', ...more })
        const bytes = request.format === 'huggingface' ? Buffer.alloc(0) : readFileSync(path)
        return { bytes, text: bytes.toString(), report, path }
      } finally {
        reader.close()
      }
    },
  }
}

export function parseLines(text: string): Record<string, Json>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Json>)
}
