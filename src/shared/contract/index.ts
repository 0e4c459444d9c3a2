/**
 * The typed contract between interface and engine: one table, served alike in process, over a MessagePort
 * (Electron) and over HTTP (browser host). Values are JSON-safe only, so the transports cannot disagree.
 * To add a call: its line here, its handler in `src/main/engine/handlers`, its use.
 */
import { assessments } from './assessments.ts'
import { coding } from './coding.ts'
import { datasets } from './datasets.ts'
import { events } from './events.ts'
import { evaluations, experiments } from './experiments.ts'
import { handover } from './handover.ts'
import { exports, imports, jobs } from './jobs.ts'
import { judges } from './judges.ts'
import { labelBulk, labelGold } from './label-extras.ts'
import { labelQuality } from './label-quality.ts'
import { labelWork } from './label-work.ts'
import { labeledExports } from './labeled-exports.ts'
import { labelingSessions, labelSchemas } from './labeling.ts'
import { egress, providers } from './providers.ts'
import { receivers } from './receivers.ts'
import { reports } from './reports.ts'
import { reviewLinks } from './review-links.ts'
import { settings } from './settings.ts'
import { targets } from './targets.ts'
import { spans, traces } from './traces.ts'
import { validations } from './validations.ts'
import { views } from './views.ts'
import { workspaces } from './workspaces.ts'

export const contract = {
  workspaces,
  traces,
  spans,
  assessments,
  views,
  experiments,
  evaluations,
  reports,
  labelSchemas,
  labelingSessions,
  labelWork,
  labelQuality,
  labelGold,
  labelBulk,
  handover,
  reviewLinks,
  coding,
  datasets,
  imports,
  exports,
  labeledExports,
  jobs,
  receivers,
  providers,
  egress,
  targets,
  judges,
  validations,
  settings,
  events,
}
export type Contract = typeof contract
