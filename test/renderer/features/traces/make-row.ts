import type { TraceRow } from '../../../../src/shared/model/trace.ts'

export function makeRow(traceId: string, change: Partial<TraceRow> = {}): TraceRow {
  return {
    traceId,
    experimentId: '0',
    name: `call ${traceId}`,
    state: 'OK',
    startUs: 1_760_000_000_000_000,
    durationUs: 1_000,
    spanCount: 1,
    errorCount: 0,
    tags: {},
    assessments: {},
    ...change,
  }
}
