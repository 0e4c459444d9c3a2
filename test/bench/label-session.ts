/** The session of `npm run bench:label`: many items, one question with a few options. */
import { ingestBodies } from '../../src/main/engine/commands/ingest-otlp.ts'
import { ingestBatch } from '../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../src/main/store/label-schemas.ts'
import { createSession } from '../../src/main/store/labeling-sessions.ts'
import { openReader, openWorkspace } from '../../src/main/store/open-store.ts'
import { addItems } from '../../src/main/store/session-items.ts'
import { changeSetup } from '../../src/main/store/session-rules.ts'
import { writeTransaction } from '../../src/main/store/transaction.ts'
import { makeChat, toOtlpJson, traceIdOf } from '../e2e/make-traces.ts'

const batchTraces = 500
export const benchReviewer = 'Bench'

/** Makes a workspace file with the session in it; its id. */
export function makeBenchSession(path: string, items: number): string {
  const { db, close } = openWorkspace(path, { mode: 'create' })
  try {
    const traces = Array.from({ length: items }, (_, at) =>
      makeChat(
        `bench ${at}`,
        Date.UTC(2026, 4, 12) + at * 1_000,
        `Question ${at}: my chain slips under load on the third sprocket. What should I look at first?`,
        `Answer ${at}: measure how far the chain has stretched; above 0.75 % it is due. **Then** look at the teeth.\n\n`.repeat(
          6,
        ),
      ),
    )
    for (let from = 0; from < items; from += batchTraces) {
      const body = Buffer.from(toOtlpJson(traces.slice(from, from + batchTraces)))
      ingestBodies([{ signal: 'traces', encoding: 'json', body }], (batch) => ingestBatch(db, batch, Date.now()))
    }
    const { schemaId } = createLabelSchema(db, {
      name: 'accuracy',
      type: 'feedback',
      title: 'Is the answer accurate?',
      isRequired: true,
      input: { type: 'categorical', options: ['Accurate', 'Partly accurate', 'Inaccurate'], isMultiple: false },
    })
    const { sessionId } = createSession(db, {
      name: 'bench',
      schemaIds: [schemaId],
      reviewers: [benchReviewer],
    })
    writeTransaction(db, () => {
      addItems(
        db,
        sessionId,
        traces.map(({ key }) => traceIdOf(key)),
      )
      changeSetup(db, { sessionId, rules: { assignment: 'all' } })
    })
    return sessionId
  } finally {
    close()
  }
}

/** Answers that are in the file, read from beside the running app. */
export function countAnswers(path: string): number {
  const db = openReader(path)
  try {
    return db
      .prepare(
        "SELECT count(*) FROM session_answers a JOIN session_work w USING (run_pk, reviewer, trace_pk) WHERE a.value IS NOT NULL AND w.state = 'complete'",
      )
      .pluck()
      .get() as number
  } finally {
    db.close()
  }
}
