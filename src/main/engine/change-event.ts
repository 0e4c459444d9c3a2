import type { EngineEvent } from '../../shared/contract/events.ts'
import type { Change } from '../receive/mlflow/write-context.ts'

/** What a write of an MLflow client touched, as pages are told it. */
export function toEvent(change: Change): EngineEvent {
  return change.topic === 'traces' || change.topic === 'assessments' ? { ...change, more: false } : change
}
