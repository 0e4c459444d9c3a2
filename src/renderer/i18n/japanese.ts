import type { english } from './english.ts'
import { assessments } from './ja/assessments.ts'
import { coding } from './ja/coding.ts'
import { common } from './ja/common.ts'
import { connect } from './ja/connect.ts'
import { datasets } from './ja/datasets.ts'
import { errors } from './ja/errors.ts'
import { evaluate } from './ja/evaluate.ts'
import { evaluations } from './ja/evaluations.ts'
import { handover } from './ja/handover.ts'
import { judges } from './ja/judges.ts'
import { labelChecks } from './ja/label-checks.ts'
import { labelScreen } from './ja/label-screen.ts'
import { labeledExport } from './ja/labeled-export.ts'
import { labeling } from './ja/labeling.ts'
import { palette } from './ja/palette.ts'
import { providers } from './ja/providers.ts'
import { quality } from './ja/quality.ts'
import { report } from './ja/report.ts'
import { schemas } from './ja/schemas.ts'
import { session } from './ja/session.ts'
import { settings } from './ja/settings.ts'
import { shell } from './ja/shell.ts'
import { trace } from './ja/trace.ts'
import { traces } from './ja/traces.ts'
import { transfer } from './ja/transfer.ts'
import { ui } from './ja/ui.ts'
import { validation } from './ja/validation.ts'
import { welcome } from './ja/welcome.ts'
import { workspaces } from './ja/workspaces.ts'
import type { SameKeys } from './shape.ts'

export const japanese: SameKeys<typeof english> = {
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
