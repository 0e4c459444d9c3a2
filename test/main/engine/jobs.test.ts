import { expect, test } from 'vitest'
import { createJobs } from '../../../src/main/engine/jobs.ts'
import { AppError } from '../../../src/shared/model/error.ts'
import type { Job } from '../../../src/shared/model/job.ts'

function makeJobs() {
  const changes: string[] = []
  const bugs: string[] = []
  const jobs = createJobs(
    (jobId) => changes.push(jobId),
    (report) => bugs.push(report),
  )
  return { jobs, changes, bugs }
}

test('a job runs to its end and keeps what came out', async () => {
  const { jobs, changes } = makeJobs()
  const jobId = jobs.start('export', 'x.csv', async (job) => {
    job.report(3, 0.5)
    return { details: { rows: 3 } }
  })
  expect(jobs.get(jobId)).toMatchObject({ state: 'running', kind: 'export', title: 'x.csv' })
  const ended = await jobs.ended(jobId)
  expect(ended).toMatchObject({ state: 'done', done: 3, progress: 1, details: { rows: 3 } })
  expect(ended.endedAtMs).toBeGreaterThanOrEqual(ended.startedAtMs)
  expect(new Set(changes)).toEqual(new Set([jobId]))
})

test('a failure keeps its code; a bug becomes INTERNAL without its message', async () => {
  const { jobs, bugs } = makeJobs()
  const expected = jobs.start('import', 'a', async () => {
    throw new AppError('STORE_FULL', 'No room.')
  })
  const bug = jobs.start('import', 'b', async () => JSON.parse('secret trace content'))
  expect(await jobs.ended(expected)).toMatchObject({
    state: 'failed',
    error: { code: 'STORE_FULL', message: 'No room.' },
  })
  const failed = await jobs.ended(bug)
  expect(failed.error?.code).toBe('INTERNAL')
  expect(bugs).toHaveLength(1)
  expect(JSON.stringify([failed, bugs])).not.toContain('secret')
})

test('cancelling ends a job as cancelled, whatever the interruption throws', async () => {
  const { jobs } = makeJobs()
  const jobId = jobs.start('import', 'a', async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    throw new Error('stream closed')
  })
  await Promise.resolve()
  jobs.cancel(jobId)
  expect(await jobs.ended(jobId)).toMatchObject({ state: 'cancelled' })
})

test('watching gives the job now, its changes and its end', async () => {
  const { jobs } = makeJobs()
  let goOn = () => {}
  const jobId = jobs.start('import', 'a', async (job) => {
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
    job.report(10, undefined)
    return {}
  })
  const seen: Job[] = []
  for await (const job of jobs.watch(jobId, undefined)) {
    seen.push(job)
    goOn()
  }
  expect(seen[0]).toMatchObject({ state: 'running' })
  expect(seen.at(-1)).toMatchObject({ state: 'done', done: 10 })

  const after: Job[] = []
  for await (const job of jobs.watch(jobId, undefined)) after.push(job)
  expect(after).toEqual([seen.at(-1)])
})

test('the last fifty ended jobs are kept, newest first', async () => {
  const { jobs } = makeJobs()
  const ids: string[] = []
  for (let index = 0; index < 55; index += 1) {
    ids.push(jobs.start('export', String(index), async () => ({})))
    await jobs.ended(ids[index] as string)
  }
  const titles = jobs.list().map((job) => job.title)
  expect(titles).toHaveLength(50)
  expect(titles[0]).toBe('54')
  expect(() => jobs.get(ids[0] as string)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})
