/**
 * Texts of a span that filters look into, in the form in which MLflow's store has them: its spans are Python's JSON of
 * the dictionary form, with attribute values as JSON texts. Ids and times are left out; a search for words would
 * find them by chance.
 */
import type { Json } from '../../../../shared/model/json.ts'
import type { KeyValue, OtlpEvent } from '../../../../shared/model/otlp.ts'
import { toMlflowAttributes, toPlain } from '../../../formats/mlflow-extras.ts'

/** Words that are in every content, so that they tell nothing about what was sent. */
export const contentFrame = '{"name": "events": [{"name": "attributes": {"status": {"code": "message": "'

/** The content of a span row and its payload (columns as stored). */
export function contentText(name: string, attributes: string, events: string | null, statusMessage: string): string {
  const list = events === null ? [] : (JSON.parse(events) as OtlpEvent[])
  return toPythonJson({
    name,
    events: list.map((event) => ({ name: event.name, attributes: toMap(event.attributes) })),
    status: { message: statusMessage },
    attributes: toMap(JSON.parse(attributes) as KeyValue[]),
  })
}

function toMap(attributes: readonly KeyValue[]): Record<string, string> {
  return toMlflowAttributes(attributes).attributes
}

/**
 * Value of an attribute as text: a string is the text itself (whether it came plain or, as MLflow sends it, as JSON),
 * anything else its JSON. Null without the attribute.
 */
export function attributeText(attributes: string, key: string): string | null {
  if (!attributes.includes(JSON.stringify(key))) return null
  const found = (JSON.parse(attributes) as KeyValue[]).findLast((attribute) => attribute.key === key)
  if (found === undefined) return null
  const plain = toPlain(found.value)
  if (typeof plain !== 'string') return toPythonJson(plain)
  if (!plain.startsWith('"')) return plain
  try {
    const inner: unknown = JSON.parse(plain)
    return typeof inner === 'string' ? inner : plain
  } catch {
    return plain
  }
}

/** JSON as Python's `json.dumps` writes it with `ensure_ascii=False`: a space behind commas and colons. */
export function toPythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(toPythonJson).join(', ')}]`
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}: ${toPythonJson(inner)}`)
      .join(', ')}}`
  }
  return JSON.stringify(value)
}
