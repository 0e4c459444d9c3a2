import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { callCommands } from '../../../src/main/engine/channel/call-commands.ts'
import type { CommandCall } from '../../../src/main/engine/channel/protocol.ts'
import { type ServeOptions, serveCommands } from '../../../src/main/engine/channel/serve-commands.ts'
import { RemoteBug } from '../../../src/main/engine/channel/wire-error.ts'
import { AppError } from '../../../src/shared/model/error.ts'

const open: MessageChannel[] = []

afterEach(() => {
  for (const { port1, port2 } of open.splice(0)) {
    port1.close()
    port2.close()
  }
})

const order: string[] = []

const commands = {
  echo: (input: unknown) => input,
  note(input: string): void {
    order.push(input)
  },
  bulk(input: string): void {
    order.push(input)
  },
  measure: ({ body }: { body: Uint8Array }) => body.byteLength,
  fail(code: 'expected' | 'bug'): never {
    if (code === 'expected') throw new AppError('NOT_FOUND', 'Nothing there.', { details: { traceId: 'x' } })
    throw new SyntaxError('Unexpected token in "secret content"')
  },
  async untilAbort(_input: undefined, { signal }: CommandCall): Promise<string> {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return 'tidied up'
  },
}

function connect(options?: ServeOptions) {
  order.length = 0
  const channel = new MessageChannel()
  open.push(channel)
  const events: unknown[] = []
  const server = serveCommands(channel.port1, commands, options)
  const caller = callCommands<typeof commands>(channel.port2, (event) => events.push(event))
  return { server, caller, events, channel }
}

test('a command answers its caller, also with what JSON cannot carry', async () => {
  const { caller } = connect()
  const shared = { a: 1n }
  const answer = (await caller.call('echo', [shared, shared])) as [object, object]
  expect(answer).toEqual([{ a: 1n }, { a: 1n }])
  expect(answer[0]).toBe(answer[1])
})

test('an expected failure keeps code, message and details', async () => {
  const { caller } = connect()
  await expect(caller.call('fail', 'expected')).rejects.toMatchObject({
    name: 'AppError',
    code: 'NOT_FOUND',
    message: 'Nothing there.',
    details: { traceId: 'x' },
  })
})

test('a bug travels as a report without the content its message quotes', async () => {
  const { caller } = connect()
  const error = await caller.call('fail', 'bug').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RemoteBug)
  const { report, message } = error as RemoteBug
  expect(report).toContain('SyntaxError')
  expect(report).toContain('channel.test.ts')
  expect(report + message).not.toContain('secret')
})

test('buffers move to the thread instead of being copied', async () => {
  const { caller } = connect()
  const body = new Uint8Array(1000)
  expect(await caller.call('measure', { body }, { transfer: [body.buffer] })).toBe(1000)
  expect(body.byteLength).toBe(0)
})

test('interactive commands overtake bulk ones, each kind keeps its order', async () => {
  const { caller } = connect({ bulk: ['bulk'] })
  await Promise.all([
    caller.call('bulk', 'bulk 1'),
    caller.call('bulk', 'bulk 2'),
    caller.call('note', 'note 1'),
    caller.call('note', 'note 2'),
  ])
  expect(order).toEqual(['note 1', 'note 2', 'bulk 1', 'bulk 2'])
})

test('commands of an added port wait for the main one', async () => {
  const { caller, server } = connect()
  const feed = new MessageChannel()
  open.push(feed)
  server.addPort(feed.port1)
  const importer = callCommands<typeof commands>(feed.port2)
  await Promise.all([importer.call('note', 'import'), caller.call('note', 'label')])
  expect(order).toEqual(['label', 'import'])
})

test('waiting calls of a group run together and get their own results', async () => {
  const groups: unknown[][] = []
  const run = (inputs: unknown[]) => {
    groups.push(inputs)
    return inputs.map((input) =>
      input === 'bad' ? { error: new AppError('TOO_LARGE', 'No.') } : { value: `${input}!` },
    )
  }
  const { caller } = connect({
    bulk: ['bulk'],
    groups: { bulk: { max: 3, maxWeight: 100, lightWeight: 0, weigh: () => 1, run } },
  })
  const results = await Promise.allSettled(['a', 'bad', 'c', 'd'].map((input) => caller.call('bulk', input)))
  expect(groups).toEqual([['a', 'bad', 'c'], ['d']])
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))).toEqual([
    'a!',
    'TOO_LARGE',
    'c!',
    'd!',
  ])
})

test('no call joins a group that is heavy enough already', async () => {
  const groups: unknown[][] = []
  const run = (inputs: unknown[]) => {
    groups.push(inputs)
    return inputs.map((value) => ({ value }))
  }
  const weigh = (input: unknown) => String(input).length
  const { caller } = connect({
    bulk: ['bulk'],
    groups: { bulk: { max: 10, maxWeight: 4, lightWeight: 0, weigh, run } },
  })
  await Promise.all(['aaa', 'bbb', 'cc', 'dddddd', 'e'].map((input) => caller.call('bulk', input)))
  expect(groups).toEqual([['aaa', 'bbb'], ['cc', 'dddddd'], ['e']])
})

test('light calls join any group, heavy ones wait their turn', async () => {
  const groups: unknown[][] = []
  const run = (inputs: unknown[]) => {
    groups.push(inputs)
    return inputs.map((value) => ({ value: `${value}!` }))
  }
  const weigh = (input: unknown) => String(input).length
  const group = { max: 3, maxWeight: 4, lightWeight: 1, weigh, run }
  const { caller } = connect({ bulk: ['bulk'], groups: { bulk: group } })
  const inputs = ['aaaa', 'bbbb', 'c', 'd', 'e']
  const answers = await Promise.all(inputs.map((input) => caller.call('bulk', input)))
  expect(groups).toEqual([
    ['aaaa', 'c', 'd'],
    ['bbbb', 'e'],
  ])
  expect(answers).toEqual(inputs.map((input) => `${input}!`))
})

test('a call taken back before its turn never runs', async () => {
  const { caller } = connect()
  const abort = new AbortController()
  const first = caller.call('note', 'first')
  const second = expect(caller.call('note', 'second', { signal: abort.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  abort.abort()
  await first
  await second
  await caller.call('echo', undefined)
  expect(order).toEqual(['first'])
})

test('cancelling a running command tells it; the caller may wait for what it says then', async () => {
  const { caller } = connect()
  const abort = new AbortController()
  const waiting = caller.call('untilAbort', undefined, { signal: abort.signal, isCancelAwaited: true })
  setTimeout(() => abort.abort(), 10)
  expect(await waiting).toBe('tidied up')
})

test('idle work runs between commands until there is none', async () => {
  let slices = 5
  const seen: number[] = []
  const { caller, server } = connect({
    whenIdle: () => {
      if (slices === 0) return false
      slices -= 1
      seen.push(slices)
      return slices > 0
    },
  })
  await expect.poll(() => slices).toBe(0)
  slices = 1
  server.wake()
  await expect.poll(() => slices).toBe(0)
  await caller.call('note', 'x')
  expect(seen).toEqual([4, 3, 2, 1, 0, 0])
})

test('when the other end goes away, pending and later calls fail instead of waiting', async () => {
  const { caller, channel } = connect()
  const waiting = caller.call('untilAbort', undefined)
  channel.port1.close()
  await expect(waiting).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(caller.call('echo', 1)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('events reach the caller', async () => {
  const { server, caller, events } = connect()
  server.emit({ kind: 'stored' })
  await caller.call('echo', 1)
  expect(events).toEqual([{ kind: 'stored' }])
})
