/** What judges said to the questions of a session, to be shown beforehand. */
import type { Database } from 'better-sqlite3'
import { findAnswerProblem } from '../../shared/model/label-value.ts'
import type { Suggestion } from '../../shared/model/label-work.ts'
import { listAssessments } from './assessments.ts'
import type { SessionFrame } from './labeling-sessions.ts'
import { readSetup } from './session-rules.ts'

/** The newest fitting verdict of a judge on each question, where the session shows them. */
export function listSuggestions(db: Database, session: SessionFrame, traceId: string): Suggestion[] {
  const { rules } = readSetup(db, session.sessionId)
  if (rules.isBlind || !rules.hasSuggestions) return []
  const verdicts = listAssessments(db, { traceId }).filter(
    ({ source, spanId }) => source.type === 'LLM_JUDGE' && spanId === undefined,
  )
  return session.schemas.flatMap((schema): Suggestion[] => {
    const verdict = verdicts.findLast(
      ({ name, value }) =>
        name === schema.name && value !== undefined && findAnswerProblem(schema.input, value) === undefined,
    )
    if (verdict?.value === undefined) return []
    const { value, rationale, source } = verdict
    return [{ schemaId: schema.schemaId, value, ...(rationale === undefined ? {} : { rationale }), by: source.id }]
  })
}
