/**
 * The members of the model's closed sets, in the order the texts list them. Taken from the texts, not from the
 * model's schemas, so that the page does not load the schema library.
 */
import type { AssessmentKind, SourceType } from '../../shared/model/assessment.ts'
import type { ItemStatus } from '../../shared/model/labeling.ts'
import type { TraceState } from '../../shared/model/trace.ts'
import { common } from './en/common.ts'
import { labeling } from './en/labeling.ts'

export const traceStates = Object.keys(common.state) as TraceState[]
export const sourceTypes = Object.keys(common.source) as SourceType[]
/** Those that people write themselves: issues come from clients that find them. */
export const writtenKinds = (Object.keys(common.kind) as AssessmentKind[]).filter((kind) => kind !== 'issue')
export const itemStatuses = Object.keys(labeling.status) as ItemStatus[]
