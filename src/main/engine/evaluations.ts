/** Evaluations that run here, as jobs. */

import { AppError } from '../../shared/model/error.ts'
import {
  begunElsewhereReason,
  type EvaluationConfig,
  type EvaluationEstimate,
  type EvaluationOpening,
  type EvaluationProgress,
} from '../../shared/model/evaluation.ts'
import type { TargetCaller } from '../evaluation/outside.ts'
import { estimateCosts } from '../evaluation/providers/estimate-costs.ts'
import { RunPausedError } from '../evaluation/runner/call-desk.ts'
import { makeScorers } from '../evaluation/runner/make-scorers.ts'
import { type RunStore, runEvaluation } from '../evaluation/runner/run-evaluation.ts'
import type { Scorers } from '../evaluation/runner/scorer.ts'
import { openTarget } from '../evaluation/targets/open-target.ts'
import type { Reopening } from '../store/evaluation-reopening.ts'
import {
  findEvaluationCall,
  getEvaluationRun,
  listInterruptedRuns,
  nextEvaluationItems,
} from '../store/evaluation-runs.ts'
import { getJudge } from '../store/judges.ts'
import type { BegunRuns } from './begun-runs.ts'
import { threadEntry } from './channel/entry.ts'
import { toWireError } from './channel/wire-error.ts'
import type { EventBus } from './event-bus.ts'
import { endingReason, type JobRegistry, type JobRun } from './jobs.ts'
import type { Outside } from './outside.ts'
import type { WorkspaceSession } from './workspace-session.ts'
import type { Workspaces } from './workspaces.ts'

export interface Evaluations {
  /** Makes the run and starts it. @throws AppError for a configuration that cannot run */
  start(config: EvaluationConfig, opening: EvaluationOpening | undefined): Promise<{ runId: string; jobId: string }>
  /** @throws AppError for a configuration that cannot run */
  estimate(config: Omit<EvaluationConfig, 'name'>, signal: AbortSignal | undefined): Promise<EvaluationEstimate>
  /** @throws AppError NOT_FOUND, CONFLICT (it runs, or is done) */
  resume(reopening: Reopening): Promise<{ jobId: string }>
  /** Begins no further row. @throws AppError CONFLICT (it does not run) */
  pause(runId: string): void
  /** One that waits is cancelled, too. @throws AppError NOT_FOUND, CONFLICT (it neither runs nor waits) */
  cancel(runId: string): Promise<void>
  /** @throws AppError NOT_FOUND */
  progress(runId: string, signal: AbortSignal | undefined): Promise<EvaluationProgress>
  /** Continues what was at work when Assay ended, if it was begun here; what was not waits for a person. */
  continueInterrupted(): Promise<void>
}

export interface EvaluationsOptions {
  workspaces: Workspaces
  jobs: JobRegistry
  bus: EventBus
  outside: Outside
  begunRuns: BegunRuns
}

const begunElsewhere = {
  code: begunElsewhereReason,
  message: 'This run was begun on another machine. Look at what it calls, then continue it.',
}

/** A person wanted it to wait. */
const pausedByPerson = new AppError('CANCELLED', 'The evaluation is paused.')

/** A run that is at work. */
interface AtWork {
  jobId: string
  pausing: AbortController
  startedAtMs: number
  /** Rows since then. */
  finished: number
}

export function createEvaluations({ workspaces, jobs, bus, outside, begunRuns }: EvaluationsOptions): Evaluations {
  const running = new Map<string, AtWork>()
  const { egress, providers } = outside

  function open({ target }: EvaluationConfig, runId: string | undefined): TargetCaller | undefined {
    if (target.kind === 'recorded') return undefined
    return openTarget(target, {
      egress,
      providers,
      moduleThread: threadEntry('target-module'),
      env: process.env,
      runId,
    })
  }

  function makeRunScorers({ scorers }: Pick<EvaluationConfig, 'scorers'>, runId: string | undefined): Scorers {
    const { db } = workspaces.getSession()
    return makeScorers(scorers, {
      egress,
      providers,
      runId,
      getJudge: (judgeId, version) => getJudge(db, judgeId, version),
    })
  }

  function startJob(runId: string): string {
    const session = workspaces.getSession()
    const { config } = getEvaluationRun(session.db, runId)
    const atWork: AtWork = { jobId: '', pausing: new AbortController(), startedAtMs: Date.now(), finished: 0 }
    running.set(runId, atWork)
    begunRuns.add(runId, config)
    atWork.jobId = jobs.start('evaluation', config.name, async (job) => {
      try {
        await execute(session, runId, config, job, atWork)
        return { details: { runId } }
      } finally {
        running.delete(runId)
        if (job.signal.reason !== endingReason) begunRuns.remove(runId)
        bus.publish({ topic: 'runs' })
      }
    })
    return atWork.jobId
  }

  function getAtWork(runId: string): AtWork {
    const atWork = running.get(runId)
    if (atWork === undefined) throw new AppError('CONFLICT', 'This evaluation is not running.')
    return atWork
  }

  async function execute(
    session: WorkspaceSession,
    runId: string,
    config: EvaluationConfig,
    job: JobRun,
    atWork: AtWork,
  ): Promise<void> {
    const { writer } = session
    await writer.call('setEvaluationState', { runId, state: 'running' })
    bus.publish({ topic: 'runs' })
    try {
      await runAll(session, runId, config, job, atWork)
      if (atWork.pausing.signal.aborted) throw pausedByPerson
      await writer.call('logEvaluationMetrics', { runId })
      await writer.call('setEvaluationState', { runId, state: 'done' })
    } catch (error) {
      // Assay ends: the run stays as it is and continues with the next start.
      if (job.signal.reason === endingReason) throw error
      const { code, message } = toWireError(error)
      const isPaused = error === pausedByPerson || error instanceof RunPausedError
      const state = job.signal.aborted ? 'cancelled' : isPaused ? 'paused' : 'failed'
      const reason = error instanceof RunPausedError ? error.reason : code
      await writer.call('logEvaluationMetrics', { runId })
      await writer.call('setEvaluationState', {
        runId,
        state,
        ...(state === 'cancelled' || error === pausedByPerson ? {} : { error: { code: reason, message } }),
      })
      throw error
    }
  }

  async function runAll(
    session: WorkspaceSession,
    runId: string,
    config: EvaluationConfig,
    job: JobRun,
    atWork: AtWork,
  ): Promise<void> {
    const { runPk } = getEvaluationRun(session.db, runId)
    const before = await session.reader.call('readEvaluationProgress', { runId })
    let finished = before.scored + before.failed
    const report = () => job.report(finished, before.rows === 0 ? 1 : finished / before.rows)
    const target = open(config, runId)
    try {
      report()
      await runEvaluation({
        runId,
        config,
        store: openRunStore(session, runId, runPk),
        target,
        scorers: makeRunScorers(config, runId),
        spentUsd: before.costUsd,
        signal: job.signal,
        pauseSignal: atWork.pausing.signal,
        onRows(count) {
          finished += count
          atWork.finished += count
          report()
        },
      })
    } finally {
      await target?.close()
    }
  }

  function openRunStore({ db, reader, writer }: WorkspaceSession, runId: string, runPk: number): RunStore {
    return {
      async readTrace(traceId) {
        try {
          return await reader.call('readJudgeTrace', { traceId })
        } catch (error) {
          if (error instanceof AppError && error.code === 'NOT_FOUND') return undefined
          throw error
        }
      },
      listConversations: () => reader.call('listEvaluationConversations', { runId }),
      readConversation: (traceIds) => reader.call('readJudgeConversation', { traceIds }),
      async keepFeedback(feedback) {
        const { traceIds } = await writer.call('keepRunFeedback', { feedback })
        bus.publish({ topic: 'assessments', traceIds, more: false })
        bus.publish({ topic: 'runs' })
      },
      nextItems: (after, limit) => nextEvaluationItems(db, runPk, after, limit),
      findCall: (place) => findEvaluationCall(db, { ...place, runPk }),
      keepCall: (call) => writer.call('keepEvaluationCalls', { runPk, calls: [call] }),
      async finishRows(rows) {
        const { traceIds, newTraces } = await writer.call('finishEvaluationRows', { runId, rows })
        const ids = { traceIds, more: false }
        bus.publish({ topic: 'traces', kind: newTraces > 0 ? 'arrived' : 'changed', ...ids })
        bus.publish({ topic: 'assessments', ...ids })
        bus.publish({ topic: 'runs' })
      },
    }
  }

  return {
    async start(config, opening) {
      // What cannot work is said before anything is made.
      makeRunScorers(config, undefined)
      await open(config, undefined)?.close()
      const { reader, writer } = workspaces.getSession()
      const { source, target } = config
      const plan = await reader.call('planEvaluation', { source, target, isOpened: opening !== undefined })
      const { runId } = await writer.call('createEvaluationRun', { config, ...plan, opening })
      return { runId, jobId: startJob(runId) }
    },
    async estimate(config, signal) {
      const { source, target, scorers } = config
      makeRunScorers({ scorers }, undefined)
      const estimated = await workspaces
        .getSession()
        .reader.call('estimateEvaluation', { source, target, scorers }, { signal })
      return estimateCosts(estimated, target, providers)
    },
    async resume(reopening) {
      const { runId } = reopening
      if (running.has(runId)) throw new AppError('CONFLICT', 'This evaluation is running already.')
      await workspaces.getSession().writer.call('reopenEvaluation', reopening)
      return { jobId: startJob(runId) }
    },
    pause(runId) {
      getAtWork(runId).pausing.abort()
      bus.publish({ topic: 'runs' })
    },
    async cancel(runId) {
      const { db, writer } = workspaces.getSession()
      if (running.has(runId) || getEvaluationRun(db, runId).state !== 'paused') {
        jobs.cancel(getAtWork(runId).jobId)
        return
      }
      await writer.call('setEvaluationState', { runId, state: 'cancelled' })
      bus.publish({ topic: 'runs' })
    },
    async progress(runId, signal) {
      const stored = await workspaces.getSession().reader.call('readEvaluationProgress', { runId }, { signal })
      const atWork = running.get(runId)
      const isPausing = atWork?.pausing.signal.aborted === true
      if (atWork === undefined || atWork.finished === 0) return { ...stored, isPausing }
      const perRowMs = (Date.now() - atWork.startedAtMs) / atWork.finished
      const left = stored.rows - stored.scored - stored.failed
      return { ...stored, isPausing, remainingMs: Math.round(perRowMs * left) }
    },
    async continueInterrupted() {
      const session = workspaces.findSession()
      if (session === undefined || session.isReadOnly) return
      for (const runId of listInterruptedRuns(session.db)) {
        if (begunRuns.has(runId, getEvaluationRun(session.db, runId).config)) startJob(runId)
        else await session.writer.call('setEvaluationState', { runId, state: 'paused', error: begunElsewhere })
      }
    },
  }
}
