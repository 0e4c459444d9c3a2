import type { Database } from 'better-sqlite3'
import { preparedRaw } from './statements.ts'

/** Spans that a trace's previews were taken from; absent where the source stated the preview itself. */
export interface TextSpans {
  inputSpanId: string | undefined
  outputSpanId: string | undefined
}

export function findTextSpans(db: Database, traceId: string): TextSpans {
  const sql = `SELECT x.input_span_id, x.output_span_id FROM trace_texts x JOIN traces t ON t.trace_pk = x.trace_pk
    WHERE t.trace_id = ?`
  const row = preparedRaw(db, sql).get(traceId) as [string | null, string | null] | undefined
  return { inputSpanId: row?.[0] ?? undefined, outputSpanId: row?.[1] ?? undefined }
}
