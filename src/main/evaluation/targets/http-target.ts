/** An application that is called over HTTP. */
import type { Json } from '../../../shared/model/json.ts'
import type { Target } from '../../../shared/model/target.ts'
import { findAtPath } from '../../../shared/model/template-places.ts'
import { fromStatus, malformed } from '../call-error.ts'
import { renderJson, renderTemplate } from '../template.ts'
import { type Called, CallFailed, longestAnswer, type TargetKind, type TargetSetting, tooLarge } from './called.ts'

type HttpTarget = Extract<Target, { kind: 'http' }>

export function openHttp(target: HttpTarget, { egress, runId, env }: TargetSetting): TargetKind {
  return {
    async call(inputs, traceparent, signal): Promise<Called> {
      const headers = new Headers(target.headers)
      addSecrets(headers, target.secretHeaders, env)
      headers.set('traceparent', traceparent)
      const hasBody = target.method !== 'GET'
      if (hasBody && !headers.has('content-type')) headers.set('content-type', 'application/json')
      const body = makeBody(target, inputs)
      const limit = AbortSignal.timeout(target.timeoutMs)
      const response = await egress.fetch(
        toUrl(target.url, inputs),
        { method: target.method, headers, ...(hasBody ? { body: JSON.stringify(body) } : {}), signal: limit },
        { purpose: 'target', runId, signal },
      )
      const text = await readText(response)
      if (response.status >= 300) throw new CallFailed(toStatusFailure(response, text))
      return { value: toOutputs(response, text, target.responsePath) }
    },
    close: async () => undefined,
  }
}

export function makeBody({ body }: HttpTarget, inputs: Record<string, Json>): Json {
  return body === undefined ? inputs : renderJson(body, { inputs })
}

/** Places in the address are encoded as parts of one. */
function toUrl(template: string, inputs: Record<string, Json>): URL {
  const url = URL.parse(renderTemplate(template, { inputs }, encodeURIComponent))
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  const message = 'The address is not valid. Give one that begins with http:// or https://.'
  throw new CallFailed({ code: 'target', message, canRetry: false })
}

function addSecrets(headers: Headers, secrets: Record<string, string>, env: NodeJS.ProcessEnv): void {
  for (const [name, variable] of Object.entries(secrets)) {
    const value = env[variable]
    if (!value) {
      const message = `The environment variable ${variable} is missing. Set it and start Assay again.`
      throw new CallFailed({ code: 'keyMissing', message, canRetry: false })
    }
    headers.set(name, value)
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > longestAnswer) throw tooLarge()
  }
  return text + decoder.decode()
}

function toStatusFailure(response: Response, text: string) {
  if (response.status >= 400) return fromStatus(response.status, text || `HTTP ${response.status}`, response.headers)
  const message = 'The address redirects elsewhere, which is not followed. Enter the address that it leads to.'
  return { code: 'refused' as const, message, status: response.status, canRetry: false }
}

function toOutputs(response: Response, text: string, path: string | undefined): Json {
  const value = parseJson(text)
  if (value === undefined) {
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    if (isJson || path !== undefined) throw new CallFailed(malformed('The answer is not valid JSON.'))
    return text
  }
  const found = path === undefined ? value : findAtPath(value, path)
  if (found !== undefined) return found
  const message = `There is nothing at ${path} in the answer. Check the path with one row.`
  throw new CallFailed({ ...malformed(message), canRetry: false })
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
