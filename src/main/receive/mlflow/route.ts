/** How a call of the MLflow REST API is written down: one object a route. */
import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod'
import type { Json } from '../../../shared/model/json.ts'
import type { Backend } from './backend.ts'
import { MlflowError } from './mlflow-error.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Call {
  backend: Backend
  headers: IncomingHttpHeaders
  /** Address that the client reached Assay by, such as `http://127.0.0.1:5000`. */
  origin: string
  /** Path parameters, query parameters and JSON body members, the first winning; repeated query keys are lists. */
  fields: Readonly<Record<string, Json>>
  /** The decompressed body as it came. */
  body: Uint8Array
}

/** A JSON value, or bytes with their type. */
export type Answer = Json | { [key: string]: unknown } | RawAnswer
export class RawAnswer {
  readonly body: Uint8Array | string
  readonly contentType: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    body: Uint8Array | string,
    contentType: string,
    status = 200,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.body = body
    this.contentType = contentType
    this.status = status
    this.headers = headers
  }
}

export interface Route {
  methods: readonly Method[]
  /** Below `/api/VERSION` and `/ajax-api/VERSION`, with `{name}` parameters and a last `{*name}`; as it stands when `versions` is empty. */
  path: string
  versions: readonly string[]
  /** Whether the body is something else than a JSON object of fields: then it is left alone. */
  hasRawBody: boolean
  handle(call: Call): Answer | Promise<Answer>
}

/**
 * Makes a route whose fields are checked by `input` first: unknown ones are ignored as protobuf's JSON reader of MLflow does, a wrong
 * one is INVALID_PARAMETER_VALUE with its name.
 */
export function defineRoute<Input extends z.ZodType>(route: {
  methods: readonly Method[] | Method
  path: string
  versions?: readonly string[]
  hasRawBody?: boolean
  input: Input
  handle(input: z.output<Input>, call: Call): Answer | Promise<Answer>
}): Route {
  const { methods, path, versions = ['2.0', '3.0'], hasRawBody = false, input, handle } = route
  return {
    methods: typeof methods === 'string' ? [methods] : methods,
    path,
    versions,
    hasRawBody,
    handle: (call) => handle(checkFields(input, call.fields), call),
  }
}

function checkFields<Input extends z.ZodType>(input: Input, fields: Call['fields']): z.output<Input> {
  const parsed = input.safeParse(fields)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = issue?.path.join('.') ?? ''
  const isMissing = issue !== undefined && valueAt(fields, issue.path) === undefined
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    isMissing
      ? `Missing value for required parameter '${name}'. See the API docs for more information.`
      : `Invalid value for parameter '${name}': ${(issue?.message ?? 'it cannot be read').replace(/\.$/, '')}.`,
  )
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  )
}

/** Field types that hold in a query string and in JSON alike. */
export const field = {
  /** A non-empty text. */
  text: z.preprocess(toText, z.string().min(1)),
  optionalText: z.preprocess(
    (value) => (value === '' || value === null ? undefined : toText(value)),
    z.string().optional(),
  ),
  /** A list of texts; a single one may come bare. */
  texts: z.preprocess(
    (value) =>
      value === undefined || value === null ? [] : Array.isArray(value) ? value.map(toText) : [toText(value)],
    z.array(z.string()),
  ),
  /** Protobuf's JSON writes 64-bit integers as texts, MLflow as numbers. */
  integer: z.preprocess(toNumber, z.number().int()),
  optionalInteger: z.preprocess(
    (value) => (value === null || value === '' ? undefined : toNumber(value)),
    z.number().int().optional(),
  ),
  /** In a query string Python's clients write `True`. */
  optionalFlag: z.preprocess(
    (value) => (/^true$/i.test(String(value)) ? true : /^false$/i.test(String(value)) ? false : (value ?? undefined)),
    z.boolean().optional(),
  ),
  /** `[{key, value}]` as MLflow's tags and parameters come. */
  pairs: z.preprocess(
    (value) => value ?? [],
    z.array(z.object({ key: z.string(), value: z.preprocess((text) => toText(text ?? ''), z.string()) })),
  ),
}

function toText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
}
