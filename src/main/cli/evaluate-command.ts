import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { AppError } from '../../shared/model/error.ts'
import {
  EvaluationConfig,
  type EvaluationOpening,
  type EvaluationProgress,
  type EvaluationSource,
  ScorerSpec,
} from '../../shared/model/evaluation.ts'
import { Target } from '../../shared/model/target.ts'
import { listPlaces } from '../../shared/model/template-places.ts'
import { TraceFilter } from '../../shared/model/trace.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import { findJudgeModel, readScorerWords, saveGivenProviders } from './evaluation-words.ts'
import { findOne } from './find-one.ts'
import { type EvaluatedRow, type MinimumCheck, toJunit } from './junit.ts'
import type { Output } from './output.ts'
import { type CliClient, followJob, openWorkspace, withEngine } from './session.ts'

export const evaluateOptions: Record<string, OptionSpec> = {
  workspace: { type: 'string', short: 'w' },
  dataset: { type: 'string' },
  version: { type: 'string' },
  split: { type: 'string' },
  'open-seal': { type: 'string' },
  user: { type: 'string' },
  session: { type: 'string' },
  filter: { type: 'string' },
  target: { type: 'string' },
  scorers: { type: 'string' },
  'judge-model': { type: 'string' },
  guidelines: { type: 'string' },
  repeats: { type: 'string' },
  provider: { type: 'string', multiple: true },
  'provider-key': { type: 'string', multiple: true },
  name: { type: 'string' },
  experiment: { type: 'string' },
  concurrency: { type: 'string' },
  'max-cost': { type: 'string' },
  resume: { type: 'string' },
  min: { type: 'string', multiple: true },
  junit: { type: 'string' },
}

const mostReasons = 5
/** A run over traces, which have no name together. */
const unnamed = 'evaluation'

/** `assay evaluate`: for CI, so its exit code says whether every `--min` was reached. */
export async function runEvaluateCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  const workspace = parsed.text('workspace')
  if (workspace === undefined) throw new UsageError('evaluate needs --workspace.')
  if (parsed.positionals.length > 0) throw new UsageError(`Unknown word ${parsed.positionals[0]}.`)
  const minimums = parsed.texts('min').map(readMinimum)
  const resumed = parsed.text('resume')
  const wanted = resumed === undefined ? readWanted(parsed) : undefined
  if (!existsSync(resolve(workspace))) throw new AppError('NOT_FOUND', `There is no workspace at ${workspace}.`)
  return withEngine(parsed, async (client) => {
    await openWorkspace(client, workspace, true, output)
    await saveGivenProviders(client, parsed)
    const { runId, jobId } =
      wanted === undefined
        ? { runId: resumed as string, ...(await client.evaluations.resume({ runId: resumed as string })) }
        : await startRun(client, { ...wanted, ...(await findAll(client, parsed)) }, output)
    const job = await followJob(client, jobId, signal, output)
    await tellFailures(client, runId, output)
    const progress = await client.evaluations.progress({ runId })
    const run = await client.evaluations.get({ runId })
    const means = new Map(run.metrics.map(({ key, value }) => [key, value]))
    const checks = minimums.map(({ scorer, minimum }): MinimumCheck => {
      const mean = means.get(`${scorer}/mean`)
      return { scorer, minimum, mean: typeof mean === 'number' ? mean : undefined }
    })
    const junit = parsed.text('junit')
    if (junit !== undefined) writeFileSync(junit, toJunit(run.name, checks, await readRows(client, runId)))
    const metrics = Object.fromEntries(means)
    output.result({ runId, progress, metrics, minimums: checks }, toLines(progress, metrics, checks))
    if (job.state === 'cancelled') return exitCodes.interrupted
    if (job.state === 'failed') {
      output.note(`assay: ${job.error?.message ?? 'The evaluation failed.'} Go on with --resume ${runId}.`)
      return exitCodes.failure
    }
    if (checks.some(isMissed)) return exitCodes.belowMinimum
    return progress.failed > 0 ? exitCodes.partial : exitCodes.ok
  })
}

/** Rows that the target's texts ask too much of are told before; the run goes on all the same. */
async function startRun(client: CliClient, config: EvaluationConfig & { opening?: EvaluationOpening }, output: Output) {
  if (listPlaces(config.target).length > 0) {
    const { emptyPlaces, lookedRows } = await client.evaluations.estimate(config)
    for (const { place, rows } of emptyPlaces) {
      output.note(`assay: ${rows} of ${lookedRows} rows looked at have no ${place}: it is sent empty for them.`)
    }
  }
  return client.evaluations.start(config)
}

/** Why rows failed, the most frequent reasons first. */
async function tellFailures(client: CliClient, runId: string, output: Output): Promise<void> {
  const counts = new Map<string, number>()
  let cursor: string | undefined
  do {
    const from = cursor === undefined ? {} : { cursor }
    const page = await client.evaluations.items({ runId, state: 'failed', limit: 500, ...from })
    for (const { error } of page.items) {
      if (error !== undefined) counts.set(error.message, (counts.get(error.message) ?? 0) + 1)
    }
    cursor = page.nextCursor
  } while (cursor !== undefined)
  const reasons = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostReasons)
  for (const [message, count] of reasons)
    output.note(`assay: ${count} ${count === 1 ? 'row' : 'rows'} failed: ${message}`)
}

function isMissed({ mean, minimum }: MinimumCheck): boolean {
  return mean === undefined || mean < minimum
}

function readMinimum(text: string): { scorer: string; minimum: number } {
  const [, scorer, value] = /^(.+)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (scorer === undefined) throw new UsageError('--min takes SCORER=VALUE, such as correctness=0.8.')
  return { scorer, minimum: Number(value) }
}

/** @throws UsageError for what is no configuration */
function readWanted(parsed: Parsed): Omit<EvaluationConfig, 'source' | 'scorers'> {
  const sources = ['dataset', 'session', 'filter'].filter((name) => parsed.text(name) !== undefined)
  if (sources.length !== 1) throw new UsageError('evaluate needs one of --dataset, --session and --filter.')
  const scorers = parsed.text('scorers')
  if (scorers === undefined) throw new UsageError('evaluate needs --scorers.')
  if (isFile(scorers)) readJsonFile('scorers', scorers, z.array(ScorerSpec))
  const target = parsed.text('target') ?? 'recorded'
  const maxCost = parsed.text('max-cost')
  const config = EvaluationConfig.omit({ source: true, scorers: true }).safeParse({
    experimentId: parsed.text('experiment') ?? '0',
    name: parsed.text('name') ?? unnamed,
    target: target === 'recorded' ? { kind: 'recorded' } : readJsonFile('target', target, Target),
    concurrency: Number(parsed.text('concurrency') ?? 8),
    ...(maxCost === undefined ? {} : { maxCostUsd: Number(maxCost) }),
    maxTries: 5,
  })
  if (config.success) return config.data
  throw new UsageError(describe('evaluate', config.error))
}

/** A JSON file, else words. */
async function findScorers(client: CliClient, parsed: Parsed): Promise<ScorerSpec[]> {
  const given = parsed.text('scorers') ?? ''
  if (isFile(given)) return readJsonFile('scorers', given, z.array(ScorerSpec))
  const guidelines = parsed.text('guidelines')
  const repeats = Number(parsed.text('repeats') ?? 1)
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > 11) throw new UsageError('--repeats takes 1 to 11.')
  return readScorerWords(client, given, {
    judgeModel: await findJudgeModel(client, parsed.text('judge-model')),
    guidelines: guidelines === undefined ? undefined : readText('guidelines', guidelines),
    repeats,
  })
}

const isFile = (given: string) => given.endsWith('.json') || existsSync(given)

function readJsonFile<T>(option: string, path: string, type: z.ZodType<T>): T {
  const read = type.safeParse(parseJson(option, readText(option, path)))
  if (read.success) return read.data
  throw new UsageError(describe(`--${option}`, read.error))
}

function readText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`--${option}: ${path} cannot be read.`)
  }
}

function parseJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`--${option} is not JSON.`)
  }
}

function describe(option: string, error: z.ZodError): string {
  const issue = error.issues[0]
  return `${option}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not valid'}`
}

/** What is named must be there before anything is opened: a wrong call leaves no opening behind. */
async function findAll(client: CliClient, parsed: Parsed) {
  const { source, sourceName } = await findSource(client, parsed)
  const scorers = await findScorers(client, parsed)
  const opening = await readOpening(client, parsed, source)
  const name = parsed.text('name') ?? sourceName ?? unnamed
  return { name, source, scorers, ...(opening === undefined ? {} : { opening }) }
}

/** @throws UsageError for a sealed split without a purpose, and a purpose without a sealed split */
async function readOpening(
  client: CliClient,
  parsed: Parsed,
  source: EvaluationSource,
): Promise<EvaluationOpening | undefined> {
  const [purpose, user] = [parsed.text('open-seal')?.trim(), parsed.text('user')]
  if (source.kind !== 'dataset' || source.split === undefined) {
    if (purpose === undefined) return undefined
    throw new UsageError('--open-seal needs --dataset and --split, the sealed split that is opened.')
  }
  const { datasetId, split } = source
  const splits = await client.datasets.splits({ datasetId })
  const isSealed = splits.some(({ name, sealedAtMs }) => name === split && sealedAtMs !== undefined)
  if (!isSealed && purpose !== undefined)
    throw new UsageError(`The split "${split}" is not sealed: leave --open-seal out.`)
  if (!isSealed) return undefined
  if (purpose === undefined || purpose === '') {
    throw new UsageError(
      `The split "${split}" is sealed. Say what for it is opened with --open-seal PURPOSE; that is written down.`,
    )
  }
  return { purpose, ...(user === undefined ? {} : { user }) }
}

/** `sourceName`: what the run is called after. */
async function findSource(
  client: CliClient,
  parsed: Parsed,
): Promise<{ source: EvaluationSource; sourceName?: string }> {
  const dataset = parsed.text('dataset')
  const session = parsed.text('session')
  if (dataset !== undefined) {
    const version = parsed.text('version')
    const split = parsed.text('split')
    if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))
      throw new UsageError('--version takes a whole number.')
    const { datasetId, name } = findOne('dataset', dataset, await client.datasets.list(), (each) => each.datasetId)
    const part = {
      ...(version === undefined ? {} : { version: Number(version) }),
      ...(split === undefined ? {} : { split }),
    }
    return { source: { kind: 'dataset', datasetId, ...part }, sourceName: name }
  }
  if (session !== undefined) {
    const sessions = await client.labelingSessions.list()
    const { sessionId, name } = findOne('session', session, sessions, (each) => each.sessionId)
    return { source: { kind: 'session', sessionId }, sourceName: name }
  }
  const filter = TraceFilter.strict().safeParse(parseJson('filter', parsed.text('filter') ?? '{}'))
  if (!filter.success) throw new UsageError(describe('--filter', filter.error))
  return { source: { kind: 'traces', selection: { filter: filter.data } } }
}

async function readRows(client: CliClient, runId: string): Promise<EvaluatedRow[]> {
  const all: EvaluatedRow[] = []
  let cursor: string | undefined
  do {
    const page = await client.evaluations.rows({ runId, limit: 500, ...(cursor === undefined ? {} : { cursor }) })
    all.push(...page.rows)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return all
}

function toLines(progress: EvaluationProgress, metrics: object, checks: readonly MinimumCheck[]): string[] {
  const { runId, rows, scored, failed, retries, costUsd, state } = progress
  return [
    `${runId}: ${state}, ${scored} of ${rows} rows scored, ${failed} failed, ${retries} retries, ${costUsd.toFixed(4)} US dollars`,
    ...Object.entries(metrics).map(([key, value]) => `${key} ${typeof value === 'number' ? value.toFixed(4) : value}`),
    ...checks.map((check) => {
      const mean = check.mean === undefined ? 'nothing' : check.mean.toFixed(4)
      return `${isMissed(check) ? 'MISSED' : 'reached'}: ${check.scorer} is ${mean}, at least ${check.minimum}`
    }),
  ]
}
