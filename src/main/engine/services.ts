import type { DatasetJobs } from './dataset-jobs.ts'
import type { Evaluations } from './evaluations.ts'
import type { EventBus } from './event-bus.ts'
import type { Exports } from './exports.ts'
import type { Handovers } from './handovers.ts'
import type { Imports } from './imports.ts'
import type { JobRegistry } from './jobs.ts'
import type { LabeledExports } from './labeled-exports.ts'
import type { Outside } from './outside.ts'
import type { Receivers } from './receivers.ts'
import type { Recents } from './recents.ts'
import type { Reports } from './reports.ts'
import type { ReviewLinks } from './review/review-links.ts'
import type { SettingsStore } from './settings.ts'
import type { Workspaces } from './workspaces.ts'

export type HostKind = 'electron' | 'browser' | 'cli' | 'test'

/** Everything that handlers call; made once by `createEngine`. */
export interface Services {
  host: HostKind
  version: string
  dataFolder: string
  bus: EventBus
  settings: SettingsStore
  /** Applies settings that something running depends on. */
  applySettings(): Promise<void>
  recents: Recents
  workspaces: Workspaces
  receivers: Receivers
  jobs: JobRegistry
  imports: Imports
  exports: Exports
  labeledExports: LabeledExports
  datasetJobs: DatasetJobs
  evaluations: Evaluations
  reports: Reports
  reviewLinks: ReviewLinks
  handovers: Handovers
  outside: Outside
}
