import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/model/error.ts'
import type { Job } from '../../shared/model/job.ts'
import { toWireError } from './channel/wire-error.ts'
import { MergingQueue } from './merging-queue.ts'

const maxEnded = 50
const watchGapMs = 100

/** Why a job's signal is aborted when nobody asked for it: what can continue later should. */
export const endingReason = new AppError('CANCELLED', 'Assay is closing the workspace.')

/** What a job's work is given to say how far it is. */
export interface JobRun {
  jobId: string
  signal: AbortSignal
  /** `progress` is 0 to 1, undefined while the size is unknown; `done` counts records. */
  report(done: number, progress: number | undefined): void
}

export type JobOutcome = Pick<Job, 'importReport' | 'exportReport' | 'details'>

/** Work that ended early and has something to show for it nevertheless. */
export class JobStoppedError extends AppError {
  readonly outcome: JobOutcome

  constructor(code: AppError['code'], message: string, outcome: JobOutcome) {
    super(code, message)
    this.outcome = outcome
  }
}

export interface JobRegistry {
  /** Starts `run` and answers the job's id at once. */
  start(kind: Job['kind'], title: string, run: (job: JobRun) => Promise<JobOutcome>): string
  list(): Job[]
  get(jobId: string): Job
  cancel(jobId: string): Job
  watch(jobId: string, signal: AbortSignal | undefined): AsyncIteratorObject<Job, undefined, undefined>
  /** Resolves with the job once it has ended. */
  ended(jobId: string): Promise<Job>
  /** Cancels what runs and waits for it. */
  cancelAll(): Promise<void>
}

interface Entry {
  job: Job
  abort: AbortController
  watchers: Set<MergingQueue<Job>>
  ended: Promise<Job>
}

/** Keeps running jobs and the last 50 ended ones; `onChange` is told of every change. */
export function createJobs(onChange: (jobId: string) => void, onBug: (report: string) => void): JobRegistry {
  const entries = new Map<string, Entry>()

  function getEntry(jobId: string): Entry {
    const entry = entries.get(jobId)
    if (entry === undefined) throw new AppError('NOT_FOUND', 'There is no such job.', { details: { jobId } })
    return entry
  }

  function change(entry: Entry, next: Partial<Job>): void {
    entry.job = { ...entry.job, ...next }
    for (const watcher of entry.watchers) watcher.push(entry.job)
    onChange(entry.job.jobId)
  }

  function finish(entry: Entry, next: Partial<Job>): Job {
    change(entry, { ...next, endedAtMs: Date.now() })
    for (const watcher of entry.watchers) watcher.finish()
    entry.watchers.clear()
    const ended = [...entries.values()].filter((other) => other.job.state !== 'running')
    for (const old of ended.slice(0, -maxEnded)) entries.delete(old.job.jobId)
    return entry.job
  }

  async function execute(entry: Entry, run: (job: JobRun) => Promise<JobOutcome>): Promise<Job> {
    const { jobId } = entry.job
    try {
      const outcome = await run({
        jobId,
        signal: entry.abort.signal,
        report: (done, progress) => change(entry, progress === undefined ? { done } : { done, progress }),
      })
      return finish(entry, { ...outcome, state: 'done', progress: 1 })
    } catch (error) {
      const wire = toWireError(error)
      if (wire.report !== undefined) onBug(wire.report)
      const kept = error instanceof JobStoppedError ? error.outcome : {}
      // Work that was cancelled may fail with whatever its interruption caused.
      const isCancelled = entry.abort.signal.aborted || wire.code === 'CANCELLED'
      if (isCancelled) return finish(entry, { ...kept, state: 'cancelled' })
      return finish(entry, { ...kept, state: 'failed', error: { code: wire.code, message: wire.message } })
    }
  }

  return {
    start(kind, title, run) {
      const jobId = randomUUID()
      const job: Job = { jobId, kind, title, state: 'running', done: 0, startedAtMs: Date.now() }
      const entry: Entry = {
        job,
        abort: new AbortController(),
        watchers: new Set(),
        ended: Promise.resolve(job),
      }
      entries.set(jobId, entry)
      entry.ended = Promise.resolve().then(() => execute(entry, run))
      onChange(jobId)
      return jobId
    },
    list: () => [...entries.values()].map((entry) => entry.job).reverse(),
    get: (jobId) => getEntry(jobId).job,
    cancel(jobId) {
      const entry = getEntry(jobId)
      entry.abort.abort()
      return entry.job
    },
    watch(jobId, signal) {
      const entry = getEntry(jobId)
      const queue: MergingQueue<Job> = new MergingQueue({
        keyOf: () => 'job',
        merge: (_, later) => later,
        gapMs: watchGapMs,
        signal,
        onEnd: () => entry.watchers.delete(queue),
      })
      queue.push(entry.job)
      if (entry.job.state === 'running') entry.watchers.add(queue)
      else queue.finish()
      return queue
    },
    ended: (jobId) => getEntry(jobId).ended,
    async cancelAll() {
      const running = [...entries.values()].filter((entry) => entry.job.state === 'running')
      for (const entry of running) entry.abort.abort(endingReason)
      await Promise.all(running.map((entry) => entry.ended))
    },
  }
}
