import { expect, it } from 'vitest'
import { createPathTable } from '../../../../src/main/receive/mlflow/path-table.ts'
import type { Method, Route } from '../../../../src/main/receive/mlflow/route.ts'
import { routes } from '../../../../src/main/receive/mlflow/routes.ts'

function makeRoute(methods: Method[], path: string, versions: string[] = []): Route {
  return { methods, path, versions, hasRawBody: false, handle: () => ({}) }
}

const search = makeRoute(['POST'], '/t/search')
const one = makeRoute(['GET', 'DELETE'], '/t/{id}')
const tag = makeRoute(['PATCH'], '/t/{trace_id}/tags/{key}')
const files = makeRoute(['GET', 'PUT'], '/files/{*path}')
const versioned = makeRoute(['GET'], '/x', ['2.0', '3.0'])
const table = createPathTable([search, one, tag, files, versioned])

it('finds fixed paths before parameters, as far as the method fits', () => {
  expect(table('POST', '/t/search')).toEqual({ route: search, parameters: {} })
  expect(table('GET', '/t/search')).toEqual({ route: one, parameters: { id: 'search' } })
  expect(table('DELETE', '/t/5')).toEqual({ route: one, parameters: { id: '5' } })
  expect(table('PATCH', '/t/5/tags/a')).toEqual({ route: tag, parameters: { trace_id: '5', key: 'a' } })
})

it('decodes segments one by one, so that an escaped slash stays in its segment', () => {
  expect(table('PATCH', '/t/a%2Fb/tags/mlflow.trace%20x')).toMatchObject({
    parameters: { trace_id: 'a/b', key: 'mlflow.trace x' },
  })
  expect(table('GET', '/t/%zz')).toEqual({ route: undefined, allowed: [] })
})

it('gives the rest of a path as one text', () => {
  expect(table('PUT', '/files/0/traces/tr-1/traces.json')).toEqual({
    route: files,
    parameters: { path: '0/traces/tr-1/traces.json' },
  })
  expect(table('GET', '/files')).toEqual({ route: undefined, allowed: [] })
})

it('serves every version below both roots and nowhere else', () => {
  for (const path of ['/api/2.0/x', '/api/3.0/x', '/ajax-api/2.0/x', '/ajax-api/3.0/x']) {
    expect(table('GET', path)).toMatchObject({ route: versioned })
  }
  for (const path of ['/x', '/api/x', '/api/1.0/x', '/api/2.0/x/']) {
    expect(table('GET', path)).toEqual({ route: undefined, allowed: [] })
  }
})

it('says what a path takes instead', () => {
  expect(table('PUT', '/t/search')).toEqual({ route: undefined, allowed: ['DELETE', 'GET', 'POST'] })
  expect(table(undefined, '/api/2.0/x')).toEqual({ route: undefined, allowed: ['GET'] })
})

it('refuses two routes at one place', () => {
  expect(() => createPathTable([one, makeRoute(['GET'], '/t/{other}')])).toThrow('two routes for GET /t/{other}')
})

it('has every route of the API at a place of its own', () => {
  expect(() => createPathTable(routes)).not.toThrow()
})
