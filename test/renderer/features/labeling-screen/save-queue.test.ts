import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Save, SaveQueue, type SaveState } from '../../../../src/renderer/features/labeling-screen/save-queue.ts'

const answer = (traceId: string, schemaId: string, value: string): Save => ({
  kind: 'answer',
  traceId,
  schemaId,
  value,
  rationale: '',
})
const submit = (traceId: string): Save => ({ kind: 'submit', traceId, activeMs: 0, visible: {} })

/** An engine that fails as told, and timers that fire when asked. */
function makeQueue(start?: { pending: Save[]; refusals: [] }) {
  const arrived: { save: Save; isRepeat: boolean }[] = []
  const failures: string[] = []
  const states: SaveState[] = []
  const timers: { run: () => void; ms: number; isOff: boolean }[] = []
  const queue = new SaveQueue({
    start,
    send: async (save, isRepeat) => {
      await Promise.resolve()
      const failure = failures.shift()
      if (failure !== undefined && failure !== '') throw new Error(failure)
      arrived.push({ save, isRepeat })
    },
    classify: (error) => {
      const code = (error as Error).message
      return { kind: code === 'NOT_FOUND' ? 'refused' : code === 'CONFLICT' ? 'blocked' : 'wait', code }
    },
    onChange: (state) => states.push(state),
    later: (run, ms) => {
      const timer = { run, ms, isOff: false }
      timers.push(timer)
      return () => {
        timer.isOff = true
      }
    },
  })
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  /** Lets every timer that waits fire, until none is left. */
  const runAll = async () => {
    await settle()
    for (let timer = timers.shift(); timer !== undefined; timer = timers.shift()) {
      if (!timer.isOff) timer.run()
      await settle()
    }
  }
  return { queue, arrived, failures, states, timers, runAll, settle }
}

test('saves arrive in order, one at a time', async () => {
  const { queue, arrived, runAll } = makeQueue()
  const saves = [answer('a', 'q', 'x'), submit('a'), answer('b', 'q', 'y'), submit('b')]
  for (const save of saves) queue.add(save)
  await runAll()
  expect(arrived.map(({ save }) => save)).toEqual(saves)
  expect(queue.state).toEqual({ pending: [], refusals: [], problem: undefined })
})

test('typing is sent when it rests, the last text alone', async () => {
  const { queue, arrived, timers, settle, runAll } = makeQueue()
  for (const text of ['s', 'st', 'stop']) queue.add(answer('a', 'q', text), { isTyping: true })
  await settle()
  expect(arrived).toEqual([])
  expect(queue.state.pending).toEqual([answer('a', 'q', 'stop')])
  expect(timers.at(-1)?.ms).toBeGreaterThan(0)
  queue.add(submit('a'))
  await runAll()
  expect(arrived.map(({ save }) => save)).toEqual([answer('a', 'q', 'stop'), submit('a')])
})

test('an answer never moves before what was done with its item in between', async () => {
  const { queue, arrived, failures, runAll } = makeQueue()
  failures.push('UNAVAILABLE')
  // On its way, so that what follows waits.
  queue.add(submit('z'))
  queue.add(answer('a', 'q', 'x'))
  queue.add(submit('a'))
  queue.add({ kind: 'reopen', traceId: 'a' })
  queue.add(answer('a', 'q', 'y'))
  queue.add({ kind: 'annotate', traceId: 'a', note: 'n', activeMs: 5 })
  queue.add({ kind: 'annotate', traceId: 'a', isUnsure: true, activeMs: 6 })
  await runAll()
  expect(arrived.map(({ save }) => save)).toEqual([
    submit('z'),
    answer('a', 'q', 'x'),
    submit('a'),
    { kind: 'reopen', traceId: 'a' },
    answer('a', 'q', 'y'),
    { kind: 'annotate', traceId: 'a', note: 'n', isUnsure: true, activeMs: 11 },
  ])
})

describe('failures', () => {
  test('without a connection everything waits, is tried again with longer pauses, and says so', async () => {
    const { queue, arrived, failures, timers, settle, runAll } = makeQueue()
    failures.push('UNAVAILABLE', 'UNAVAILABLE')
    queue.add(submit('a'))
    await settle()
    expect(queue.state).toMatchObject({ pending: [submit('a')], problem: { kind: 'wait' } })
    const first = timers.shift()
    first?.run()
    await settle()
    expect(timers[0]?.ms).toBeGreaterThan(first?.ms ?? Number.NaN)
    await runAll()
    expect(arrived).toEqual([{ save: submit('a'), isRepeat: true }])
    expect(queue.state.problem).toBeUndefined()
  })

  test('a session that takes nothing blocks until it is tried again', async () => {
    const { queue, arrived, failures, settle } = makeQueue()
    failures.push('CONFLICT')
    queue.add(submit('a'))
    await settle()
    expect(queue.state.problem?.kind).toBe('blocked')
    queue.add(submit('b'))
    await settle()
    expect(arrived).toEqual([])
    queue.retry()
    await settle()
    expect(arrived.map(({ save }) => save)).toEqual([submit('a'), submit('b')])
  })

  test('what is refused for one item stops no other, and waits for the word of the reviewer', async () => {
    const { queue, arrived, failures, runAll } = makeQueue()
    failures.push('NOT_FOUND')
    queue.add(answer('gone', 'q', 'x'))
    queue.add(answer('b', 'q', 'y'))
    queue.add(submit('gone'))
    await runAll()
    expect(arrived.map(({ save }) => save)).toEqual([answer('b', 'q', 'y')])
    expect(queue.state.refusals).toEqual([
      { traceId: 'gone', saves: [answer('gone', 'q', 'x'), submit('gone')], code: 'NOT_FOUND' },
    ])
    queue.retryRefused('gone')
    await runAll()
    expect(arrived.map(({ save }) => save).slice(1)).toEqual([answer('gone', 'q', 'x'), submit('gone')])
    expect(queue.state.refusals).toEqual([])
  })
})

test('what waited over a reload is sent first, as something that may have arrived', async () => {
  const { queue, arrived, runAll } = makeQueue({ pending: [submit('a'), submit('b')], refusals: [] })
  queue.add(submit('c'))
  await runAll()
  expect(arrived).toEqual([
    { save: submit('a'), isRepeat: true },
    { save: submit('b'), isRepeat: false },
    { save: submit('c'), isRepeat: false },
  ])
})

test('whatever fails when, the last answer to each question arrives, after what came before it', async () => {
  const save = fc.oneof(
    fc.record({ item: fc.constantFrom('a', 'b'), schema: fc.constantFrom('p', 'q'), isTyping: fc.boolean() }),
    fc.record({ item: fc.constantFrom('a', 'b') }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(save, { maxLength: 20 }),
      fc.array(fc.constantFrom('', 'UNAVAILABLE', 'CONFLICT'), { maxLength: 10 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (saves, faults, pauses) => {
        const { queue, arrived, failures, settle, runAll } = makeQueue()
        failures.push(...faults)
        const expected = new Map<string, string>()
        for (const [at, each] of saves.entries()) {
          const isAnswer = 'schema' in each
          if (isAnswer) queue.add(answer(each.item, each.schema, `${at}`), { isTyping: each.isTyping })
          else queue.add(submit(each.item))
          expected.set(`${each.item} ${isAnswer ? each.schema : 'submit'}`, `${at}`)
          if (pauses[at] === true) await settle()
        }
        await runAll()
        expect(queue.state.pending).toEqual([])
        const last = new Map<string, Save>()
        for (const { save: one } of arrived) {
          last.set(`${one.traceId} ${one.kind === 'answer' ? one.schemaId : one.kind}`, one)
        }
        expect([...last.keys()].sort()).toEqual([...expected.keys()].sort())
        for (const [key, one] of last) if (one.kind === 'answer') expect(one.value).toBe(expected.get(key))
        // Submissions are never merged or lost.
        const submissions = saves.filter((each) => !('schema' in each)).length
        expect(arrived.filter(({ save: one }) => one.kind === 'submit')).toHaveLength(submissions)
      },
    ),
  )
})
