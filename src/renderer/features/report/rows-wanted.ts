/** Which rows of an evaluation a figure counts. Pure. */
import type { Verdict } from '../../../shared/model/verdict.ts'

export type RowsWanted =
  | { kind: 'verdict'; scorerName: string; verdict: Verdict }
  | { kind: 'value'; scorerName: string; value: string }
  | { kind: 'range'; scorerName: string; from: number; to: number; hasUpperEnd: boolean }
  | { kind: 'error'; scorerName: string }
  | { kind: 'missing'; scorerName: string }
  /** Rows of a part, by their traces. */
  | { kind: 'slice'; label: string; traceIds: readonly string[] }
