import { existsSync } from 'node:fs'
import { AppError } from '../../../shared/model/error.ts'

export type ThreadName = 'engine' | 'writer' | 'reader' | 'job' | 'target-module'

/**
 * Where the file of a thread is. Run from source (tests, scripts) it is the TypeScript file; in a build every thread
 * is its own bundle in `out/main/threads`, seen from the entry itself, from a chunk or from another thread.
 */
export function threadEntry(name: ThreadName): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`../threads/${name}.ts`, import.meta.url)
  for (const folder of ['./threads/', '../threads/', './']) {
    const url = new URL(`${folder}${name}.js`, import.meta.url)
    if (existsSync(url)) return url
  }
  throw new AppError('INTERNAL', `The program file of the ${name} thread is missing; install Assay again.`)
}
