/** What scorers are given, and what they give. */
import type { Json } from '../../../shared/model/json.ts'

/** One row with what the target made of it. */
export interface ScoredRow {
  inputs: Record<string, Json>
  outputs: Json
  expectations: Record<string, Json>
  durationMs: number | undefined
  inputTokens: number | undefined
  outputTokens: number | undefined
  costUsd: number | undefined
}

/** Either a value, or why there is none. `metadata`: how it came about, kept with the assessment. */
export type Score = { metadata?: Record<string, string> } & (
  | { value: Json; rationale?: string | undefined }
  | { error: { code: ScoreErrorCode; message: string }; value?: undefined }
)

/** `SCORER_ERROR` is MLflow's, for a scorer that failed; the others say that the row lacks what the scorer reads. */
export type ScoreErrorCode = 'SCORER_ERROR' | 'MISSING_EXPECTATION' | 'MISSING_MEASURE' | 'MISSING_SPANS'

export const scoreError = (code: ScoreErrorCode, message: string): Score => ({ error: { code, message } })
