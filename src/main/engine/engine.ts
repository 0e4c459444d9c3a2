/**
 * The engine: everything Assay does, behind the contract. It needs plain Node only and runs in a worker thread under
 * Electron, in the process itself for `assay serve`, the command line and tests.
 *
 *     const engine = createEngine({ dataFolder: defaultDataFolder(), host: 'cli', receivers: 'off' })
 *     const client = createRouterClient(engine.router)
 *     await client.workspaces.open({ path })
 *     await engine.close()
 */
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { Settings } from '../../shared/model/workspace.ts'
import type { KeyVault } from '../evaluation/outside.ts'
import { openBegunRuns } from './begun-runs.ts'
import { describeBug } from './channel/wire-error.ts'
import { openDataFolder } from './data-folder.ts'
import { createDatasetJobs } from './dataset-jobs.ts'
import { createEvaluations } from './evaluations.ts'
import { createEventBus } from './event-bus.ts'
import { createExports } from './exports.ts'
import { createHandovers } from './handovers.ts'
import { createImports } from './imports.ts'
import { createJobs } from './jobs.ts'
import { createLabeledExports } from './labeled-exports.ts'
import { createLog, type Log } from './log.ts'
import { openOutside } from './outside.ts'
import { createReceivers, type ReceiverPorts } from './receivers.ts'
import { openRecents } from './recents.ts'
import { createReports } from './reports.ts'
import type { StartReviewHost } from './review/review-host.ts'
import { createReviewLinks } from './review/review-links.ts'
import { createReviewRouter } from './review/review-router.ts'
import { createRouter, type EngineRouter } from './router.ts'
import type { HostKind, Services } from './services.ts'
import { openSettings } from './settings.ts'
import { openUploads, type Uploads } from './uploads.ts'
import { version } from './version.ts'
import { createWorkspaces } from './workspaces.ts'

export interface EngineOptions {
  /** Settings, recent workspaces and the sample; see `defaultDataFolder`. */
  dataFolder: string
  host: HostKind
  /**
   * `on`: at the ports of the settings; or at given ports (0: any), or at those that a function makes of the settings,
   * each time they change. They listen at once: senders are told to open a workspace, instead of finding nobody.
   */
  receivers?: 'on' | 'off' | ReceiverPorts | ((settings: Settings) => ReceiverPorts)
  /** What MLflow clients must send, instead of the token of the settings. */
  mlflowToken?: string | undefined
  /** Serves the pages of review links; without it there are none. */
  startReviewHost?: StartReviewHost | undefined
  /** Where keys of providers are encrypted; without it they come from the environment alone. */
  keyVault?: KeyVault | undefined
  /** Whether answers are checked against the contract; by default in tests only. */
  isOutputChecked?: boolean
  log?: Log
}

export interface Engine {
  /** Implements the contract; serve it with an oRPC handler or call it with `createRouterClient`. */
  router: EngineRouter
  uploads: Uploads
  /** The file that an ended export or backup job wrote. */
  findDownload(jobId: string): { path: string; fileName: string } | undefined
  /** Tells what changes, as `events.subscribe` does. */
  subscribe: Services['bus']['subscribe']
  /** Resolves when the receivers listen, or have found their ports taken (`receivers.status` says which). */
  listening: Promise<void>
  /** Cancels jobs, closes receivers and workspace; resolves when nothing runs any more. */
  close(): Promise<void>
}

export function createEngine(options: EngineOptions): Engine {
  const { host, receivers: wanted = 'on' } = options
  const isOutputChecked = options.isOutputChecked ?? process.env.NODE_ENV === 'test'
  const log = options.log ?? createLog((line) => process.stderr.write(`${line}\n`))
  const dataFolder = openDataFolder(options.dataFolder)
  const bus = createEventBus()
  const settings = openSettings(dataFolder.settingsFile)
  const recents = openRecents(dataFolder.recentsFile)
  const uploads = openUploads(dataFolder.uploads)
  const jobs = createJobs(
    (jobId) => bus.publish({ topic: 'jobs', jobId }),
    (report) => log.bug(report, 'job'),
  )

  async function listen(): Promise<void> {
    if (wanted === 'off') return
    const { otlpHttpPort, otlpGrpcPort, mlflowPort } = toPorts(wanted, settings.get())
    await receivers.listen({ otlpHttpPort, otlpGrpcPort, mlflowPort })
  }

  const workspaces = createWorkspaces({
    dataFolder,
    recents,
    bus,
    log,
    onOpened: async () => {
      await listening
      await reviewLinks.onOpened()
      // A command opens a workspace for itself only.
      if (host !== 'cli') await evaluations.continueInterrupted()
    },
    onClosing: async () => {
      reviewLinks.onClosing()
      await jobs.cancelAll()
    },
  })
  const reviewLinks = createReviewLinks({
    workspaces,
    log,
    start: options.startReviewHost,
    makeRouter: () =>
      createReviewRouter({ workspaces, bus, engine: createRouterClient(router) }, { log, isOutputChecked }),
  })
  const outside = openOutside(dataFolder.path, settings, bus, options.keyVault)
  const evaluations = createEvaluations({
    workspaces,
    jobs,
    bus,
    outside,
    begunRuns: openBegunRuns(join(dataFolder.path, 'begun-runs.json')),
  })
  const mlflowToken = () => options.mlflowToken ?? settings.get().mlflowToken
  const receivers = createReceivers({
    workspaces,
    bus,
    log,
    mlflowToken,
    createReviewLink: async (input) => {
      const { path } = await reviewLinks.create(input)
      bus.publish({ topic: 'labeling' })
      // The first is loopback's, where the caller is too.
      return `${reviewLinks.status().origins[0]}${path}`
    },
  })
  const services: Services = {
    host,
    version,
    dataFolder: dataFolder.path,
    bus,
    settings,
    applySettings: listen,
    recents,
    workspaces,
    receivers,
    jobs,
    imports: createImports(workspaces, jobs, uploads),
    exports: createExports(workspaces, jobs, dataFolder),
    datasetJobs: createDatasetJobs({ workspaces, jobs, uploads, bus }),
    labeledExports: createLabeledExports(workspaces, jobs, dataFolder),
    evaluations,
    reports: createReports(workspaces, jobs, dataFolder),
    reviewLinks,
    handovers: createHandovers({ workspaces, jobs, uploads, dataFolder, bus }),
    outside,
  }

  const listening = listen().catch((error: unknown) => void log.bug(describeBug(error), 'receivers'))

  const router = createRouter(services, { log, isOutputChecked })

  return {
    listening,
    router,
    uploads,
    findDownload: (jobId) => services.exports.findDownload(jobId),
    subscribe: (signal) => bus.subscribe(signal),
    async close() {
      await reviewLinks.close()
      await receivers.close()
      await workspaces.close()
      await jobs.cancelAll()
      bus.close()
    },
  }
}

function toPorts(wanted: Exclude<EngineOptions['receivers'], 'off' | undefined>, settings: Settings): ReceiverPorts {
  if (wanted === 'on') return settings
  return typeof wanted === 'function' ? wanted(settings) : wanted
}
