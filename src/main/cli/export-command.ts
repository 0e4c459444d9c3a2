import { resolve } from 'node:path'
import { ExportFormat } from '../../shared/model/job.ts'
import { TraceFilter, type TraceSelection } from '../../shared/model/trace.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import { labelOptions, runLabelsExport } from './export-labels-command.ts'
import type { Output } from './output.ts'
import { followJob, openWorkspace, withEngine } from './session.ts'

export const exportOptions: Record<string, OptionSpec> = {
  workspace: { type: 'string', short: 'w' },
  out: { type: 'string', short: 'o' },
  format: { type: 'string' },
  filter: { type: 'string' },
  trace: { type: 'string', multiple: true },
  'no-assessments': { type: 'boolean' },
  ...labelOptions,
}

/** `assay export`. The workspace is opened read-only, so one that is open in the app can be exported from. */
export async function runExportCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  if (parsed.flag('labels')) return runLabelsExport(parsed, output, signal, readSelection)
  const workspace = parsed.text('workspace')
  const out = parsed.text('out')
  const format = ExportFormat.safeParse(parsed.text('format') ?? guessFormat(out))
  if (workspace === undefined) throw new UsageError('export needs --workspace.')
  if (out === undefined) throw new UsageError('export needs --out.')
  if (!format.success) throw new UsageError(`export needs --format, one of ${ExportFormat.options.join(', ')}.`)
  if (parsed.positionals.length > 0) throw new UsageError(`Unknown word ${parsed.positionals[0]}.`)
  const selection = readSelection(parsed)
  return withEngine(parsed, async (client) => {
    await openWorkspace(client, workspace, false, output)
    const { jobId } = await client.exports.start({
      format: format.data,
      selection,
      withAssessments: !parsed.flag('no-assessments'),
      path: resolve(out),
    })
    const job = await followJob(client, jobId, signal, output)
    const report = job.exportReport
    if (job.state === 'done' && report !== undefined) {
      const counts = `${report.traces} traces, ${report.spans} spans, ${report.assessments} assessments`
      output.result({ report }, [`${report.path}: ${counts}, ${report.sizeBytes} bytes`])
      return exitCodes.ok
    }
    if (job.state === 'cancelled') {
      output.result({ state: job.state }, ['Cancelled; nothing was written.'])
      return exitCodes.interrupted
    }
    output.failure(new Error(job.error?.message ?? 'The export failed.'))
    return exitCodes.failure
  })
}

/** The format that the name of the file speaks of: `labels.csv`, `traces.otlp.jsonl`. */
function guessFormat(out: string | undefined): string | undefined {
  const [, inner, outer] = /(?:\.(otlp|mlflow))?\.(\w+)$/i.exec(out ?? '') ?? []
  return (inner ?? outer)?.toLowerCase()
}

/** @throws UsageError when `--filter` is not a TraceFilter */
function readSelection(parsed: Parsed): TraceSelection {
  const traceIds = parsed.texts('trace').map((id) => id.replace(/^tr-/, '').toLowerCase())
  const given = parsed.text('filter')
  if (traceIds.length > 0 && given !== undefined) throw new UsageError('Give --filter or --trace, not both.')
  if (traceIds.length > 0) return { traceIds }
  if (given === undefined) return { filter: {} }
  const filter = TraceFilter.strict().safeParse(parseJson(given))
  if (filter.success) return { filter: filter.data }
  const issue = filter.error.issues[0]
  throw new UsageError(`--filter: ${issue?.path.join('.') || 'filter'}: ${issue?.message ?? 'not a filter'}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError('--filter is not JSON.')
  }
}
