/** The only file of Assay that sends anything to anyone; a test of the architecture holds that. */
import { AppError } from '../../../shared/model/error.ts'
import type { EgressEntry } from '../../../shared/model/provider.ts'
import type { Egress, OutgoingContext } from '../outside.ts'
import type { EgressEnd, Ledger } from './ledger.ts'

export interface EgressOptions {
  isAirGapped: () => boolean
  ledger: Ledger
  /** Something was added to the ledger. */
  onChange: () => void
}

const airGapped = () =>
  new AppError('AIR_GAPPED', 'The air gap is on, so nothing was sent. Switch it off in Settings, Providers.')

export function createEgress({ isAirGapped, ledger, onChange }: EgressOptions): Egress & {
  /** Ends what is under way: the air gap was switched on. */
  cut(): void
} {
  let untilCut = new AbortController()

  function write(entry: Omit<EgressEntry, 'entryId' | 'atMs' | 'outcome'>): string {
    const entryId = crypto.randomUUID()
    const isBlocked = isAirGapped()
    try {
      ledger.begin({ entryId, atMs: Date.now(), outcome: isBlocked ? 'blocked' : 'open', ...entry })
    } catch (cause) {
      if (!isBlocked) {
        const message = 'Nothing was sent, as it could not be written down in the data folder. Make room there.'
        throw new AppError('UNAVAILABLE', message, { cause, details: { reason: 'ledger' } })
      }
    }
    onChange()
    if (isBlocked) throw airGapped()
    return entryId
  }

  return {
    async fetch(input, init, context) {
      const signal = AbortSignal.any([context.signal, untilCut.signal, ...(init?.signal ? [init.signal] : [])])
      const request = new Request(input, { ...init, signal, redirect: 'manual' })
      signal.throwIfAborted()
      const body = await readBody(request)
      const entryId = write({
        method: request.method,
        url: toListedUrl(request.url),
        sentBytes: body?.byteLength ?? 0,
        ...toListedContext(context),
      })
      const startedAt = performance.now()
      const end = (outcome: EgressEnd) => {
        ledger.end(entryId, { durationMs: Math.round(performance.now() - startedAt), ...outcome })
        onChange()
      }
      let response: Response
      try {
        const { method, headers } = request
        response = await fetch(request.url, { method, headers, body: body ?? null, signal, redirect: 'manual' })
      } catch (error) {
        end({ outcome: 'failed', error: describeFailure(error, signal) })
        throw error
      }
      return countBytes(response, signal, (receivedBytes, error) =>
        end({
          outcome: error === undefined ? 'answered' : 'failed',
          receivedBytes,
          status: response.status,
          ...(error === undefined ? {} : { error: describeFailure(error, signal) }),
        }),
      )
    },
    admitProgram(what, context) {
      const entryId = write({ method: 'RUN', url: what, sentBytes: 0, ...toListedContext(context) })
      ledger.end(entryId, { outcome: 'answered' })
    },
    untilCut: () => untilCut.signal,
    cut() {
      const message = 'The air gap was switched on, so the request was ended. Switch it off in Settings, Providers.'
      untilCut.abort(new AppError('AIR_GAPPED', message))
      untilCut = new AbortController()
    },
  }
}

function toListedContext({ purpose, runId }: Pick<OutgoingContext, 'purpose' | 'runId'>) {
  return { purpose, ...(runId === undefined ? {} : { runId }) }
}

async function readBody(request: Request): Promise<ArrayBuffer | undefined> {
  return request.body === null ? undefined : await request.arrayBuffer()
}

/** Without query, fragment, user and password. */
function toListedUrl(text: string): string {
  const url = new URL(text)
  return `${url.origin}${url.pathname}`
}

/** Tells once how many bytes came, when the body is read to its end, given up or broken. */
function countBytes(response: Response, signal: AbortSignal, tell: (bytes: number, error?: unknown) => void): Response {
  if (response.body === null) {
    tell(0)
    return response
  }
  const reader = response.body.getReader()
  let bytes = 0
  let isTold = false
  const onEnd = (count: number, error?: unknown) => {
    signal.removeEventListener('abort', onAbort)
    if (!isTold) tell(count, error)
    isTold = true
  }
  const onAbort = () => onEnd(bytes, signal.reason)
  signal.addEventListener('abort', onAbort)
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) {
          onEnd(bytes)
          controller.close()
        } else {
          bytes += value.byteLength
          controller.enqueue(value)
        }
      } catch (error) {
        onEnd(bytes, error)
        controller.error(error)
      }
    },
    async cancel(reason) {
      onEnd(bytes)
      await reader.cancel(reason)
    },
  })
  const { status, statusText, headers } = response
  const counted = new Response(body, { status, statusText, headers })
  Object.defineProperty(counted, 'url', { value: response.url })
  return counted
}

/** `ECONNREFUSED` and its kind, or `cancelled`: codes only, as messages may hold what was sent. */
function describeFailure(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    const reason: unknown = signal.reason
    if (reason instanceof AppError && reason.code === 'AIR_GAPPED') return 'air gap'
    return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'timeout' : 'cancelled'
  }
  const cause = error instanceof Error ? error.cause : undefined
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as NodeJS.ErrnoException | undefined)?.code
  return typeof code === 'string' ? code : 'failed'
}
