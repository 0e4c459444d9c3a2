/** Evaluations that run here, as jobs. */

import { AppError } from '../../shared/model/error.ts'
import type { EvaluationConfig } from '../../shared/model/evaluation.ts'
import type { TargetCaller } from '../evaluation/outside.ts'
import { RunPausedError } from '../evaluation/runner/call-desk.ts'
import { makeScorers } from '../evaluation/runner/make-scorers.ts'
import { type RunStore, runEvaluation } from '../evaluation/runner/run-evaluation.ts'
import { openTarget } from '../evaluation/targets/open-target.ts'
import {
  findEvaluationCall,
  getEvaluationRun,
  listInterruptedRuns,
  nextEvaluationItems,
  readEvaluationProgress,
} from '../store/evaluation-runs.ts'
import { threadEntry } from './channel/entry.ts'
import { toWireError } from './channel/wire-error.ts'
import type { EventBus } from './event-bus.ts'
import { endingReason, type JobRegistry, type JobRun } from './jobs.ts'
import type { Outside } from './outside.ts'
import type { WorkspaceSession } from './workspace-session.ts'
import type { Workspaces } from './workspaces.ts'

export interface Evaluations {
  /** Makes the run and starts it. @throws AppError for a configuration that cannot run */
  start(config: EvaluationConfig): Promise<{ runId: string; jobId: string }>
  /** @throws AppError NOT_FOUND, CONFLICT (it runs, or is done) */
  resume(runId: string): Promise<{ jobId: string }>
  /** Continues what was at work when Assay ended. */
  continueInterrupted(): Promise<void>
}

export interface EvaluationsOptions {
  workspaces: Workspaces
  jobs: JobRegistry
  bus: EventBus
  outside: Outside
}

export function createEvaluations({ workspaces, jobs, bus, outside }: EvaluationsOptions): Evaluations {
  const running = new Set<string>()
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

  function startJob(runId: string): string {
    const session = workspaces.getSession()
    const { config } = getEvaluationRun(session.db, runId)
    running.add(runId)
    return jobs.start('evaluation', config.name, async (job) => {
      try {
        await execute(session, runId, config, job)
        return { details: { runId } }
      } finally {
        running.delete(runId)
        bus.publish({ topic: 'runs' })
      }
    })
  }

  async function execute(
    session: WorkspaceSession,
    runId: string,
    config: EvaluationConfig,
    job: JobRun,
  ): Promise<void> {
    const { writer } = session
    await writer.call('setEvaluationState', { runId, state: 'running' })
    bus.publish({ topic: 'runs' })
    try {
      await runAll(session, runId, config, job)
      await writer.call('logEvaluationMetrics', { runId })
      await writer.call('setEvaluationState', { runId, state: 'done' })
    } catch (error) {
      // Assay ends: the run stays as it is and continues with the next start.
      if (job.signal.reason === endingReason) throw error
      const { code, message } = toWireError(error)
      const state = job.signal.aborted ? 'cancelled' : error instanceof RunPausedError ? 'paused' : 'failed'
      await writer.call('logEvaluationMetrics', { runId })
      await writer.call('setEvaluationState', {
        runId,
        state,
        ...(state === 'cancelled' ? {} : { error: { code, message } }),
      })
      throw error
    }
  }

  async function runAll(
    session: WorkspaceSession,
    runId: string,
    config: EvaluationConfig,
    job: JobRun,
  ): Promise<void> {
    const { db } = session
    const { runPk } = getEvaluationRun(db, runId)
    const before = readEvaluationProgress(db, runId)
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
        scorers: makeScorers(config.scorers),
        spentUsd: before.costUsd,
        signal: job.signal,
        onRows(count) {
          finished += count
          report()
        },
      })
    } finally {
      await target?.close()
    }
  }

  function openRunStore({ db, writer }: WorkspaceSession, runId: string, runPk: number): RunStore {
    return {
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
    async start(config) {
      // What cannot work is said before anything is made.
      makeScorers(config.scorers)
      await open(config, undefined)?.close()
      const { reader, writer } = workspaces.getSession()
      const { source, target } = config
      const plan = await reader.call('planEvaluation', { source, target })
      const { runId } = await writer.call('createEvaluationRun', { config, ...plan })
      return { runId, jobId: startJob(runId) }
    },
    async resume(runId) {
      const { state } = getEvaluationRun(workspaces.getSession().db, runId)
      if (running.has(runId)) throw new AppError('CONFLICT', 'This evaluation is running already.')
      if (state === 'done')
        throw new AppError('CONFLICT', 'This evaluation is done. Start another one to run it again.')
      return { jobId: startJob(runId) }
    },
    async continueInterrupted() {
      const session = workspaces.findSession()
      if (session === undefined || session.isReadOnly) return
      for (const runId of listInterruptedRuns(session.db)) startJob(runId)
    },
  }
}
