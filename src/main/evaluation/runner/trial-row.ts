/** One row for a judge to be tried on, with everything that judges look at. */
import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/model/json.ts'
import type { JudgeTrialRow } from '../../../shared/model/judge.ts'
import { readSourceRecord } from '../../store/evaluation-source.ts'
import { getTrace, listSession } from '../../store/trace-read.ts'
import { type JudgeTrace, readJudgeConversation, readJudgeTrace, toConversation } from './judge-content.ts'
import { findTrace } from './plan-rows.ts'
import { readTraceContent } from './trace-content.ts'

export interface TrialRow {
  inputs: Record<string, Json>
  outputs: Json | undefined
  expectations: Record<string, Json>
  trace: JudgeTrace
  conversation: Json[]
}

/** Turns of a conversation that a judge is tried on. */
const mostTurns = 200

/** Throws NOT_FOUND (trace, dataset, record; also a record of a sealed split). */
export function readTrialRow(db: Database, row: JudgeTrialRow): TrialRow {
  if (row.kind === 'trace') {
    const { inputs, outputs, expectations } = readTraceContent(db, row.traceId)
    return { inputs, outputs, expectations, ...readAround(db, row.traceId) }
  }
  const record = readSourceRecord(db, row)
  const { inputs, expectations } = record
  const traceId = findTrace(db, record.sourceTraceId)
  if (traceId === undefined) {
    const { outputs } = record
    const trace = { spans: [], types: [] }
    return { inputs, outputs, expectations, trace, conversation: toConversation(inputs, outputs) }
  }
  const outputs = record.outputs ?? readTraceContent(db, traceId).outputs
  return { inputs, outputs, expectations, ...readAround(db, traceId) }
}

/** The spans of the trace, and the conversation that it is part of. */
function readAround(db: Database, traceId: string): Pick<TrialRow, 'trace' | 'conversation'> {
  const { sessionId } = getTrace(db, traceId)
  const turns = sessionId === undefined ? [] : listSession(db, sessionId, mostTurns).rows.map((row) => row.traceId)
  const { messages } = readJudgeConversation(db, turns.length === 0 ? [traceId] : turns)
  return { trace: readJudgeTrace(db, traceId), conversation: messages }
}
