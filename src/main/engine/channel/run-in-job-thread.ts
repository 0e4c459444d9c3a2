import type { MessagePort } from 'node:worker_threads'
import type { JobCommands, JobEvent } from '../commands/job-commands.ts'
import type { CommandInput, CommandOutput } from './protocol.ts'
import { startThread } from './start-thread.ts'

/** How long cancelled work may take to tidy up before its thread is ended. */
const tidyMs = 5_000

export interface JobThreadOptions {
  signal: AbortSignal | undefined
  onProgress?: (done: number, progress: number | undefined) => void
  /** Port to move along with the input. */
  port?: MessagePort
}

/** Runs one command in a thread of its own, which ends with it. */
export async function runInJobThread<K extends keyof JobCommands & string>(
  name: K,
  input: CommandInput<JobCommands, K>,
  { signal, onProgress, port }: JobThreadOptions,
): Promise<CommandOutput<JobCommands, K>> {
  const thread = await startThread<JobCommands>({
    name: 'job',
    workerData: undefined,
    onEvent: (event) => {
      const { done, progress } = event as JobEvent
      onProgress?.(done, progress)
    },
  })
  let timer: NodeJS.Timeout | undefined
  const onAbort = () => {
    timer = setTimeout(() => void thread.close(), tidyMs)
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await thread.call(name, input, { signal, isCancelAwaited: true, transfer: port === undefined ? [] : [port] })
  } finally {
    signal?.removeEventListener('abort', onAbort)
    clearTimeout(timer)
    await thread.close()
  }
}
