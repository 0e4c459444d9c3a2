import * as z from 'zod'
import { DoctorReport, RecentWorkspace, WorkspaceInfo } from '../model/workspace.ts'
import { procedure } from './errors.ts'

const PathInput = z.object({ path: z.string().min(1) })

export const workspaces = {
  /** The open workspace, or null when none is. */
  current: procedure.output(WorkspaceInfo.nullable()),
  recent: procedure.output(z.array(RecentWorkspace)),
  forget: procedure.input(PathInput).output(z.array(RecentWorkspace)),
  /**
   * Opens an existing file. Locked by another Assay: STORE_LOCKED unless `readOnly`. Foreign content:
   * STORE_FOREIGN. Written by a newer Assay: STORE_TOO_NEW; the file stays untouched.
   */
  open: procedure.input(PathInput.extend({ readOnly: z.boolean().optional() })).output(WorkspaceInfo),
  /** Creates and opens; an existing file is a CONFLICT. A bare name goes to the documents folder of Assay. */
  create: procedure.input(PathInput).output(WorkspaceInfo),
  /** Creates (once) and opens the sample workspace. */
  openSample: procedure.output(WorkspaceInfo),
  close: procedure.output(z.object({ closed: z.boolean() })),
  /** Online copy of the open workspace to a new file. */
  backup: procedure.input(PathInput).output(z.object({ path: z.string(), sizeBytes: z.number() })),
  doctor: procedure.output(DoctorReport),
}
