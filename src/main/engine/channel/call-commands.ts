import type { MessagePort, Transferable, Worker } from 'node:worker_threads'
import { AppError } from '../../../shared/model/error.ts'
import type { CommandInput, CommandOutput, Commands, FromThread, ToThread } from './protocol.ts'
import { fromWireError } from './wire-error.ts'

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** The answer to an abort comes from the thread, once it has tidied up; without it callers get CANCELLED at once. */
  isCancelAwaited?: boolean
  /** Buffers and ports that move to the thread instead of being copied. */
  transfer?: Transferable[]
}

/** The calling end of a thread's commands. */
export interface CommandCaller<T extends Commands> {
  call<K extends keyof T & string>(
    name: K,
    input: CommandInput<T, K>,
    options?: CallOptions,
  ): Promise<CommandOutput<T, K>>
  /** Rejects everything pending and all later calls with `error`. */
  fail(error: Error): void
}

/**
 * Calls the commands that `serveCommands` serves at the other end of `port`.
 *
 * @throws AppError with the code of the thread; `CANCELLED` when `signal` aborts, also where the thread goes on.
 */
export function callCommands<T extends Commands>(
  port: MessagePort | Worker,
  onEvent?: (event: unknown) => void,
): CommandCaller<T> {
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let lastId = 0
  let failure: Error | undefined

  port.on('message', (message: FromThread) => {
    if (message.kind === 'event') {
      onEvent?.(message.event)
      return
    }
    const waiting = pending.get(message.id)
    if (waiting === undefined) return
    pending.delete(message.id)
    if (message.kind === 'answer') waiting.resolve(message.value)
    else waiting.reject(fromWireError(message.error))
  })

  // A port closes when the thread at its other end is gone; nobody would answer any more.
  port.on('close', () => fail(new AppError('UNAVAILABLE', 'A worker thread stopped; try again.')))

  const post = (message: ToThread, transfer?: Transferable[]) => port.postMessage(message, transfer)

  function fail(error: Error): void {
    failure ??= error
    const rejected = [...pending.values()]
    pending.clear()
    for (const waiting of rejected) waiting.reject(error)
  }

  function call(name: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    const { signal } = options
    if (failure !== undefined) return Promise.reject(failure)
    if (signal?.aborted) return Promise.reject(new AppError('CANCELLED', 'Cancelled.'))
    lastId += 1
    const id = lastId
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        post({ kind: 'cancel', id })
        if (options.isCancelAwaited === true || !pending.delete(id)) return
        reject(new AppError('CANCELLED', 'Cancelled.'))
      }
      const stopListening = () => signal?.removeEventListener('abort', onAbort)
      pending.set(id, {
        resolve: (value) => {
          stopListening()
          resolve(value)
        },
        reject: (error) => {
          stopListening()
          reject(error)
        },
      })
      signal?.addEventListener('abort', onAbort, { once: true })
      post({ kind: 'call', id, name, input }, options.transfer)
    })
  }

  return {
    call: (name, input, options) => call(name, input, options) as Promise<never>,
    fail,
  }
}
