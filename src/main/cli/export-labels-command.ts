import { resolve } from 'node:path'
import type { Json } from '../../shared/model/json.ts'
import {
  expectedResponse,
  LabeledExport,
  LabeledExportReport,
  LabeledFormat,
  LabeledShape,
  type LabeledSource,
  tableFormats,
} from '../../shared/model/labeled-export.ts'
import type { TraceSelection } from '../../shared/model/trace.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import { chooseSession, openExisting, readRedaction } from './handover-command.ts'
import type { Output } from './output.ts'
import { type CliClient, followJob, openWorkspace, withEngine } from './session.ts'

/** Beside those of `assay export`. */
export const labelOptions: Record<string, OptionSpec> = {
  labels: { type: 'boolean' },
  shape: { type: 'string' },
  session: { type: 'string' },
  dataset: { type: 'string' },
  version: { type: 'string' },
  split: { type: 'string' },
  'open-seal': { type: 'string' },
  user: { type: 'string' },
  where: { type: 'string', multiple: true },
  corrections: { type: 'string' },
  redact: { type: 'string', multiple: true },
  'redact-name': { type: 'string', multiple: true },
  'redact-pattern': { type: 'string', multiple: true },
  'hide-reviewers': { type: 'boolean' },
}

const extensions: Record<string, LabeledFormat> = { jsonl: 'jsonl', csv: 'csv', parquet: 'parquet' }

/** `assay export --labels`. The workspace is opened read-only, unless a seal is opened, which is written down. */
export async function runLabelsExport(
  parsed: Parsed,
  output: Output,
  signal: AbortSignal,
  readSelection: (parsed: Parsed) => TraceSelection,
): Promise<number> {
  const [workspace, out] = [parsed.text('workspace'), parsed.text('out')]
  if (workspace === undefined) throw new UsageError('export needs --workspace.')
  if (out === undefined) throw new UsageError('export needs --out.')
  if (parsed.positionals.length > 0) throw new UsageError(`Unknown word ${parsed.positionals[0]}.`)
  const request = readRequest(parsed, out, readSelection(parsed))
  return withEngine(parsed, async (client) => {
    if (parsed.text('open-seal') === undefined) await openWorkspace(client, workspace, false, output)
    else await openExisting(client, workspace, output)
    const session = parsed.text('session')
    const dataset = parsed.text('dataset')
    if (session !== undefined) request.source = { kind: 'session', sessionId: await chooseSession(client, session) }
    if (dataset !== undefined) request.source = await chooseRecords(client, dataset, parsed)
    const { jobId } = await client.labeledExports.start({ ...request, path: resolve(out) })
    const job = await followJob(client, jobId, signal, output)
    const details = LabeledExportReport.safeParse(job.details)
    if (job.state === 'done' && details.success && job.exportReport !== undefined) {
      const { items, labels, rows, left } = details.data
      const unit = dataset === undefined ? 'traces' : 'records'
      const lines = [`${job.exportReport.path}: ${rows} rows of ${items} ${unit} with ${labels} labels`]
      if (left > 0) lines.push(`${left} ${unit} gave nothing in this format.`)
      output.result({ report: job.exportReport, details: details.data }, lines)
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

function readRequest(parsed: Parsed, out: string, selection: TraceSelection): LabeledExport {
  const guessed = extensions[/\.(\w+)$/.exec(out)?.[1]?.toLowerCase() ?? '']
  const format = LabeledFormat.safeParse(parsed.text('format') ?? guessed)
  if (!format.success) throw new UsageError(`--labels needs --format, one of ${LabeledFormat.options.join(', ')}.`)
  const given = parsed.text('shape')
  if (given !== undefined && !tableFormats.includes(format.data)) {
    throw new UsageError(`--shape is for ${tableFormats.join(', ')}; ${format.data} has a form of its own.`)
  }
  const shape = LabeledShape.safeParse(given ?? 'trace')
  if (!shape.success) throw new UsageError(`--shape takes one of ${LabeledShape.options.join(', ')}.`)
  const sources = [parsed.text('session'), parsed.text('dataset'), parsed.text('filter') ?? parsed.texts('trace')[0]]
  if (sources.filter((source) => source !== undefined).length > 1) {
    throw new UsageError('Give one of --session, --dataset, and --filter or --trace.')
  }
  const ofDataset = ['version', 'split', 'open-seal'].find((name) => parsed.text(name) !== undefined)
  if (ofDataset !== undefined && parsed.text('dataset') === undefined) {
    throw new UsageError(`--${ofDataset} is of a dataset: name it with --dataset.`)
  }
  const request = LabeledExport.safeParse({
    source: { kind: 'traces', selection },
    format: format.data,
    shape: shape.data,
    where: parsed.texts('where').map(readCondition),
    corrections: parsed.text('corrections') ?? expectedResponse,
    redaction: readRedaction(parsed),
    hidesReviewers: parsed.flag('hide-reviewers'),
  })
  if (request.success) return request.data
  const issue = request.error.issues[0]
  throw new UsageError(`--${issue?.path.join('.') || 'labels'}: ${issue?.message ?? 'cannot be read'}`)
}

/**
 * The dataset of this id or name; its version and split, the seal opened where a purpose is given.
 *
 * @throws UsageError
 */
async function chooseRecords(client: CliClient, given: string, parsed: Parsed): Promise<LabeledSource> {
  const all = await client.datasets.list()
  const [only, second] = all.filter(({ datasetId, name }) => datasetId === given || name === given)
  if (only === undefined || second !== undefined) {
    const names = all.map(({ name, datasetId }) => `${name} (${datasetId})`).join(', ')
    throw new UsageError(`Name one dataset with --dataset: ${names || 'the workspace has none'}.`)
  }
  const { datasetId } = only
  const [version, split, purpose, user] = ['version', 'split', 'open-seal', 'user'].map((name) => parsed.text(name))
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version)) throw new UsageError('--version takes a whole number.')
  if (purpose !== undefined && split === undefined) {
    throw new UsageError('--open-seal needs --split, the sealed split that is opened.')
  }
  const opening =
    purpose === undefined || split === undefined
      ? undefined
      : await client.datasets.openSeal({ datasetId, split, purpose, ...(user === undefined ? {} : { user }) })
  return {
    kind: 'dataset',
    datasetId,
    ...(version === undefined ? {} : { version: Number(version) }),
    ...(split === undefined ? {} : { split }),
    ...(opening === undefined ? {} : { openingId: opening.openingId }),
  }
}

/** `name=value`, the value as JSON or else as a text. */
function readCondition(text: string): { name: string; value: Json } {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`--where takes NAME=VALUE, not ${text}.`)
  const value = text.slice(at + 1)
  try {
    return { name: text.slice(0, at), value: JSON.parse(value) as Json }
  } catch {
    return { name: text.slice(0, at), value }
  }
}
