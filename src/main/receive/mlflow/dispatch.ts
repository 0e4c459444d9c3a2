/** From a request whose body was read to an answer: finds the route, gathers the fields, and words what failed. */
import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../../../shared/model/error.ts'
import { toStoreError } from '../../store/store-error.ts'
import type { Backend } from './backend.ts'
import { mergeFields, parseMembers } from './fields.ts'
import { MlflowError, mlflowStatuses, toMlflowError } from './mlflow-error.ts'
import type { Found } from './path-table.ts'
import { type Answer, type Method, RawAnswer } from './route.ts'

export interface HttpAnswer {
  status: number
  contentType: string
  body: string | Uint8Array
  headers: Readonly<Record<string, string>>
  /** Why it was refused, for the list of rejections; absent for what clients do in the normal course of things. */
  refusal?: { reason: string; message: string } | undefined
}

export interface DispatchedRequest {
  headers: IncomingHttpHeaders
  query: string
  origin: string
  /** Decompressed. */
  body: Uint8Array
}

export interface DispatchOptions {
  backend: Backend
  /** Writes a bug down and answers the id to quote; `where` is the route. */
  onBug: (error: unknown, where: string) => string
}

const jsonType = 'application/json'

/** HEAD is a GET whose body is not sent. Undefined for methods that no route has. */
export function toMethod(method: string | undefined): Method | undefined {
  switch (method) {
    case 'HEAD':
      return 'GET'
    case 'GET':
    case 'POST':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
      return method
    default:
      return undefined
  }
}

/** Runs the route. Never throws. */
export async function dispatch(
  options: DispatchOptions,
  found: Found,
  request: DispatchedRequest,
): Promise<HttpAnswer> {
  const { route, parameters } = found
  try {
    const members = route.hasRawBody ? {} : parseMembers(request.body, request.headers['content-type'])
    const answer = await route.handle({
      backend: options.backend,
      headers: request.headers,
      origin: request.origin,
      fields: mergeFields(parameters, request.query, members),
      body: request.body,
    })
    return toHttpAnswer(answer)
  } catch (error) {
    const where = `mlflow ${route.methods.join('|')} ${route.path}`
    return failed(toStoreError(error), where, options.onBug)
  }
}

/** What is answered where no route is, at once: clients then fall back to an older call, or say what is missing. */
export function noSuchEndpoint(method: string | undefined, path: string, allowed: readonly Method[]): HttpAnswer {
  if (allowed.length === 0) {
    const message = `Assay has nothing at this path. It serves MLflow's tracing, assessments, runs, datasets and labeling.`
    return {
      ...toErrorAnswer(new MlflowError('ENDPOINT_NOT_FOUND', message)),
      refusal: {
        reason: 'unknownMlflowPath',
        message: `A client asked for a part of MLflow that Assay does not have${named(path)}.`,
      },
    }
  }
  const message = `${method ?? 'This method'} is not allowed here. Use ${allowed.join(' or ')}.`
  return {
    ...toErrorAnswer(new MlflowError('ENDPOINT_NOT_FOUND', message)),
    status: 405,
    headers: { allow: allowed.join(', ') },
    refusal: {
      reason: 'wrongMlflowMethod',
      message: `A client used a method that a path does not take${named(path)}.`,
    },
  }
}

/** MLflow's form of errors. */
export function toErrorAnswer(error: MlflowError): HttpAnswer {
  const status = mlflowStatuses[error.code]
  return {
    status,
    contentType: jsonType,
    body: JSON.stringify({ error_code: error.code, message: error.message }),
    headers: status === 503 ? { 'retry-after': '1' } : {},
  }
}

/** An answer for an error that a route, or the reading of the body, ended with. */
export function failed(error: unknown, where: string, onBug: DispatchOptions['onBug']): HttpAnswer {
  const expected = toMlflowError(error)
  if (expected === undefined) {
    const reportId = onBug(error, where)
    const message = `Something failed inside Assay (report ${reportId}).`
    return {
      ...toErrorAnswer(new MlflowError('INTERNAL_ERROR', message)),
      refusal: { reason: 'internal', message },
    }
  }
  const answer = toErrorAnswer(expected)
  const isClosed = error instanceof AppError && error.code === 'NO_WORKSPACE'
  const given = isClosed ? 'noWorkspace' : error instanceof AppError ? error.details?.reason : undefined
  const reason = typeof given === 'string' ? given : reasons[expected.code]
  return reason === undefined ? answer : { ...answer, refusal: { reason, message: expected.message } }
}

/** Of the others a client makes its decisions: asking whether something exists is no mistake. */
const reasons: Partial<Record<MlflowError['code'], string>> = {
  INVALID_PARAMETER_VALUE: 'invalidRequest',
  BAD_REQUEST: 'invalidRequest',
  TEMPORARILY_UNAVAILABLE: 'unavailable',
  PERMISSION_DENIED: 'readOnly',
  INTERNAL_ERROR: 'internal',
}

function toHttpAnswer(answer: Answer): HttpAnswer {
  if (!(answer instanceof RawAnswer)) {
    return { status: 200, contentType: jsonType, body: JSON.stringify(answer), headers: {} }
  }
  const { status, contentType, body, headers } = answer
  const raw = { status, contentType, body, headers }
  if (status < 400 || status === 404) return raw
  return { ...raw, refusal: { reason: 'invalidRequest', message: `A request was answered with status ${status}.` } }
}

/** The subject of an API path, such as ` (registered-models)`; nothing that could be content. */
function named(path: string): string {
  const subject = /^\/(?:ajax-)?api\/[\d.]+\/(?:preview\/)?mlflow\/([a-z-]{2,40})(?:\/|$)/.exec(path)?.[1]
  return subject === undefined ? '' : ` (${subject})`
}
