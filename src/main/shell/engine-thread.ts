import { MessageChannel, Worker } from 'node:worker_threads'
import type { MessagePortMain } from 'electron'
import { threadEntry } from '../engine/channel/entry.ts'
import type {
  EngineState,
  EngineThreadData,
  FromEngineThread,
  ToEngineThread,
  VaultAction,
} from '../engine/engine-messages.ts'

export interface EngineThread {
  /** Joins a page's port to the engine. */
  connect(port: MessagePortMain): void
  /** Closes the workspace and ends the thread; waits at most `timeoutMs`. */
  close(timeoutMs: number): Promise<void>
}

export interface EngineThreadOptions {
  dataFolder: string
  /** The built interface. */
  staticFolder: string
  /** Workspace to open at the start; the one that was open last when absent. */
  workspace?: string | undefined
  onState: (state: EngineState) => void
  /** Undefined where it cannot be done. */
  askVault: (action: VaultAction, text: string) => string | undefined
  /** The thread died. A new one is being started; ports of the old one are dead. */
  onCrash: (error: Error | undefined) => void
  /** A thread that replaced a crashed one is ready. */
  onRestarted: () => void
}

/** Runs the engine in its thread and starts it anew when it dies. The main process only passes messages on. */
export function startEngineThread(options: EngineThreadOptions): EngineThread {
  let isClosing = false
  let workspacePath = options.workspace
  let worker = start(false)

  function start(isRestart: boolean): Worker {
    const workerData: EngineThreadData = {
      dataFolder: options.dataFolder,
      staticFolder: options.staticFolder,
      workspace: workspacePath,
    }
    const started = new Worker(threadEntry('engine'), { workerData, name: 'assay-engine' })
    let failure: Error | undefined
    let isAnnounced = !isRestart
    started.on('message', (message: FromEngineThread) => {
      if (message.kind === 'vault') {
        const answer: ToEngineThread = {
          kind: 'vaultAnswer',
          id: message.id,
          text: options.askVault(message.action, message.text),
        }
        started.postMessage(answer)
      }
      if (message.kind !== 'state') return
      workspacePath = message.state.workspacePath
      options.onState(message.state)
      if (isAnnounced) return
      isAnnounced = true
      options.onRestarted()
    })
    started.on('error', (error) => {
      failure = error instanceof Error ? error : undefined
    })
    started.on('exit', () => {
      if (isClosing) return
      options.onCrash(failure)
      worker = start(true)
    })
    return started
  }

  const send = (message: ToEngineThread, transfer: MessageChannel['port1'][] = []) =>
    worker.postMessage(message, transfer)

  return {
    connect(port) {
      // Electron's ports and Node's cannot be passed to each other, so messages are: strings, without a look inside.
      const { port1, port2 } = new MessageChannel()
      port.on('message', (event) => port1.postMessage(event.data))
      port1.on('message', (data) => port.postMessage(data))
      port.on('close', () => port1.close())
      port1.on('close', () => port.close())
      send({ kind: 'connect', port: port2 }, [port2])
      port.start()
    },
    async close(timeoutMs) {
      isClosing = true
      const closing = worker
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs)
        const done = () => {
          clearTimeout(timer)
          resolve()
        }
        closing.on('message', (message: FromEngineThread) => {
          if (message.kind === 'closed') done()
        })
        closing.once('exit', done)
        send({ kind: 'close' })
      })
      await closing.terminate()
    },
  }
}
