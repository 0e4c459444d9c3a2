/** Resources and scopes: stored once each, found by object identity first and by content after. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { OtlpResource, OtlpScope } from '../../shared/model/otlp.ts'
import { whole } from './span-rows.ts'
import { prepared, preparedPluck } from './statements.ts'

/** Contents remembered per connection; a sender has a handful. */
const maxRemembered = 2_000

interface Remembered {
  resources: Map<string, number>
  scopes: Map<string, number>
}

const byConnection = new WeakMap<Database, Remembered>()

/** Ids of the resources and scopes of one batch. Make one per transaction: a rollback takes new rows back. */
export interface Dictionary {
  resourceId(resource: OtlpResource): number
  scopeId(scope: OtlpScope): number
  /** Keeps what was found for the next batch; call after the commit. */
  remember(): void
}

export function openDictionary(db: Database): Dictionary {
  const known = byConnection.get(db) ?? { resources: new Map(), scopes: new Map() }
  byConnection.set(db, known)
  const resources = new Map<OtlpResource, number>()
  const scopes = new Map<OtlpScope, number>()
  const newResources = new Map<string, number>()
  const newScopes = new Map<string, number>()
  return {
    resourceId(resource) {
      let id = resources.get(resource)
      if (id === undefined) {
        const content = JSON.stringify([
          resource.attributes,
          resource.droppedAttributesCount,
          resource.entityRefs,
          resource.schemaUrl,
        ])
        id = known.resources.get(content) ?? newResources.get(content)
        if (id === undefined) {
          id = storeResource(db, resource, content)
          newResources.set(content, id)
        }
        resources.set(resource, id)
      }
      return id
    },
    scopeId(scope) {
      let id = scopes.get(scope)
      if (id === undefined) {
        const content = JSON.stringify([
          scope.name,
          scope.version,
          scope.attributes,
          scope.droppedAttributesCount,
          scope.schemaUrl,
        ])
        id = known.scopes.get(content) ?? newScopes.get(content)
        if (id === undefined) {
          id = storeScope(db, scope, content)
          newScopes.set(content, id)
        }
        scopes.set(scope, id)
      }
      return id
    },
    remember() {
      if (known.resources.size + newResources.size > maxRemembered) known.resources.clear()
      if (known.scopes.size + newScopes.size > maxRemembered) known.scopes.clear()
      for (const [content, id] of newResources) known.resources.set(content, id)
      for (const [content, id] of newScopes) known.scopes.set(content, id)
    },
  }
}

/** The `service.name` of a stored resource. */
export function findServiceName(db: Database, resourceId: number): string | undefined {
  const sql = 'SELECT service_name FROM resources WHERE resource_id = ?'
  return (preparedPluck(db, sql).get(resourceId) as string | null | undefined) ?? undefined
}

const hashOf = (content: string): Buffer => createHash('sha256').update(content).digest().subarray(0, 16)

function storeResource(db: Database, resource: OtlpResource, content: string): number {
  const hash = hashOf(content)
  const found = preparedPluck(db, 'SELECT resource_id FROM resources WHERE hash = ?').get(hash)
  if (typeof found === 'number') return found
  const name = resource.attributes.find((attribute) => attribute.key === 'service.name')?.value
  const serviceName = name !== undefined && 'stringValue' in name ? name.stringValue : ''
  const sql = `INSERT INTO resources (hash, attributes, dropped_attributes, entity_refs, schema_url, service_name)
    VALUES (?, ?, ?, ?, ?, ?)`
  const result = prepared(db, sql).run(
    hash,
    JSON.stringify(resource.attributes),
    whole(resource.droppedAttributesCount),
    JSON.stringify(resource.entityRefs),
    resource.schemaUrl,
    serviceName === '' ? null : serviceName,
  )
  return Number(result.lastInsertRowid)
}

function storeScope(db: Database, scope: OtlpScope, content: string): number {
  const hash = hashOf(content)
  const found = preparedPluck(db, 'SELECT scope_id FROM scopes WHERE hash = ?').get(hash)
  if (typeof found === 'number') return found
  const sql = `INSERT INTO scopes (hash, name, version, attributes, dropped_attributes, schema_url)
    VALUES (?, ?, ?, ?, ?, ?)`
  const result = prepared(db, sql).run(
    hash,
    scope.name,
    scope.version,
    JSON.stringify(scope.attributes),
    whole(scope.droppedAttributesCount),
    scope.schemaUrl,
  )
  return Number(result.lastInsertRowid)
}
