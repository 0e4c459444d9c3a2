import { expect, test } from 'vitest'
import { parseRoute, type Route, toHash } from '../../../src/renderer/app/routes.ts'

test('every route survives being an address', () => {
  const routes: Route[] = [
    { screen: 'traces' },
    { screen: 'traces', query: 'q=%E5%A4%A9%E6%B0%97&view=v1' },
    { screen: 'trace', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
    { screen: 'trace', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', query: 'tab=raw' },
    { screen: 'session', sessionId: 'user 7/対話?#1' },
    { screen: 'labeling' },
    { screen: 'labeling', sessionId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1' },
    { screen: 'label', sessionId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1' },
    { screen: 'quality', sessionId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1' },
    { screen: 'quality', sessionId: 'a/b?', tab: 'disagreements' },
    { screen: 'schemas' },
    { screen: 'datasets' },
    { screen: 'datasets', datasetId: 'd-5f0c6e1d2b3a49788897a6b5c4d3e2f1' },
    { screen: 'evaluations' },
    { screen: 'evaluations', runId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1' },
    { screen: 'evaluations', runId: '5f0c', tab: 'report' },
    { screen: 'evaluations', runId: '5f0c', tab: 'compare', query: 'with=a1,b2' },
    { screen: 'evaluate' },
    { screen: 'judges' },
    { screen: 'judges', judgeId: 'builtin:safety' },
    { screen: 'judges', judgeId: 'new', tab: 'safety' },
    { screen: 'connect' },
    { screen: 'connect', section: 'mlflow' },
    { screen: 'settings' },
    { screen: 'settings', section: 'about' },
  ]
  for (const route of routes) expect(parseRoute(toHash(route))).toEqual(route)
})

test('no address at all is the list of traces', () => {
  expect(parseRoute('')).toEqual({ screen: 'traces' })
  expect(parseRoute('#')).toEqual({ screen: 'traces' })
  expect(parseRoute('#/')).toEqual({ screen: 'traces' })
})

test('an address that leads nowhere says so instead of throwing', () => {
  expect(parseRoute('#/label')).toEqual({ screen: 'unknown', path: 'label' })
  expect(parseRoute('#/trace')).toEqual({ screen: 'unknown', path: 'trace' })
  expect(parseRoute('#/session/%E0%A4%A')).toEqual({ screen: 'unknown', path: 'session/%E0%A4%A' })
})
