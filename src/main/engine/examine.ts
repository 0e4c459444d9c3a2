import type { DoctorReport } from '../../shared/model/workspace.ts'
import { runInJobThread } from './channel/run-in-job-thread.ts'

/** Examines a workspace file in a thread of its own, as it reads the whole file. */
export function examineInThread(path: string, signal: AbortSignal | undefined): Promise<DoctorReport> {
  return runInJobThread('examine', { path }, { signal })
}
