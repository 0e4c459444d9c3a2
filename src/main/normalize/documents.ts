/** Retrieved documents in the shapes of OTel, OpenInference, MLflow / LangChain and vector stores. */
import type { Json } from '../../shared/model/json.ts'
import type { RetrievedDocument } from '../../shared/model/view.ts'
import { countOf, defined, idOf, isObject, type JsonObject, parseLayers, pick, textOf } from './values.ts'

const listKeys = ['documents', 'docs', 'results', 'matches', 'chunks', 'source_documents', 'context', 'hits', 'output']

/** The documents that a value lists, undefined when it does not look like documents. */
export function parseDocuments(value: Json): RetrievedDocument[] | undefined {
  if (isObject(value)) {
    for (const key of listKeys) if (Array.isArray(value[key])) return parseDocuments(value[key])
    const single = parseDocument(value)
    return single === undefined ? undefined : [single]
  }
  if (!Array.isArray(value) || value.length === 0) return undefined
  const documents: RetrievedDocument[] = []
  for (const item of value) {
    const document = parseDocument(item)
    if (document === undefined) return undefined
    documents.push(document)
  }
  return documents
}

const textKeys = ['page_content', 'pageContent', 'content', 'text', 'body', 'document', 'chunk', 'snippet', 'passage']
const idKeys = ['id', 'doc_id', 'document_id', 'documentId', 'chunk_id', 'id_', 'node_id']
const scoreKeys = ['score', 'relevance_score', 'relevanceScore', 'similarity', 'similarity_score', '_score']
const sourceKeys = ['source', 'doc_uri', 'uri', 'url', 'title', 'file_name', 'filename', 'name', 'path']
const lifted = new Set([...textKeys, ...idKeys, ...scoreKeys, 'metadata', 'type', 'source', 'uri', 'url', 'title'])

/** One document; OTel requires only an id, so a document without text is one too. */
export function parseDocument(item: Json): RetrievedDocument | undefined {
  if (typeof item === 'string') return { text: item }
  if (!isObject(item)) return undefined
  const body = unwrapped(item)
  const content = pick(body, ...textKeys)
  const id = idOf(pick(body, ...idKeys))
  const given = metadataOf(body)
  const about = isObject(given) ? given : {}
  const score = firstCount(body, about)
  if (content === undefined && id === undefined) return undefined
  const source = textOf(pick(body, 'source', 'uri', 'url', 'title')) ?? textOf(pick(about, ...sourceKeys))
  const metadata = given ?? rest(body)
  return defined({ id: id ?? idOf(pick(about, ...idKeys)), text: plain(content), score, source, metadata })
}

/** OpenInference's `{document: {...}}`, LangChain's `{kwargs}`, LlamaIndex' `{node: {...}, score}`, `[doc, score]`. */
function unwrapped(item: JsonObject): JsonObject {
  for (const key of ['document', 'node', 'kwargs']) {
    const inner = item[key]
    if (isObject(inner)) {
      const score = item.score ?? inner.score
      return score === undefined ? inner : { ...inner, score }
    }
  }
  return item
}

function firstCount(body: JsonObject, about: JsonObject): number | undefined {
  const value = pick(body, ...scoreKeys) ?? pick(about, ...scoreKeys)
  // Scores may be negative (log probabilities, inner products).
  return typeof value === 'number' && Number.isFinite(value) ? value : countOf(value)
}

function metadataOf(body: JsonObject): Json | undefined {
  const metadata = pick(body, 'metadata', 'meta', 'payload', 'extra_info')
  return typeof metadata === 'string' ? parseLayers(metadata) : metadata
}

/** What the sender wrote beside the known fields. */
function rest(body: JsonObject): JsonObject | undefined {
  const others = Object.entries(body).filter(([key, value]) => !lifted.has(key) && value !== null)
  return others.length === 0 ? undefined : Object.fromEntries(others)
}

function plain(content: Json | undefined): string {
  if (content === undefined) return ''
  if (typeof content === 'string') return content
  if (isObject(content) && typeof content.text === 'string') return content.text
  return JSON.stringify(content)
}
