import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ColumnMapping, ColumnTarget, ImportFormat, type ImportReport, type Job } from '../../shared/model/job.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import type { Output } from './output.ts'
import { followJob, openWorkspace, withEngine } from './session.ts'

export const importOptions: Record<string, OptionSpec> = {
  workspace: { type: 'string', short: 'w' },
  format: { type: 'string' },
  map: { type: 'string', multiple: true },
}

interface FileOutcome {
  file: string
  state: Job['state']
  report?: ImportReport
  error?: { code: string; message: string }
}

/** `assay import`: every file is a job of the engine, one after the other; a failing file does not stop the next. */
export async function runImportCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  const workspace = parsed.text('workspace')
  if (workspace === undefined) throw new UsageError('import needs --workspace.')
  if (parsed.positionals.length === 0) throw new UsageError('import needs at least one file.')
  for (const file of parsed.positionals) if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const format = readFormat(parsed.text('format'))
  const mapping = readMapping(parsed.texts('map'))
  return withEngine(parsed, async (client) => {
    await openWorkspace(client, workspace, true, output)
    const outcomes: FileOutcome[] = []
    for (const file of parsed.positionals) {
      if (signal.aborted) break
      const request = { source: { path: resolve(file) }, ...(format && { format }), ...(mapping && { mapping }) }
      const { jobId } = await client.imports.start(request)
      const job = await followJob(client, jobId, signal, output)
      outcomes.push({
        file,
        state: job.state,
        ...(job.importReport && { report: job.importReport }),
        ...(job.error && { error: job.error }),
      })
    }
    output.result({ files: outcomes }, outcomes.flatMap(toLines))
    return toExitCode(outcomes, signal)
  })
}

function readFormat(given: string | undefined): ImportFormat | undefined {
  if (given === undefined) return undefined
  const format = ImportFormat.safeParse(given)
  if (!format.success) throw new UsageError(`--format takes one of ${ImportFormat.options.join(', ')}.`)
  return format.data
}

function readMapping(pairs: string[]): ColumnMapping | undefined {
  if (pairs.length === 0) return undefined
  return Object.fromEntries(
    pairs.map((pair) => {
      const split = pair.lastIndexOf('=')
      const target = ColumnTarget.safeParse(pair.slice(split + 1))
      if (split < 1 || !target.success) {
        throw new UsageError(`--map takes COLUMN=TARGET; targets are ${ColumnTarget.options.join(', ')}.`)
      }
      return [pair.slice(0, split), target.data]
    }),
  )
}

function toLines({ file, state, report, error }: FileOutcome): string[] {
  if (report === undefined) return [`${file}: ${state === 'cancelled' ? 'cancelled' : (error?.message ?? state)}`]
  const counts = [
    `${report.newTraces} new traces`,
    `${report.newSpans} new spans`,
    `${report.updatedSpans} updated`,
    `${report.unchangedSpans} unchanged`,
    `${report.newLogs} logs`,
    `${report.newAssessments} assessments`,
  ]
  const skipped = report.skipped.map(
    (skip) => `  skipped ${skip.count}: ${skip.message}${skip.at.length > 0 ? ` (at ${skip.at.join(', ')})` : ''}`,
  )
  return [`${file} (${report.format}): ${counts.join(', ')}`, ...skipped]
}

function toExitCode(outcomes: FileOutcome[], signal: AbortSignal): number {
  if (signal.aborted) return exitCodes.interrupted
  if (outcomes.some((outcome) => outcome.state !== 'done')) return exitCodes.failure
  return outcomes.some((outcome) => (outcome.report?.skipped.length ?? 0) > 0) ? exitCodes.partial : exitCodes.ok
}
