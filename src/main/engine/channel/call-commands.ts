import type { MessagePort, Transferable, Worker } from 'node:worker_threads'
import { AppError } from '../../../shared/model/error.ts'
import type { CommandInput, CommandOutput, Commands, FromThread, ToThread } from './protocol.ts'
import { fromWireError } from './wire-error.ts'

export interface CallOptions {
  signal?: AbortSignal | undefined
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

  const post = (message: ToThread, transfer?: Transferable[]) => port.postMessage(message, transfer)

  function call(name: string, input: unknown, options: CallOptions = {}): Promise<unknown> {
    const { signal } = options
    if (failure !== undefined) return Promise.reject(failure)
    if (signal?.aborted) return Promise.reject(new AppError('CANCELLED', 'Cancelled.'))
    lastId += 1
    const id = lastId
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        if (!pending.delete(id)) return
        post({ kind: 'cancel', id })
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
    fail: (error) => {
      failure = error
      const rejected = [...pending.values()]
      pending.clear()
      for (const waiting of rejected) waiting.reject(error)
    },
  }
}
