/** Makes a workspace file with traces and a labeling session over them, as it would be after a while of work. */
import { ingestBodies } from '../../src/main/engine/commands/ingest-otlp.ts'
import { createAssessment } from '../../src/main/store/assessments.ts'
import { ingestBatch } from '../../src/main/store/ingest.ts'
import { createLabelSchema } from '../../src/main/store/label-schemas.ts'
import { createSession } from '../../src/main/store/labeling-sessions.ts'
import { openWorkspace } from '../../src/main/store/open-store.ts'
import { addItems } from '../../src/main/store/session-items.ts'
import { changeSetup, type SetupChange } from '../../src/main/store/session-rules.ts'
import type { NewAssessment } from '../../src/shared/model/assessment.ts'
import type { NewLabelSchema } from '../../src/shared/model/labeling.ts'
import { type MadeTrace, toOtlpJson, traceIdOf } from './make-traces.ts'

export interface MadeSession {
  name: string
  traces: readonly MadeTrace[]
  /** A condition names the question before it that decides, as there are no ids yet. */
  schemas: readonly NewLabelSchema[]
  reviewers?: string[]
  setup?: Omit<SetupChange, 'sessionId'>
  /** What judges said. */
  assessments?: readonly NewAssessment[]
}

/** Answers the id of the session. */
export function makeSession(workspace: string, made: MadeSession): string {
  const { db, close } = openWorkspace(workspace, { mode: 'create' })
  try {
    const body = Buffer.from(toOtlpJson(made.traces))
    ingestBodies([{ signal: 'traces', encoding: 'json', body }], (batch) => ingestBatch(db, batch, Date.now()))
    const idByName = new Map<string, string>()
    const schemaIds = made.schemas.map(({ askIf, ...schema }) => {
      const decider = askIf === undefined ? undefined : idByName.get(askIf.schemaId)
      const asked = askIf === undefined || decider === undefined ? {} : { askIf: { ...askIf, schemaId: decider } }
      const { schemaId } = createLabelSchema(db, { ...schema, ...asked })
      idByName.set(schema.name, schemaId)
      return schemaId
    })
    const { sessionId } = createSession(db, { name: made.name, schemaIds, reviewers: made.reviewers ?? [] })
    addItems(
      db,
      sessionId,
      made.traces.map(({ key }) => traceIdOf(key)),
    )
    for (const assessment of made.assessments ?? []) createAssessment(db, assessment, Date.now())
    changeSetup(db, { sessionId, ...made.setup })
    return sessionId
  } finally {
    close()
  }
}
