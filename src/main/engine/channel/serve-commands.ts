import { type MessagePort, receiveMessageOnPort, type Transferable } from 'node:worker_threads'
import { AppError } from '../../../shared/model/error.ts'
import type { CommandCall, Commands, FromThread, ToThread } from './protocol.ts'
import { toWireError } from './wire-error.ts'

/** Result of one call of a group: a value, or what it failed with. */
export type GroupResult = { value: unknown } | { error: unknown }

export interface ServeOptions {
  /** Commands that wait while any other is queued. */
  bulk?: readonly string[]
  /** Bulk commands of which several waiting calls are run as one, in order of arrival. */
  groups?: Record<string, CommandGroup>
  /** Called while nothing is queued; true when there is more to do. Must return within about 25 ms. */
  whenIdle?: () => boolean
}

/**
 * No call joins a group that weighs `maxWeight` already: then its callers wait longer than a commit is worth. Only those
 * of at most `lightWeight` join any group, from anywhere in the queue: they cost it nothing, and waiting for their turn
 * behind heavy ones would cost them much.
 */
export interface CommandGroup {
  max: number
  maxWeight: number
  lightWeight: number
  weigh: (input: unknown) => number
  run: (inputs: unknown[]) => GroupResult[]
}

/** How long after a bulk command idle work begins, and how long it waits for such a pause at most. */
const quietMs = 50
const longestIdleWaitMs = 1_000

interface Waiting {
  port: MessagePort
  id: number
  name: string
  input: unknown
  abort: AbortController
}

export interface CommandServer {
  /** Serves one more port, such as an import thread's own one. Its commands count as bulk. */
  addPort(port: MessagePort): void
  emit(event: unknown): void
  /** Reads messages in the midst of a synchronous command, so that its cancellation reaches its signal. */
  poll(): void
  /** Looks for idle work again, after something made some. */
  wake(): void
}

/**
 * Serves a thread's commands on `port`: one at a time, interactive ones before bulk ones, first come first served
 * within each. Between two commands messages are read, so that an interactive call overtakes a long bulk queue.
 */
export function serveCommands(port: MessagePort, commands: Commands, options: ServeOptions = {}): CommandServer {
  const interactive: Waiting[] = []
  const bulk: Waiting[] = []
  const running = new Map<string, AbortController>()
  const portNumbers = new Map<MessagePort, number>()
  let isBusy = false
  let isScheduled = false
  let bulkEndedAtMs = -Infinity
  let idleEndedAtMs = -Infinity
  let idleTimer: NodeJS.Timeout | undefined
  let mayHaveIdleWork = options.whenIdle !== undefined

  const keyOf = (from: MessagePort, id: number) => `${portNumbers.get(from)}:${id}`
  const post = (to: MessagePort, message: FromThread, transfer?: Transferable[]) => to.postMessage(message, transfer)

  function listen(from: MessagePort, isBulkPort: boolean): void {
    portNumbers.set(from, portNumbers.size)
    from.on('message', (message: ToThread) => receive(from, message, isBulkPort))
  }

  function receive(from: MessagePort, message: ToThread, isBulkPort: boolean): void {
    if (message.kind === 'cancel') {
      cancel(from, message.id)
      return
    }
    const { id, name, input } = message
    const isBulk = isBulkPort || options.bulk?.includes(name) === true
    const queue = isBulk ? bulk : interactive
    queue.push({ port: from, id, name, input, abort: new AbortController() })
    schedule()
  }

  function cancel(from: MessagePort, id: number): void {
    for (const queue of [interactive, bulk]) {
      const index = queue.findIndex((waiting) => waiting.port === from && waiting.id === id)
      if (index < 0) continue
      queue.splice(index, 1)
      post(from, { kind: 'failure', id, error: toWireError(new AppError('CANCELLED', 'Cancelled.')) })
      return
    }
    running.get(keyOf(from, id))?.abort()
  }

  function schedule(): void {
    if (isBusy || isScheduled) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      void runNext()
    })
  }

  /** Senders answered just now are about to send again; a stream without pauses must not hold up idle work for ever. */
  function idleWaitMs(): number {
    const nowMs = performance.now()
    return Math.min(bulkEndedAtMs + quietMs, Math.max(bulkEndedAtMs, idleEndedAtMs + longestIdleWaitMs)) - nowMs
  }

  async function runNext(): Promise<void> {
    const isBulk = interactive.length === 0 && bulk.length > 0
    const next = interactive.shift() ?? bulk.shift()
    const waitMs = next === undefined ? idleWaitMs() : 0
    if (waitMs > 0) {
      if (idleTimer === undefined) {
        idleTimer = setTimeout(() => {
          idleTimer = undefined
          schedule()
        }, waitMs)
      }
      return
    }
    isBusy = true
    try {
      if (next === undefined) {
        mayHaveIdleWork = options.whenIdle?.() ?? false
        idleEndedAtMs = performance.now()
      } else {
        mayHaveIdleWork = options.whenIdle !== undefined
        const group = options.groups?.[next.name]
        if (group === undefined) await runOne(next)
        else runGroup(next, group)
      }
    } finally {
      isBusy = false
      if (isBulk) bulkEndedAtMs = performance.now()
    }
    if (interactive.length > 0 || bulk.length > 0 || mayHaveIdleWork) schedule()
  }

  async function runOne(waiting: Waiting): Promise<void> {
    const key = keyOf(waiting.port, waiting.id)
    running.set(key, waiting.abort)
    try {
      const command = commands[waiting.name] as ((input: unknown, call: CommandCall) => unknown) | undefined
      if (command === undefined) throw new Error(`no command ${waiting.name}`)
      const result = command(waiting.input, { signal: waiting.abort.signal })
      const value = result instanceof Promise ? await result : result
      post(waiting.port, { kind: 'answer', id: waiting.id, value })
    } catch (error) {
      post(waiting.port, { kind: 'failure', id: waiting.id, error: toWireError(error) })
    } finally {
      running.delete(key)
    }
  }

  function runGroup(first: Waiting, group: CommandGroup): void {
    const members = [first]
    let weight = group.weigh(first.input)
    while (members.length < group.max && weight < group.maxWeight && bulk[0]?.name === first.name) {
      const member = bulk.shift() as Waiting
      weight += group.weigh(member.input)
      members.push(member)
    }
    for (let at = 0; at < bulk.length && members.length < group.max; ) {
      const { name, input } = bulk[at] as Waiting
      if (name === first.name && group.weigh(input) <= group.lightWeight) members.push(...bulk.splice(at, 1))
      else at++
    }
    let results: GroupResult[]
    try {
      results = group.run(members.map((member) => member.input))
    } catch (error) {
      results = members.map(() => ({ error }))
    }
    members.forEach((member, index) => {
      const result = results[index] ?? { error: new Error(`no result for ${member.name}`) }
      if ('error' in result) post(member.port, { kind: 'failure', id: member.id, error: toWireError(result.error) })
      else post(member.port, { kind: 'answer', id: member.id, value: result.value })
    })
  }

  listen(port, false)
  if (mayHaveIdleWork) schedule()
  return {
    addPort: (extra) => listen(extra, true),
    emit: (event) => post(port, { kind: 'event', event }),
    poll: () => {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        receive(port, next.message as ToThread, false)
      }
    },
    wake: () => {
      mayHaveIdleWork = true
      schedule()
    },
  }
}
