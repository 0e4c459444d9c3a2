import { Worker } from 'node:worker_threads'
import { AppError } from '../../../shared/model/error.ts'
import { type CallOptions, type CommandCaller, callCommands } from './call-commands.ts'
import { type ThreadName, threadEntry } from './entry.ts'
import type { CommandInput, CommandOutput, Commands } from './protocol.ts'
import { describeBug } from './wire-error.ts'

export interface Thread<T extends Commands> {
  call<K extends keyof T & string>(
    name: K,
    input: CommandInput<T, K>,
    options?: CallOptions,
  ): Promise<CommandOutput<T, K>>
  /** Ends the thread after what runs in it now; pending calls are rejected. */
  close(): Promise<void>
}

export interface ThreadOptions<T extends Commands> {
  name: ThreadName
  workerData: unknown
  /** First calls of every new thread, also of one that replaces a crashed one. Other calls wait for it. */
  setUp?: (thread: CommandCaller<T>) => Promise<void>
  onEvent?: (event: unknown) => void
  /** Told of every crash; `report` is free of trace content. */
  onCrash?: (report: string) => void
  /** Whether a crashed thread is replaced. After five crashes within a minute it is not. */
  isRestarted?: boolean
}

const maxCrashes = 5
const crashWindowMs = 60_000

/**
 * Starts a worker thread and answers when its `setUp` is through.
 *
 * A crash rejects what is pending with UNAVAILABLE, so that no caller ever waits for a dead thread.
 *
 * @throws what `setUp` throws; the thread is ended then.
 */
export async function startThread<T extends Commands>(options: ThreadOptions<T>): Promise<Thread<T>> {
  const crashes: number[] = []
  let isClosing = false
  let current = spawn()

  function spawn() {
    const worker = new Worker(threadEntry(options.name), {
      workerData: options.workerData,
      name: `assay-${options.name}`,
    })
    const caller = callCommands<T>(worker, options.onEvent)
    let report: string | undefined
    worker.on('error', (error) => {
      report = describeBug(error)
    })
    const exited = new Promise<void>((resolve) => {
      worker.on('exit', (code) => {
        const message = isClosing ? 'The workspace was closed.' : 'A worker thread stopped; try again.'
        caller.fail(new AppError('UNAVAILABLE', message))
        resolve()
        if (!isClosing) onCrash(report ?? `exit code ${code}`)
      })
    })
    const ready = options.setUp?.(caller) ?? Promise.resolve()
    // Observed by every call; this keeps a failure without one from ending the process.
    ready.catch(() => undefined)
    return { worker, caller, ready, exited, isReady: false }
  }

  function onCrash(report: string): void {
    options.onCrash?.(report)
    if (options.isRestarted !== true) return
    const nowMs = Date.now()
    crashes.push(nowMs)
    if (crashes.filter((atMs) => nowMs - atMs < crashWindowMs).length >= maxCrashes) return
    current = spawn()
  }

  async function close(): Promise<void> {
    isClosing = true
    await current.worker.terminate()
    await current.exited
  }

  try {
    await current.ready
  } catch (error) {
    await close()
    throw error
  }
  current.isReady = true

  return {
    call: (name, input, callOptions) => {
      const thread = current
      if (thread.isReady) return thread.caller.call(name, input, callOptions)
      return thread.ready.then(() => {
        thread.isReady = true
        return thread.caller.call(name, input, callOptions)
      })
    },
    close,
  }
}
