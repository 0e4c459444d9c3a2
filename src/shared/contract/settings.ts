import * as z from 'zod'
import { Settings } from '../model/workspace.ts'
import { procedure } from './errors.ts'

export const settings = {
  get: procedure.output(Settings),
  /** Merges at the top level; `layout` merges by key. */
  update: procedure.input(Settings.partial()).output(Settings),
  /** Version, paths and host, for the About panel and bug reports. */
  about: procedure.output(
    z.object({
      version: z.string(),
      host: z.enum(['electron', 'browser', 'cli', 'test']),
      node: z.string(),
      sqlite: z.string(),
      dataFolder: z.string(),
    }),
  ),
}
