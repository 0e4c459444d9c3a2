import { expect, test } from 'vitest'
import { parseRoute, toHash } from '../../../src/renderer/app/routes.ts'
import { findOrigin, type TraceOrigin, toTraceFrom } from '../../../src/renderer/app/trace-origin.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

test('the address of a trace keeps the screen it was opened from', () => {
  const origins: TraceOrigin[] = [
    { screen: 'evaluations', runId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1' },
    { screen: 'labeling', sessionId: 'a/b?&=日本' },
    { screen: 'label', sessionId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1' },
    { screen: 'quality', sessionId: '5f0c6e1d2b3a49788897a6b5c4d3e2f1', tab: 'adjudication' },
  ]
  for (const origin of origins) {
    const route = parseRoute(toHash(toTraceFrom(traceId, origin)))
    expect(route).toMatchObject({ screen: 'trace', traceId })
    expect(findOrigin(route)).toEqual(origin)
  }
})

test('a trace of the list, and an address made by hand, lead back to the list', () => {
  for (const query of [
    '',
    '?tab=raw',
    '?from=',
    '?from=evaluations',
    '?from=settings%2Fabout',
    '?from=https%3A%2F%2Fexample.com',
  ])
    expect(findOrigin(parseRoute(`#/trace/${traceId}${query}`))).toBeUndefined()
})
