/** A function of a JavaScript or TypeScript file, in a thread of its own. */
import { Worker } from 'node:worker_threads'
import type { Json } from '../../../shared/model/json.ts'
import type { Target } from '../../../shared/model/target.ts'
import { type Called, CallFailed, type TargetKind, type TargetSetting, timedOut } from './called.ts'
import type { FromModule, ModuleThreadData, ToModule } from './module-messages.ts'

type ModuleTarget = Extract<Target, { kind: 'module' }>

export function openModule(target: ModuleTarget, { egress, runId, moduleThread }: TargetSetting): TargetKind {
  let thread: ModuleThread | undefined
  return {
    async call(inputs, traceparent, given): Promise<Called> {
      const signal = AbortSignal.any([given, egress.untilCut()])
      given.throwIfAborted()
      egress.admitProgram(`module: ${target.path}`, { purpose: 'target', runId })
      if (thread?.isRunning() !== true) thread = startThread(target, moduleThread)
      return { value: await thread.ask({ inputs, traceparent }, target.timeoutMs, signal) }
    },
    close: async () => thread?.end(),
  }
}

interface ModuleThread {
  ask(row: Omit<ToModule, 'callId'>, timeoutMs: number, signal: AbortSignal): Promise<Json>
  isRunning(): boolean
  end(): Promise<void>
}

function startThread({ path, exportName }: ModuleTarget, entry: URL): ModuleThread {
  const workerData: ModuleThreadData = { path, exportName }
  // What a module prints is its own affair: standard output may be that of a command whose answer is read.
  const worker = new Worker(entry, { workerData, name: 'assay-target', stdout: true, stderr: true })
  worker.stdout.resume()
  worker.stderr.resume()
  const waiting = new Map<number, PromiseWithResolvers<Json>>()
  let nextId = 1
  let isRunning = true
  const failAll = (message: string) => {
    isRunning = false
    for (const each of waiting.values()) each.reject(new CallFailed({ code: 'program', message, canRetry: true }))
    waiting.clear()
  }
  worker.on('message', (message: FromModule) => {
    const asked = waiting.get(message.callId)
    waiting.delete(message.callId)
    if ('outputs' in message) asked?.resolve(message.outputs)
    else {
      const code = message.isUnusable ? 'program' : 'target'
      asked?.reject(new CallFailed({ code, message: message.message, canRetry: false }))
    }
  })
  worker.on('error', (error) => failAll(`The module failed: ${error instanceof Error ? error.message : 'unknown'}`))
  worker.on('exit', () => failAll('The module ended before it had answered.'))
  worker.unref()
  return {
    async ask(row, timeoutMs, signal) {
      const callId = nextId++
      const asked = Promise.withResolvers<Json>()
      waiting.set(callId, asked)
      // A function that does not come back may hold up the whole thread: the next row gets a new one.
      const timer = setTimeout(() => {
        asked.reject(timedOut(timeoutMs))
        void worker.terminate()
      }, timeoutMs)
      const onAbort = () => asked.reject(signal.reason)
      signal.addEventListener('abort', onAbort)
      worker.postMessage({ callId, ...row } satisfies ToModule)
      try {
        return await asked.promise
      } finally {
        waiting.delete(callId)
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
    },
    isRunning: () => isRunning,
    async end() {
      isRunning = false
      await worker.terminate()
    },
  }
}
