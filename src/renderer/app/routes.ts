/**
 * The addresses of Assay's screens, as hash routes so that they work under `app://` and in a browser alike:
 * `#/traces`, `#/trace/<traceId>/<spanId?>`, `#/session/<sessionId>`, `#/labeling/<sessionId?>`, `#/label/<sessionId>`, `#/quality/<sessionId>/<tab?>`,
 * `#/coding/<experimentId?>/<sessionId?>`, `#/schemas`,
 * `#/datasets/<datasetId?>/<tab?>`, `#/evaluations/<runId?>/<tab?>`, `#/validation/<runId>/<scorer>`,
 * `#/evaluate`, `#/judges/<judgeId?>/<tab?>`,
 * `#/connect/<section?>`, `#/settings/<section?>`.
 * Anything after `?` belongs to the screen (`route.query`).
 */
import { useSyncExternalStore } from 'react'

export type Route =
  | { screen: 'traces'; query?: string | undefined }
  | { screen: 'trace'; traceId: string; spanId?: string | undefined; query?: string | undefined }
  | { screen: 'session'; sessionId: string; query?: string | undefined }
  | { screen: 'labeling'; sessionId?: string | undefined }
  | { screen: 'label'; sessionId: string }
  | { screen: 'quality'; sessionId: string; tab?: string | undefined }
  | { screen: 'coding'; experimentId?: string | undefined; sessionId?: string | undefined }
  | { screen: 'schemas' }
  | { screen: 'datasets'; datasetId?: string | undefined; tab?: string | undefined }
  | { screen: 'evaluations'; runId?: string | undefined; tab?: string | undefined; query?: string | undefined }
  | { screen: 'validation'; runId: string; scorer: string }
  | { screen: 'evaluate' }
  /** The id of a judge, of a built-in one after `builtin:`, or `new`: then `tab` is what it is copied from. */
  | { screen: 'judges'; judgeId?: string | undefined; tab?: string | undefined }
  | { screen: 'connect'; section?: string | undefined }
  | { screen: 'settings'; section?: string | undefined }
  | { screen: 'unknown'; path: string }
export type Screen = Route['screen']

/** Reads a location hash; a bad or unknown one is `unknown`, an empty one the traces. */
export function parseRoute(hash: string): Route {
  const [path = '', query] = splitOnce(hash.replace(/^#\/?/, ''), '?')
  const parts: string[] = []
  for (const part of path.split('/')) {
    const decoded = decode(part)
    if (decoded === undefined) return { screen: 'unknown', path }
    parts.push(decoded)
  }
  const [screen, first, second] = parts
  const withQuery = query === undefined ? {} : { query }
  if (screen === '' || screen === undefined || screen === 'traces') return { screen: 'traces', ...withQuery }
  if (screen === 'trace' && first)
    return { screen, traceId: first, ...(second ? { spanId: second } : {}), ...withQuery }
  if (screen === 'session' && first) return { screen, sessionId: first, ...withQuery }
  if (screen === 'labeling') return { screen, ...(first ? { sessionId: first } : {}) }
  if (screen === 'label' && first) return { screen, sessionId: first }
  if (screen === 'quality' && first) return { screen, sessionId: first, ...(second ? { tab: second } : {}) }
  if (screen === 'coding') {
    return { screen, ...(first ? { experimentId: first } : {}), ...(first && second ? { sessionId: second } : {}) }
  }
  if (screen === 'datasets') {
    return { screen, ...(first ? { datasetId: first } : {}), ...(first && second ? { tab: second } : {}) }
  }
  if (screen === 'evaluations') {
    if (!first) return { screen }
    return { screen, runId: first, ...(second ? { tab: second, ...withQuery } : {}) }
  }
  if (screen === 'validation' && first && second) return { screen, runId: first, scorer: second }
  if (screen === 'judges') {
    return { screen, ...(first ? { judgeId: first } : {}), ...(first && second ? { tab: second } : {}) }
  }
  if (screen === 'schemas' || screen === 'evaluate') return { screen }
  if (screen === 'connect' || screen === 'settings') return { screen, ...(first ? { section: first } : {}) }
  return { screen: 'unknown', path }
}

/** The hash of a route, with its `#`. */
export function toHash(route: Route): string {
  const query = 'query' in route && route.query ? `?${route.query}` : ''
  switch (route.screen) {
    case 'trace': {
      const span = route.spanId === undefined ? '' : `/${encodeURIComponent(route.spanId)}`
      return `#/trace/${encodeURIComponent(route.traceId)}${span}${query}`
    }
    case 'session':
      return `#/session/${encodeURIComponent(route.sessionId)}${query}`
    case 'labeling':
      return withId('labeling', route.sessionId)
    case 'label':
      return withId('label', route.sessionId)
    case 'quality': {
      const tab = route.tab === undefined ? '' : `/${encodeURIComponent(route.tab)}`
      return `${withId('quality', route.sessionId)}${tab}`
    }
    case 'coding': {
      const session = route.sessionId === undefined ? '' : `/${encodeURIComponent(route.sessionId)}`
      return `${withId('coding', route.experimentId)}${route.experimentId === undefined ? '' : session}`
    }
    case 'datasets': {
      const tab = route.tab === undefined ? '' : `/${encodeURIComponent(route.tab)}`
      return `${withId('datasets', route.datasetId)}${route.datasetId === undefined ? '' : tab}`
    }
    case 'evaluations':
      return `${withId('evaluations', route.runId)}${route.tab === undefined ? '' : `/${encodeURIComponent(route.tab)}${query}`}`
    case 'validation':
      return `${withId('validation', route.runId)}/${encodeURIComponent(route.scorer)}`
    case 'judges': {
      const tab = route.tab === undefined ? '' : `/${encodeURIComponent(route.tab)}`
      return `${withId('judges', route.judgeId)}${route.judgeId === undefined ? '' : tab}`
    }
    case 'connect':
    case 'settings':
      return withId(route.screen, route.section)
    case 'unknown':
      return `#/${route.path}`
    default:
      return `#/${route.screen}${query}`
  }
}

function withId(screen: string, id: string | undefined): string {
  return id === undefined ? `#/${screen}` : `#/${screen}/${encodeURIComponent(id)}`
}

/** Shows a screen. `replace` leaves no entry to go back to: for changes within a screen. */
export function navigate(route: Route, options: { replace?: boolean } = {}): void {
  const hash = toHash(route)
  if (hash === window.location.hash) return
  if (options.replace === true) {
    window.history.replaceState(window.history.state, '', hash)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else {
    window.location.hash = hash
  }
}

let parsed: { hash: string; route: Route } | undefined

/** The route shown now; the same object until the address changes. */
export function currentRoute(): Route {
  const hash = window.location.hash
  if (parsed?.hash !== hash) parsed = { hash, route: parseRoute(hash) }
  return parsed.route
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

/** The route shown now, followed. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute)
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator)
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)]
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
