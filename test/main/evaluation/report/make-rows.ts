/** Rows as reports count them, made of what a test says about them. */
import type { ReportedRows, ReportRow } from '../../../../src/main/store/report-rows.ts'
import type { Json } from '../../../../src/shared/model/json.ts'

export interface MadeRow extends Partial<Omit<ReportRow, 'results'>> {
  /** By scorer; an object with `code` is its failure. */
  results?: Record<string, Json | { code: string }>
}

export function makeRow({ results = {}, ...given }: MadeRow, at = 0): ReportRow {
  return {
    rowId: `#${at + 1}`,
    traceId: undefined,
    recordId: undefined,
    inputsHash: `hash ${at}`,
    state: 'scored',
    error: undefined,
    input: `Question ${at}`,
    output: `Answer ${at}`,
    model: undefined,
    split: undefined,
    tags: {},
    codes: [],
    expectations: {},
    results: new Map(
      Object.entries(results).map(([name, value]) => {
        const isError = typeof value === 'object' && value !== null && 'code' in value
        return [
          name,
          {
            value: isError ? undefined : (value as Json),
            error: isError ? { code: String(value.code) } : undefined,
            rationale: undefined,
            sourceType: 'CODE' as const,
            sourceId: 'test',
          },
        ]
      }),
    ),
    durationMs: undefined,
    inputTokens: undefined,
    outputTokens: undefined,
    costUsd: undefined,
    ...given,
  }
}

export const makeRows = (rows: readonly MadeRow[]): ReportRow[] => rows.map(makeRow)

export function makeRun(runId: string, rows: readonly MadeRow[]): ReportedRows {
  return {
    summary: {
      runId,
      experimentId: '0',
      experimentName: 'Default',
      name: runId,
      userId: '',
      status: 'FINISHED',
      startMs: 0,
      lifecycleStage: 'active',
      tags: {},
      params: {},
      metrics: [],
      traceCount: rows.length,
      scorers: [],
    },
    config: undefined,
    dataset: undefined,
    rows: makeRows(rows),
  }
}
