import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AppError } from '../../shared/model/error.ts'
import { mostCompared, ReportFormat, ReportLanguage } from '../../shared/model/report.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import { findOne } from './find-one.ts'
import type { Output } from './output.ts'
import { followJob, openWorkspace, withEngine } from './session.ts'

export const reportOptions: Record<string, OptionSpec> = {
  workspace: { type: 'string', short: 'w' },
  out: { type: 'string', short: 'o' },
  run: { type: 'string', multiple: true },
  format: { type: 'string' },
  lang: { type: 'string' },
  lower: { type: 'string', multiple: true },
}

/** `assay report`. The workspace is opened read-only. */
export async function runReportCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  const [workspace, out] = [parsed.text('workspace'), parsed.text('out')]
  if (workspace === undefined) throw new UsageError('report needs --workspace.')
  if (out === undefined) throw new UsageError('report needs --out.')
  if (parsed.positionals.length > 0) throw new UsageError(`Unknown word ${parsed.positionals[0]}.`)
  const named = parsed.texts('run')
  if (named.length === 0) throw new UsageError('report needs --run.')
  if (named.length > mostCompared) throw new UsageError(`report compares at most ${mostCompared} runs.`)
  const guessed = /\.(\w+)$/.exec(out)?.[1]?.toLowerCase()
  const format = ReportFormat.safeParse(parsed.text('format') ?? guessed)
  if (!format.success) throw new UsageError(`report needs --format, one of ${ReportFormat.options.join(', ')}.`)
  const language = ReportLanguage.safeParse(parsed.text('lang') ?? 'en')
  if (!language.success) throw new UsageError(`--lang takes one of ${ReportLanguage.options.join(', ')}.`)
  if (!existsSync(resolve(workspace))) throw new AppError('NOT_FOUND', `There is no workspace at ${workspace}.`)
  return withEngine(parsed, async (client) => {
    await openWorkspace(client, workspace, false, output)
    const all = await client.evaluations.list()
    const runIds = named.map((each) => findOne('run', each, all, ({ runId }) => runId).runId)
    if (new Set(runIds).size < runIds.length) throw new UsageError('Give each --run once.')
    const { jobId } = await client.reports.export({
      runIds,
      format: format.data,
      language: language.data,
      lowerIsBetter: parsed.texts('lower'),
      path: resolve(out),
    })
    const job = await followJob(client, jobId, signal, output)
    if (job.state === 'done' && job.exportReport !== undefined) {
      const { path, traces } = job.exportReport
      output.result({ runIds, report: job.exportReport }, [`${path}: ${traces} rows`])
      return exitCodes.ok
    }
    if (job.state === 'cancelled') {
      output.result({ state: job.state }, ['Cancelled; nothing was written.'])
      return exitCodes.interrupted
    }
    output.failure(new Error(job.error?.message ?? 'The report could not be written.'))
    return exitCodes.failure
  })
}
