import * as z from 'zod'
import { SavedView } from '../model/trace.ts'
import { procedure } from './errors.ts'

export const views = {
  list: procedure.output(z.array(SavedView)),
  /** Creates without a `viewId`, replaces with one. Names are unique: an existing one is a CONFLICT. */
  save: procedure.input(SavedView.partial({ viewId: true })).output(SavedView),
  delete: procedure.input(z.object({ viewId: z.string() })).output(z.object({ deleted: z.boolean() })),
}
