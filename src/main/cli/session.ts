import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ORPCError } from '@orpc/client'
import { createRouterClient } from '@orpc/server'
import { AppError } from '../../shared/model/error.ts'
import type { Job } from '../../shared/model/job.ts'
import { defaultDataFolder } from '../engine/data-folder.ts'
import { createEngine } from '../engine/engine.ts'
import type { Parsed } from './arguments.ts'
import type { Output } from './output.ts'

export type CliClient = ReturnType<typeof makeClient>

function makeClient(engine: ReturnType<typeof createEngine>) {
  return createRouterClient(engine.router)
}

/** Runs `work` with an engine that receives nothing, and closes it whatever happens. */
export async function withEngine<T>(parsed: Parsed, work: (client: CliClient) => Promise<T>): Promise<T> {
  const engine = createEngine({
    dataFolder: parsed.text('data-folder') ?? defaultDataFolder(),
    host: 'cli',
    receivers: 'off',
  })
  try {
    return await work(makeClient(engine))
  } finally {
    await engine.close()
  }
}

/** Opens the workspace named by `--workspace`; with `mayCreate` a missing one is made. */
export async function openWorkspace(client: CliClient, given: string, mayCreate: boolean, output: Output) {
  const path = resolve(given)
  if (existsSync(path)) {
    try {
      return await client.workspaces.open({ path, readOnly: !mayCreate })
    } catch (error) {
      if (!(error instanceof ORPCError) || error.code !== 'STORE_LOCKED') throw error
      // The store's own words offer to open it read-only, which helps nobody who came to write.
      const message = `${given} is open in another Assay; do it there, or close it first.`
      throw new AppError('STORE_LOCKED', message, { cause: error })
    }
  }
  if (!mayCreate) throw new AppError('NOT_FOUND', `There is no workspace at ${given}.`)
  const created = await client.workspaces.create({ path })
  output.note(`Made ${created.path}`)
  return created
}

/** Follows a job to its end, showing progress. An aborted `signal` cancels the job. */
export async function followJob(client: CliClient, jobId: string, signal: AbortSignal, output: Output): Promise<Job> {
  const cancel = () => void client.jobs.cancel({ jobId })
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  try {
    let last: Job = await client.jobs.get({ jobId })
    for await (const job of await client.jobs.watch({ jobId })) {
      last = job
      output.progress(job)
    }
    return last
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
