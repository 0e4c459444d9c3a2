/** Labels of reviewers in a session that `makeSession` made, as if each had worked through it. */
import { annotateItem, saveAnswer, submitItem } from '../../src/main/store/label-work.ts'
import { getSession } from '../../src/main/store/labeling-sessions.ts'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import { writeTransaction } from '../../src/main/store/transaction.ts'
import type { Json } from '../../src/shared/model/json.ts'
import { traceIdOf } from './make-traces.ts'

export interface MadeLabel {
  /** `key` of the trace. */
  trace: string
  reviewer: string
  /** By the name of the question. */
  answers: Record<string, Json>
  rationale?: string
  activeMs?: number
}

/** Each label is one reviewer's submitted item. */
export function makeLabels(workspace: string, sessionId: string, labels: readonly MadeLabel[]): void {
  const { db, close } = openWorkspace(workspace, { mode: 'open' })
  try {
    const { schemas } = getSession(db, sessionId)
    // In one transaction: nobody waits for the disk after each of hundreds.
    writeTransaction(db, () => {
      for (const { trace, reviewer, answers, rationale, activeMs = 20_000 } of labels) {
        const work = { sessionId, reviewer, traceId: traceIdOf(trace) }
        for (const [name, value] of Object.entries(answers)) {
          const schema = schemas.find((each) => each.name === name)
          if (schema === undefined) throw new Error(`The session does not ask ${name}.`)
          saveAnswer(db, {
            ...work,
            schemaId: schema.schemaId,
            value,
            ...(rationale === undefined ? {} : { rationale }),
          })
        }
        annotateItem(db, { ...work, activeMs })
        submitItem(db, { ...work, activeMs: 0 })
      }
    })
  } finally {
    close()
  }
}
