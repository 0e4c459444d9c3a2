import { assessments } from './en/assessments.ts'
import { coding } from './en/coding.ts'
import { common } from './en/common.ts'
import { connect } from './en/connect.ts'
import { datasets } from './en/datasets.ts'
import { errors } from './en/errors.ts'
import { evaluate } from './en/evaluate.ts'
import { evaluations } from './en/evaluations.ts'
import { handover } from './en/handover.ts'
import { judges } from './en/judges.ts'
import { labelChecks } from './en/label-checks.ts'
import { labelScreen } from './en/label-screen.ts'
import { labeledExport } from './en/labeled-export.ts'
import { labeling } from './en/labeling.ts'
import { palette } from './en/palette.ts'
import { providers } from './en/providers.ts'
import { quality } from './en/quality.ts'
import { report } from './en/report.ts'
import { schemas } from './en/schemas.ts'
import { session } from './en/session.ts'
import { settings } from './en/settings.ts'
import { shell } from './en/shell.ts'
import { trace } from './en/trace.ts'
import { traces } from './en/traces.ts'
import { transfer } from './en/transfer.ts'
import { ui } from './en/ui.ts'
import { validation } from './en/validation.ts'
import { welcome } from './en/welcome.ts'
import { workspaces } from './en/workspaces.ts'

/** Every English text; its keys are the keys of the interface. */
export const english = {
  assessments,
  coding,
  common,
  connect,
  datasets,
  errors,
  evaluate,
  evaluations,
  handover,
  judges,
  labelChecks,
  labelScreen,
  labeledExport,
  labeling,
  palette,
  providers,
  quality,
  report,
  schemas,
  session,
  settings,
  shell,
  trace,
  traces,
  transfer,
  ui,
  validation,
  welcome,
  workspaces,
}
