/** Tool definitions offered to a model: OpenAI (nested and flat), Anthropic, Gemini, AI SDK, OpenInference, MCP. */
import type { Json } from '../../shared/model/json.ts'
import type { ToolDefinition } from '../../shared/model/view.ts'
import { defined, isObject, type JsonObject, parseLayers, pick, textOf } from './values.ts'

/** The definitions that a value holds; entries that are none are left out. */
export function parseTools(value: Json): ToolDefinition[] {
  if (typeof value === 'string') {
    const parsed = parseLayers(value)
    return typeof parsed === 'string' ? [{ name: parsed }] : parseTools(parsed)
  }
  if (Array.isArray(value)) return value.flatMap(parseTools)
  if (!isObject(value)) return []
  const group = value.function_declarations ?? value.functionDeclarations ?? value.tools
  if (Array.isArray(group)) return group.flatMap(parseTools)
  const tool = parseTool(value)
  return tool === undefined ? [] : [tool]
}

function parseTool(value: JsonObject): ToolDefinition | undefined {
  const body = bodyOf(value)
  const name = textOf(pick(body, 'name', 'tool.name')) ?? textOf(pick(value, 'name', 'tool.name'))
  if (name === undefined) return undefined
  const description = textOf(pick(body, 'description', 'tool.description'))
  const schema = pick(
    body,
    'parameters',
    'inputSchema',
    'input_schema',
    'parameters_json_schema',
    'schema',
    'tool.parameters',
  )
  const parameters = typeof schema === 'string' ? parseLayers(schema) : schema
  return defined({ name, description, parameters })
}

/** The object that names the tool: behind `function`, OpenInference's `tool.json_schema`, Bedrock's `toolSpec`. */
function bodyOf(value: JsonObject): JsonObject {
  let body = value
  if (isObject(body.tool)) body = body.tool
  if (typeof body.json_schema === 'string') {
    const parsed = parseLayers(body.json_schema)
    if (isObject(parsed)) body = parsed
  } else if (isObject(body.json_schema)) body = body.json_schema
  if (isObject(body.toolSpec)) body = body.toolSpec
  return isObject(body.function) ? body.function : body
}
