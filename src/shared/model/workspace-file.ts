/** Whether a path or name is that of a workspace. Nothing else here: the main process reads it at its start. */
export function isWorkspaceFile(path: string): boolean {
  return /\.assay$/i.test(path)
}
