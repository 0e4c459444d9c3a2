/**
 * How much two trace filters have to do with each other: normalised pointwise mutual information of the counts.
 * Facts (`trace_correlation.py` of MLflow 3.17): undefined where a filter finds nothing, -1 where they never meet;
 * the smoothed value adds one half to each of the four counts.
 */
import type { Database } from 'better-sqlite3'
import { findTracePks } from './trace-search.ts'

export interface CorrelationInput {
  experimentIds: readonly string[]
  filter1: string
  filter2: string
  /** Narrows both, and what they are counted among. */
  baseFilter?: string | undefined
}

export interface Correlation {
  /** NaN where it is undefined. */
  npmi: number
  npmiSmoothed: number
  filter1Count: number
  filter2Count: number
  jointCount: number
  totalCount: number
}

/** Throws INVALID_PARAMETER_VALUE for a filter that is wrong. */
export function correlateFilters(db: Database, input: CorrelationInput): Correlation {
  const { experimentIds, baseFilter } = input
  const find = (filter: string | undefined) => findTracePks(db, experimentIds, filter)
  const first = new Set(find(andBase(baseFilter, input.filter1)))
  const second = find(andBase(baseFilter, input.filter2))
  const counts = {
    filter1Count: first.size,
    filter2Count: second.length,
    jointCount: second.filter((tracePk) => first.has(tracePk)).length,
    totalCount: find(baseFilter).length,
  }
  return { ...counts, npmi: npmiOf(counts), npmiSmoothed: smoothedNpmiOf(counts) }
}

function andBase(base: string | undefined, filter: string): string {
  if (base === undefined || base.trim() === '') return filter
  return filter.trim() === '' ? base : `${base} AND ${filter}`
}

type Counts = Pick<Correlation, 'filter1Count' | 'filter2Count' | 'jointCount' | 'totalCount'>

function npmiOf(counts: Counts): number {
  if (counts.filter1Count === 0 || counts.filter2Count === 0) return Number.NaN
  return counts.jointCount === 0 ? -1 : npmi(counts, 0)
}

function smoothedNpmiOf(counts: Counts): number {
  if (counts.filter1Count === 0 || counts.filter2Count === 0) return Number.NaN
  return npmi(counts, 0.5)
}

function npmi({ filter1Count, filter2Count, jointCount, totalCount }: Counts, smoothing: number): number {
  const isAlways = filter1Count === totalCount && filter2Count === totalCount
  if (isAlways) return 1
  const joint = jointCount + smoothing
  const total = totalCount + 4 * smoothing
  const information = Math.log((joint / (filter1Count + 2 * smoothing)) * (total / (filter2Count + 2 * smoothing)))
  return Math.max(-1, Math.min(1, information / -Math.log(joint / total)))
}
