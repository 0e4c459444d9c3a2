import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const projectRoot = path.resolve(import.meta.dirname, '../..')

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  name: string
  text: string
}

/** Files of the checkout that match the patterns, in a stable order; what is installed or built is never among them. */
export function readSourceFiles(patterns: string[]): SourceFile[] {
  return globSync(patterns, {
    cwd: projectRoot,
    exclude: ['node_modules/**', 'out/**', '.cache/**', '.git/**', 'test-results/**'],
  })
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort()
    .map((name) => ({ name, text: readFileSync(path.join(projectRoot, name), 'utf8') }))
}
