import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { AppError } from '../../shared/model/error.ts'
import type { Settings } from '../../shared/model/workspace.ts'
import { defaultDataFolder } from '../engine/data-folder.ts'
import { describeReceivers } from '../engine/describe-receivers.ts'
import { createEngine } from '../engine/engine.ts'
import type { ReceiverPorts } from '../engine/receivers.ts'
import { startReviewHost } from '../serve/review-host.ts'
import { startBrowserHost } from '../serve/serve.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import { openFirst, readOpening } from './first-workspace.ts'
import type { Output } from './output.ts'

export const serveOptions: Record<string, OptionSpec> = {
  workspace: { type: 'string', short: 'w' },
  port: { type: 'string' },
  'otlp-http-port': { type: 'string' },
  'otlp-grpc-port': { type: 'string' },
  'mlflow-port': { type: 'string' },
  sample: { type: 'boolean' },
  create: { type: 'boolean' },
  'read-only': { type: 'boolean' },
}

/** `assay serve`: the browser host, until it is interrupted. */
export async function runServeCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  const [positional, ...rest] = parsed.positionals
  if (rest.length > 0) throw new UsageError('serve takes one workspace.')
  const workspace = parsed.text('workspace') ?? positional
  const port = parsed.port('port')
  const dataFolder = parsed.text('data-folder') ?? defaultDataFolder()
  const opening = readOpening(parsed, workspace)
  const engine = createEngine({
    dataFolder,
    host: 'browser',
    receivers: choosePorts(parsed),
    mlflowToken: process.env.ASSAY_MLFLOW_TOKEN,
    startReviewHost: (options) => startReviewHost({ ...options, staticFolder: rendererFolder() }),
  })
  try {
    const host = await startBrowserHost({ engine, port, staticFolder: rendererFolder() })
    try {
      await openFirst(engine, { ...opening, dataFolder }, output)
      await engine.listening
      const { endpoints } = await createRouterClient(engine.router).receivers.status()
      const { lines, urls, failures } = describeReceivers(endpoints)
      for (const failure of failures) output.note(failure)
      output.result({ url: host.url, origin: host.origin, port: host.port, ...urls }, [
        `Assay is open at ${host.url}`,
        ...lines,
      ])
      await interrupted(signal)
      return exitCodes.ok
    } finally {
      await host.close()
    }
  } finally {
    await engine.close()
  }
}

/** Ports of the command line, else those of the settings. */
function choosePorts(parsed: Parsed) {
  const given = {
    otlpHttpPort: parsed.port('otlp-http-port'),
    otlpGrpcPort: parsed.port('otlp-grpc-port'),
    mlflowPort: parsed.port('mlflow-port'),
  }
  return (settings: Settings): ReceiverPorts => ({
    otlpHttpPort: given.otlpHttpPort ?? settings.otlpHttpPort,
    otlpGrpcPort: given.otlpGrpcPort ?? settings.otlpGrpcPort,
    mlflowPort: given.mlflowPort ?? settings.mlflowPort,
  })
}

/** The built interface: beside the built command line, or in `out` when that runs from source. */
function rendererFolder(): string {
  const here = import.meta.dirname
  const candidates = [join(here, '../renderer'), join(here, '../../renderer'), join(here, '../../../out/renderer')]
  const folder = candidates.find((candidate) => existsSync(join(candidate, 'index.html')) && !candidate.includes('src'))
  if (folder === undefined) throw new AppError('UNAVAILABLE', 'The interface is not built yet: run "npm run build".')
  return folder
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
