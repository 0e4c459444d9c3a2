/**
 * A server with the part of OpenAI's API that Assay calls, on a free port of loopback: `/v1/models` and
 * `/v1/chat/completions`. Its faults follow from the seed and the order of requests, so a run can be repeated.
 *
 *     const server = await startFakeModelServer({ faults: { tooMany: 0.05 }, answer: () => 'yes' })
 *     …                     // base URL: server.url
 *     expect(server.requests).toHaveLength(3)
 *     await server.close()
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../src/shared/statistics/random.ts'

export interface ChatRequest {
  model: string
  messages: { role: string; content: string }[]
  temperature?: number
  max_tokens?: number
  max_completion_tokens?: number
  seed?: number
  response_format?: { type: string; json_schema?: { name: string; schema: unknown } }
}

export interface SeenRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  /** Of chat completions. */
  body: ChatRequest | undefined
  /** What became of it. */
  outcome: 'answered' | 'tooMany' | 'serverError' | 'malformed' | 'refused' | 'unknown'
}

export interface FakeModelOptions {
  seed?: number | string
  /** Shares of chat requests, each from 0 to 1: status 429, status 500, a body that is cut off. */
  faults?: { tooMany?: number; serverError?: number; malformed?: number }
  /** Shortest and longest pause before an answer. */
  delayMs?: readonly [shortest: number, longest: number]
  /** What a refusal by 429 says in `Retry-After`, in seconds. */
  retryAfterSeconds?: number
  /** Whether a request for structured output gets 400, as from servers that do not know it. */
  refusesSchema?: boolean
  /** Requests without this key get 401. */
  key?: string
  models?: string[]
  /** Content of the model's message; by default the last message comes back. */
  answer?: (request: ChatRequest) => string
}

export interface FakeModelServer {
  /** Base URL with `/v1`. */
  url: string
  requests: SeenRequest[]
  /** Requests whose connection waits for an answer now. */
  open(): number
  close(): Promise<void>
}

export async function startFakeModelServer(options: FakeModelOptions = {}): Promise<FakeModelServer> {
  const { seed = 1, faults = {}, models = ['small', 'large'], answer = repeatLast } = options
  const random = createRandom(seed)
  const requests: SeenRequest[] = []
  let open = 0

  /** Draws in the order of arrival, whatever the answers take. */
  function drawOutcome(): 'answered' | 'tooMany' | 'serverError' | 'malformed' {
    const drawn = random()
    const tooMany = faults.tooMany ?? 0
    const serverError = tooMany + (faults.serverError ?? 0)
    if (drawn < tooMany) return 'tooMany'
    if (drawn < serverError) return 'serverError'
    return drawn < serverError + (faults.malformed ?? 0) ? 'malformed' : 'answered'
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: undefined,
      outcome: 'unknown',
    }
    requests.push(seen)
    open++
    response.on('close', () => {
      open--
    })
    const text = await readText(request)
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
      seen.outcome = 'refused'
      send(response, 401, failure('Incorrect API key provided.', 'invalid_api_key'))
    } else if (seen.method === 'GET' && seen.path === '/v1/models') {
      seen.outcome = 'answered'
      send(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model', owned_by: 'test' })) })
    } else if (seen.method === 'POST' && seen.path === '/v1/chat/completions') {
      seen.body = JSON.parse(text) as ChatRequest
      seen.outcome = drawOutcome()
      const [shortest, longest] = options.delayMs ?? [0, 0]
      const pauseMs = shortest + random() * (longest - shortest)
      if (pauseMs > 0) await sleep(pauseMs)
      complete(response, seen.body, seen)
    } else send(response, 404, failure('There is no such path.', 'not_found'))
  }

  function complete(response: ServerResponse, body: ChatRequest, seen: SeenRequest): void {
    if (!models.includes(body.model)) {
      seen.outcome = 'refused'
      send(response, 404, failure(`The model '${body.model}' does not exist.`, 'model_not_found'))
    } else if (options.refusesSchema && body.response_format !== undefined) {
      seen.outcome = 'refused'
      send(response, 400, failure("'response_format' is not supported.", 'unsupported_parameter'))
    } else if (seen.outcome === 'tooMany') {
      const wait = { 'retry-after': String(options.retryAfterSeconds ?? 0) }
      send(response, 429, failure('Rate limit reached.', 'rate_limit_exceeded'), wait)
    } else if (seen.outcome === 'serverError') {
      send(response, 500, failure('The server had an error.', 'server_error'))
    } else {
      const completion = JSON.stringify(toCompletion(body, answer(body)))
      const isCut = seen.outcome === 'malformed'
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(isCut ? completion.slice(0, completion.length >> 1) : completion)
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    open: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function repeatLast({ messages }: ChatRequest): string {
  return messages.at(-1)?.content ?? ''
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

function failure(message: string, code: string): unknown {
  return { error: { message, type: 'invalid_request_error', code } }
}

/** About four characters a token: enough to count with. */
function toCompletion(body: ChatRequest, content: string): unknown {
  const promptTokens = Math.ceil(body.messages.reduce((sum, message) => sum + message.content.length, 0) / 4)
  const completionTokens = Math.ceil(content.length / 4)
  return {
    id: 'chatcmpl-test',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: `${body.model}-2026`,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content, refusal: null } }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  }
}
