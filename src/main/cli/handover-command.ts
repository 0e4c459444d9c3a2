import { resolve } from 'node:path'
import { type MergeReport, PackageContent, Redaction, RedactionKind } from '../../shared/model/handover.ts'
import type { Job } from '../../shared/model/job.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import type { Output } from './output.ts'
import { type CliClient, followJob, openWorkspace, withEngine } from './session.ts'

export const handoverOptions: Record<string, OptionSpec> = {
  workspace: { type: 'string', short: 'w' },
  out: { type: 'string', short: 'o' },
  session: { type: 'string' },
  reviewer: { type: 'string' },
  content: { type: 'string' },
  redact: { type: 'string', multiple: true },
  'redact-name': { type: 'string', multiple: true },
  'redact-pattern': { type: 'string', multiple: true },
  'no-assessments': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
}

/** `assay handover export|labels|merge`: a labeling session as a file, its labels, and back. */
export async function runHandoverCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  const [action, ...files] = parsed.positionals
  const workspace = parsed.text('workspace')
  if (action !== 'export' && action !== 'labels' && action !== 'merge') {
    throw new UsageError('handover takes export, labels or merge.')
  }
  if (workspace === undefined) throw new UsageError('handover needs --workspace.')
  if (action === 'merge') {
    if (files.length === 0) throw new UsageError('handover merge needs at least one file.')
    return merge(parsed, workspace, files, output, signal)
  }
  if (files.length > 0) throw new UsageError(`Unknown word ${files[0]}.`)
  const out = parsed.text('out')
  if (out === undefined) throw new UsageError('handover needs --out.')
  return write(parsed, action, workspace, resolve(out), output, signal)
}

async function write(
  parsed: Parsed,
  action: 'export' | 'labels',
  workspace: string,
  path: string,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const reviewer = parsed.text('reviewer')
  const place = { ...(reviewer === undefined ? {} : { reviewer }), path }
  const content = PackageContent.safeParse(parsed.text('content') ?? 'everything')
  if (!content.success) throw new UsageError(`--content takes one of ${PackageContent.options.join(', ')}.`)
  const redaction = readRedaction(parsed)
  return withEngine(parsed, async (client) => {
    // The package that a labels file is made of needs no writing; a session remembers whom it was handed to.
    if (action === 'labels') await openWorkspace(client, workspace, false, output)
    else await openExisting(client, workspace, output)
    const sessionId = await chooseSession(client, parsed.text('session'))
    const withAssessments = !parsed.flag('no-assessments')
    const { jobId } =
      action === 'labels'
        ? await client.handover.exportLabels({ sessionId, ...place })
        : await client.handover.exportPackage({
            sessionId,
            ...place,
            content: content.data,
            redaction,
            withAssessments,
          })
    const job = await followJob(client, jobId, signal, output)
    const report = job.exportReport
    if (job.state !== 'done' || report === undefined) return fail(job, output)
    output.result({ report, ...(job.details === undefined ? {} : { details: job.details }) }, [
      `${report.path}: ${report.traces} items, ${report.sizeBytes} bytes`,
    ])
    return exitCodes.ok
  })
}

async function merge(
  parsed: Parsed,
  workspace: string,
  files: string[],
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  return withEngine(parsed, async (client) => {
    if (parsed.flag('dry-run')) await openWorkspace(client, workspace, false, output)
    else await openExisting(client, workspace, output)
    const outcomes: { file: string; report: MergeReport }[] = []
    for (const file of files) {
      const source = { path: resolve(file) }
      if (parsed.flag('dry-run')) {
        outcomes.push({ file, report: await client.handover.preview({ source }) })
        continue
      }
      const { jobId } = await client.handover.merge({ source })
      const job = await followJob(client, jobId, signal, output)
      if (job.state !== 'done') return fail(job, output)
      outcomes.push({ file, report: job.details as unknown as MergeReport })
    }
    output.result({ files: outcomes }, outcomes.flatMap(toLines))
    return exitCodes.ok
  })
}

/** For writing; a missing one is not made. */
export async function openExisting(client: CliClient, workspace: string, output: Output): Promise<void> {
  await client.workspaces.open({ path: resolve(workspace) })
  output.note(`Opened ${workspace}`)
}

/** The one that is named by id or name, or the only one. @throws UsageError */
export async function chooseSession(client: CliClient, given: string | undefined): Promise<string> {
  const sessions = await client.labelingSessions.list()
  const found =
    given === undefined ? sessions : sessions.filter(({ sessionId, name }) => sessionId === given || name === given)
  const [only, second] = found
  if (only !== undefined && second === undefined) return only.sessionId
  const names = sessions.map(({ name, sessionId }) => `${name} (${sessionId})`).join(', ')
  throw new UsageError(`Name one session with --session: ${names || 'the workspace has none'}.`)
}

/** @throws UsageError */
export function readRedaction(parsed: Parsed): Redaction {
  const redaction = Redaction.safeParse({
    detectors: parsed.texts('redact'),
    names: parsed.texts('redact-name'),
    patterns: parsed.texts('redact-pattern'),
  })
  if (redaction.success) return redaction.data
  const kinds = RedactionKind.options.filter((kind) => kind !== 'name' && kind !== 'pattern')
  throw new UsageError(`--redact takes one of ${kinds.join(', ')}; names and patterns are not empty.`)
}

function fail(job: Job, output: Output): number {
  if (job.state === 'cancelled') {
    output.result({ state: job.state }, ['Cancelled.'])
    return exitCodes.interrupted
  }
  output.failure(new Error(job.error?.message ?? 'The job failed.'))
  return exitCodes.failure
}

function toLines({ file, report }: { file: string; report: MergeReport }): string[] {
  const { answers, notices } = report
  const left = Object.entries(notices).filter(([, count]) => count > 0)
  return [
    `${file}: ${answers.new} new, ${answers.updated} updated, ${answers.same} same, ${answers.conflicting} conflicting answers; ${report.stateCount} items changed`,
    ...left.map(([notice, count]) => `  ${notice}: ${count}`),
  ]
}
