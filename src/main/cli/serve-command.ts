import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { AppError } from '../../shared/model/error.ts'
import type { ReceiverEndpoint, Settings } from '../../shared/model/workspace.ts'
import { defaultDataFolder } from '../engine/data-folder.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { ReceiverPorts } from '../engine/receivers.ts'
import { startReviewHost } from '../serve/review-host.ts'
import { startBrowserHost } from '../serve/serve.ts'
import { exitCodes, type OptionSpec, type Parsed, UsageError } from './arguments.ts'
import type { Output } from './output.ts'

export const serveOptions: Record<string, OptionSpec> = {
  workspace: { type: 'string', short: 'w' },
  port: { type: 'string' },
  'otlp-http-port': { type: 'string' },
  'otlp-grpc-port': { type: 'string' },
  'mlflow-port': { type: 'string' },
  sample: { type: 'boolean' },
}

/** `assay serve`: the browser host, until it is interrupted. */
export async function runServeCommand(parsed: Parsed, output: Output, signal: AbortSignal): Promise<number> {
  const [positional, ...rest] = parsed.positionals
  if (rest.length > 0) throw new UsageError('serve takes one workspace.')
  const workspace = parsed.text('workspace') ?? positional
  const port = parsed.port('port')
  const engine = createEngine({
    dataFolder: parsed.text('data-folder') ?? defaultDataFolder(),
    host: 'browser',
    receivers: choosePorts(parsed),
    mlflowToken: process.env.ASSAY_MLFLOW_TOKEN,
    startReviewHost: (options) => startReviewHost({ ...options, staticFolder: rendererFolder() }),
  })
  try {
    const host = await startBrowserHost({ engine, port, staticFolder: rendererFolder() })
    try {
      await openFirst(engine, workspace, parsed.flag('sample'), output)
      const { endpoints } = await createRouterClient(engine.router).receivers.status()
      const { lines, urls } = describeReceivers(endpoints)
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

/**
 * The workspace asked for; else the one that was open last. That one may have gone or be in use: then the interface
 * starts without a workspace and says what can be opened.
 */
async function openFirst(engine: Engine, workspace: string | undefined, wantsSample: boolean, output: Output) {
  const client = createRouterClient(engine.router)
  if (wantsSample) {
    await client.workspaces.openSample()
  } else if (workspace !== undefined) {
    const path = resolve(workspace)
    if (!existsSync(path)) throw new AppError('NOT_FOUND', `There is no workspace at ${workspace}.`)
    await client.workspaces.open({ path })
  } else {
    const [last] = await client.workspaces.recent()
    if (last?.exists !== true) return
    await client.workspaces.open({ path: last.path }).catch((error: Error) => {
      output.note(`${last.path} was not opened: ${error.message}`)
    })
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

/** Where programs send their traces; nothing while no workspace is open, as the receivers start with the first one. */
function describeReceivers(endpoints: readonly ReceiverEndpoint[]) {
  const find = (protocol: ReceiverEndpoint['protocol']) =>
    endpoints.find((endpoint) => endpoint.protocol === protocol && endpoint.isListening)?.url
  const urls = { mlflowUrl: find('mlflow'), otlpHttpUrl: find('otlp-http'), otlpGrpcUrl: find('otlp-grpc') }
  const lines = [
    ...(urls.mlflowUrl === undefined ? [] : [`MLflow clients: MLFLOW_TRACKING_URI=${urls.mlflowUrl}`]),
    ...(urls.otlpHttpUrl === undefined ? [] : [`OTLP exporters: OTEL_EXPORTER_OTLP_ENDPOINT=${urls.otlpHttpUrl}`]),
  ]
  return { urls, lines }
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
