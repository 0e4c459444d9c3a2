/**
 * Where a trace was opened from, when that was not the list. It is part of the trace's address (`?from=`), so that
 * "back" and the way to the next trace hold after a reload and for a copied link.
 */
import { currentRoute, navigate, parseRoute, type Route, toHash } from './routes.ts'

/** Screens that lead through traces of their own. */
export type TraceOrigin =
  | { screen: 'evaluations'; runId: string; tab?: string | undefined; query?: string | undefined }
  | { screen: 'labeling'; sessionId: string }
  | { screen: 'validation'; runId: string; scorer: string }
  | { screen: 'label'; sessionId: string }
  | { screen: 'quality'; sessionId: string; tab?: string | undefined }
  | { screen: 'coding'; experimentId: string; sessionId?: string | undefined }

/** The address of a trace that leads back to `origin`. */
export function toTraceFrom(traceId: string, origin: TraceOrigin): Route {
  return { screen: 'trace', traceId, query: new URLSearchParams({ from: toHash(origin).slice(2) }).toString() }
}

/** The screen a trace's address names as its origin; undefined for the list, and for what is no such screen. */
export function findOrigin(route: Route): TraceOrigin | undefined {
  if (route.screen !== 'trace' || route.query === undefined) return undefined
  const from = new URLSearchParams(route.query).get('from')
  if (from === null) return undefined
  const origin = parseRoute(`#/${from}`)
  if (origin.screen === 'evaluations' && origin.runId !== undefined) return { ...origin, runId: origin.runId }
  if (origin.screen === 'labeling' && origin.sessionId !== undefined) return { ...origin, sessionId: origin.sessionId }
  if (origin.screen === 'coding' && origin.experimentId !== undefined) {
    return { ...origin, experimentId: origin.experimentId }
  }
  const isOne = origin.screen === 'label' || origin.screen === 'quality' || origin.screen === 'validation'
  return isOne ? origin : undefined
}

/** Shows another trace, or another span of it, in place of the trace on screen: the way back stays. */
export function navigateWithinTraces(traceId: string, spanId?: string): void {
  const route = currentRoute()
  const query = route.screen === 'trace' ? route.query : undefined
  navigate({ screen: 'trace', traceId, spanId, query }, { replace: true })
}

/** Goes back to where the trace on screen was opened from. */
export function leaveTrace(): void {
  navigate(findOrigin(currentRoute()) ?? { screen: 'traces' })
}
